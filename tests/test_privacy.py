"""What --mask hides, over sentences of all genres, and that nothing else of a record changes."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from fangkong import Extractor
from fangkong.pipeline.cli import app
from fangkong.pipeline.privacy import STAR
from fangkong.schemas.record import Report

DATA = Path(__file__).parent / "data"
_MARK = re.compile(r"\[\[(.+?)\]\]")
TEXT = (
    "蓝湾市第三中学召开防控会\n作者:李晓明 电话:13800001234\n2022年3月5日,校长王建国带领80余名教师查验健康码。\n"
    "王建国说,邓小平中学同日返校。邮箱:wang@example.com\n"
)


@cache
def masking():
    return Extractor(ner="none", measures="rules", mask=True)


@cache
def plain():
    return Extractor(ner="none", measures="rules")


def masked(text):
    return next(masking().analyse([text])).source.text


def rows(name):
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith(("#", "genre"))]


@pytest.mark.parametrize(("genre", "text"), rows("privacy.tsv"))
def test_what_leads_to_persons_is_hidden_and_nothing_else(genre, text):
    assert masked(_MARK.sub(r"\1", text)) == _MARK.sub(lambda mark: STAR * len(mark[1]), text)


def test_sentences_that_were_not_looked_at_keep_their_floors():
    hit = wanted = hidden = 0
    for _, text in rows("privacy_second.tsv"):
        want = [char == STAR for char in _MARK.sub(lambda mark: STAR * len(mark[1]), text)]
        got = [char == STAR for char in masked(_MARK.sub(r"\1", text))]
        wanted, hidden = wanted + sum(want), hidden + sum(got)
        hit += sum(a and b for a, b in zip(want, got, strict=True))

    assert hit / wanted >= 0.80
    assert hit / hidden >= 0.95


def test_masked_record_is_one_of_the_masked_text():
    analysis = next(masking().analyse([TEXT]))
    text = analysis.source.text

    assert len(text) == len(TEXT)
    again = Report.model_validate_json(analysis.report.model_dump_json(), context={"raw": text})
    # A hash of the original would let whoever guesses a name or a number make sure of it.
    assert again.source.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert again.id == again.source.sha256[:12]
    told = analysis.explained().model_dump_json() + text
    assert not [word for word in ("王建国", "李晓明", "13800001234", "wang@example.com") if word in told]
    assert "邓小平中学" in told


def test_values_and_places_are_those_of_the_unmasked_record():
    def without_texts(node):
        if isinstance(node, dict):
            return {k: without_texts(v) for k, v in node.items() if k not in ("text", "id", "sha256")}
        return [without_texts(item) for item in node] if isinstance(node, list) else node

    records = [each.explain(TEXT).model_dump(mode="json") for each in (masking(), plain())]

    assert without_texts(records[0]) == without_texts(records[1])


def test_a_name_is_hidden_wherever_it_stands_once_it_is_known():
    assert masked("校长王建国在会上强调。\n会后,王建国慰问了值守人员。").count(STAR) == 6


def test_people_of_public_life_stay():
    assert STAR not in masked("学习贯彻习近平总书记重要讲话精神,聆听钟南山院士讲座。")


@pytest.mark.parametrize("text", ["校長陳國華表示,全校復課。", "聯繫電話:１３８００００１２３４", "责任编辑：李　明"])
def test_other_characters_are_read_as_what_they_mean(text):
    assert STAR in masked(text)
    assert len(masked(text)) == len(text)


def test_warnings_quote_nothing_hidden():
    from fangkong.pipeline.mention import Notice
    from fangkong.pipeline.privacy import Masked

    notice = Masked("", ("王建国",)).notice(Notice("no_body", "'王建国' stands alone", 0, 3))

    assert notice == Notice("no_body", "'＊＊＊' stands alone", 0, 3)


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet="校长王建国李说:。\n\r 138000012349@a.com陳記者張\u200b𠀀", max_size=60))
def test_any_text_keeps_its_length_and_its_record_holds(text):
    analysis = next(masking().analyse([text]))
    if isinstance(analysis, tuple) or not hasattr(analysis, "source"):
        return  # refused for want of visible characters

    assert len(analysis.source.text) == len(text)
    Report.model_validate_json(analysis.report.model_dump_json(), context={"raw": analysis.source.text})


def test_commands_mask(tmp_path):
    report = tmp_path / "report.txt"
    report.write_text(TEXT, encoding="utf-8")
    run = CliRunner().invoke

    lines = run(app, ["extract", "--mask", "--keep-text", "--ner", "none", "--quiet", str(report)]).stdout
    shown = run(app, ["show", "--mask", "--ner", "none", str(report)]).stdout

    assert json.loads(lines)["text"] == masked(TEXT)
    for told in (lines, shown):
        assert "王建国" not in told
        assert "13800001234" not in told
