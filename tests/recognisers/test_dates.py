"""What no table of examples can say about finding dates."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from edtf import parse_edtf
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor
from fangkong.pipeline.date_numerals import read_number, read_year
from fangkong.pipeline.date_points import split_digits
from fangkong.pipeline.recognisers.dates import DateRecogniser
from fangkong.pipeline.run import RawReport
from fangkong.pipeline.values.dates import DateExpression
from fangkong.schemas.edtf import bounds

from ..pathological import cost

EXTRACTOR = Extractor(ner="none")
_PIECES = (  # noqa: SIM905
    "2022年 3月 12日 上午 以来 截至 自 春节 正月初三 (周一) 学年 学期 24时 312日 2022410日 发布时间: 2022-03-01 9:30 "
    "讯 将 召开了 次日 国庆期间"
).split()
FRAGMENTS = st.lists(
    st.sampled_from(
        [*"0123456789年月日号时点分上下前后起至、,。()-~—:初中底旬春夏秋冬十一二三〇O今昨明去本周末\n ", *_PIECES]
    ),
    max_size=40,
).map("".join)
PUBLISHED = st.one_of(
    st.none(), st.dates().map(str), st.sampled_from(["", "2022-3-1", "March 1, 2022", "2022/3/1 9:30"])
)


def mentions(text: str) -> list[DateExpression]:
    doc = EXTRACTOR._layout(RawReport(text=text))
    return list(DateRecogniser(EXTRACTOR.library)(doc))


@settings(deadline=None)
@given(text=st.one_of(FRAGMENTS, st.text(max_size=60)).filter(str.strip), published=PUBLISHED)
def test_any_text_gives_valid_dates_in_order(text, published):
    report = EXTRACTOR.extract(text, published=published)

    for date in report.dates:
        assert bounds(date.value) == (date.start, date.end)
        assert date.start is None or date.end is None or date.start <= date.end
    starts = [date.span.start for date in report.dates]
    assert starts == sorted(starts)


@settings(deadline=None)
@given(text=FRAGMENTS.filter(str.strip))
def test_every_value_is_edtf_to_the_edtf_package(text):
    for date in EXTRACTOR.extract(text, published="2022-03-16").dates:
        # The package knows no time of day without seconds.
        parse_edtf(re.sub("T[0-9:]+", "", date.value))


@settings(deadline=None)
@given(text=FRAGMENTS.filter(str.strip))
def test_expressions_do_not_overlap_and_quote_their_text(text):
    doc = EXTRACTOR._layout(RawReport(text=text))

    found = list(DateRecogniser(EXTRACTOR.library)(doc))

    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(doc.string[m.start : m.end] == m.value.surface for m in found)


@pytest.mark.parametrize(
    "text",
    [
        "3月" * 500,
        "2022年" * 300,
        "一二三四五六七" * 100,
        "20220312" * 250,
        "3月1日至" * 300,
        "1、2、3、" * 400,
        "(周一)" * 300,
    ],
)
def test_the_cost_of_repetition_grows_with_its_length_only(text):
    # benchmarks/date_speed.py prints the seconds; here only the shape of the growth is held, which no load changes.
    once, thrice = cost(mentions, text, 3), cost(mentions, text * 3, 3)

    assert thrice < 5 * once + 0.02


@given(number=st.integers(1, 31))
def test_numerals_say_what_digits_say(number):
    tens, ones = divmod(number, 10)
    spoken = ("" if tens == 0 else "十" if tens == 1 else "一二三"[tens - 1] + "十") + "一二三四五六七八九"[
        ones - 1 : ones
    ]

    assert read_number(spoken if ones or tens else "") == number == read_number(f"{number:02}")


@given(year=st.integers(1930, 2029))
def test_years_are_read_in_digits_numerals_and_by_their_last_two(year):
    spoken = "".join("〇一二三四五六七八九"[int(c)] for c in str(year))

    assert (
        read_year(str(year))
        == read_year(spoken)
        == read_year(spoken.replace("〇", "O"))
        == read_year(spoken[2:])
        == year
    )


@given(month=st.integers(1, 12), day=st.integers(1, 31))
def test_a_split_of_glued_digits_always_holds_the_true_reading(month, day):
    assert (None, month, day) in split_digits(f"{month}{day}")
    assert (2022, month, day) in split_digits(f"2022{month}{day}")
