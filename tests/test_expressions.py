"""What no table of examples can say about reading date cells."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor, parse_date
from fangkong.pipeline.errors import EmptyInput, MalformedInput
from fangkong.schemas.edtf import bounds

from .examples import rule_files, unmark

EXTRACTOR = Extractor(ner="none", measures="rules")
CELLS = [
    unmark(example.text)[0]
    for book, field in rule_files()
    if field == "expressions"
    for rule in book.source.rule
    for example in rule.positive
]
PIECES = st.sampled_from(
    [
        *"0123456789年月日号时点分周天个半第前后内上下近过以之至到起、,。()-~/.:初末底一二三十百〇几多零两",
        *"星期 礼拜 季度 世纪 年代 农历 未来 最后 今年 去年 本月 明天 现在 母亲节 大寒 民国 工作日 Q1".split(),  # noqa: SIM905
    ]
)
FRAGMENTS = st.lists(PIECES, max_size=25).map("".join)


@settings(deadline=None)
@given(text=st.one_of(FRAGMENTS, st.text(max_size=40)).filter(str.strip), reference=st.dates())
def test_any_cell_gives_valid_dates_in_order(text, reference):
    found = parse_date(text, reference=reference)

    for date in found:
        assert bounds(date.value) == (date.start, date.end)
        assert date.start is None or date.end is None or date.start <= date.end
        assert text[date.span.start : date.span.end] == date.span.text
        parse_edtf(re.sub("T[0-9:]+", "", date.value))
    starts = [date.span.start for date in found]
    assert starts == sorted(starts)


@pytest.mark.parametrize("cell", CELLS)
def test_reports_are_read_without_the_rules_of_cells(cell):
    record = EXTRACTOR.explain(f"学校通报:{cell}。", published="2022-11-16")

    assert not [e.found_by for e in record.explain if "expressions." in e.found_by]


@pytest.mark.parametrize("cell", ["3天前", "近7天", "未来两个月", "下午3点", "12/1", "九十年代"])
def test_what_is_no_date_of_a_report_is_one_of_a_cell(cell):
    report = EXTRACTOR.extract(f"据统计,{cell}情况平稳,全校师生身体健康。", published="2022-11-16")

    assert [date.span.text for date in report.dates if date.span] == []
    assert parse_date(cell, reference="2022-11-16")


def test_a_reference_may_be_a_date_or_a_string():
    told = {parse_date("昨天", reference=r)[0].value for r in (dt.date(2022, 3, 16), "2022-03-16", "2022年3月16日")}

    assert told == {"2022-03-15"}


def test_a_reference_that_is_no_date_is_told():
    with pytest.raises(MalformedInput, match="reference '今天' is no date"):
        parse_date("昨天", reference="今天")


def test_an_empty_cell_is_told():
    with pytest.raises(EmptyInput):
        parse_date(" ", reference="2022-03-16")
