from __future__ import annotations

import io

import pytest
from rich.cells import cell_len
from rich.console import Console

from fangkong import Extractor
from fangkong.pipeline.views.terminal import show_report

TEXT = (
    "云溪区第三小学疫情防控工作简报\r\n发布时间:2022-03-14\r\n3月12日,我校组织200余名师生开展疫情防控演练,"
    "并通过钉钉上报健康信息。\r\n"
)


@pytest.fixture(scope="module")
def record():
    return Extractor(ner="none").explain(TEXT, id="report")


def shown(record, text=TEXT, **console):
    out = io.StringIO()
    show_report(Console(file=out, width=80, highlight=False, markup=False, emoji=False, **console), record, text)
    return out.getvalue()


def test_plain_view_marks_what_was_found(record):
    plain = shown(record)

    assert "[date:3月12日]" in plain
    assert "[platform:钉钉]" in plain
    assert all(
        title in plain for title in ("dates", "institutions", "headcounts", "platforms", "2022-03-12", "dingtalk")
    )


def test_coloured_view_leaves_the_text_as_it_is(record):
    coloured = shown(record, force_terminal=True, color_system="standard")

    assert "\x1b[" in coloured
    assert "[date:" not in coloured


def test_no_line_is_wider_than_the_terminal(record):
    plain = shown(record, force_terminal=True, color_system=None)

    assert max(cell_len(line) for line in plain.splitlines()) <= 80


@pytest.mark.parametrize("steering", ["\x1b]0;x\x07", "\x9b31m", "\u202e", "\r", "\x00", "\x0b", "\x08"])
def test_control_characters_of_a_report_do_not_reach_the_terminal(steering):
    text = f"3月12日,{steering}学校组织200名学生开展演练。"
    record = Extractor(ner="none").explain(text, id=f"a{steering}")

    for console in ({}, {"force_terminal": True, "color_system": "standard"}):
        out = shown(record, text, **console)
        assert steering not in out
        assert "200名学生" in out
