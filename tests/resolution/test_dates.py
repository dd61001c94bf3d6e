"""How the year of a date is chosen, and what a reader is told when the evidence disagrees."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fangkong import Extractor

EXTRACTOR = Extractor(ner="none")


def dates(text, **scene):
    return [(d.value, d.resolved_from) for d in EXTRACTOR.extract(text, **scene).dates if d.role != "published"]


def warnings(text, **scene):
    return [w.code for w in EXTRACTOR.extract(text, **scene).warnings if w.code in ("date_conflict", "repaired_text")]


@settings(deadline=None)
@given(published=st.dates(dt.date(2020, 1, 1), dt.date(2023, 12, 31)), ago=st.integers(0, 250))
def test_what_is_told_as_past_lies_at_or_before_publication(published, ago):
    told = published - dt.timedelta(ago)
    text = f"{told.month}月{told.day}日,学校召开了疫情防控会议。"

    assert dates(text, published=published.isoformat()) == [(told.isoformat(), "published")]


@settings(deadline=None)
@given(published=st.dates(dt.date(2020, 1, 1), dt.date(2023, 12, 31)), ahead=st.integers(1, 120))
def test_what_is_planned_may_lie_after_publication(published, ahead):
    planned = published + dt.timedelta(ahead)
    text = f"学校拟于{planned.month}月{planned.day}日恢复线下教学。"

    assert dates(text, published=published.isoformat()) == [(planned.isoformat(), "published")]


def test_the_page_that_contradicts_its_text_is_told():
    text = "时间:2021-02-03\n2月26、27日上午,市教体局召开会议,对各学校疫情防控工作进行再部署。"

    report = EXTRACTOR.extract(text)

    assert [d.value for d in report.dates] == ["2021-02-03", "{2020-02-26,2020-02-27}"]
    assert "date_conflict" in [w.code for w in report.warnings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4月11日(周一)起恢复线下教学。", ("2022-04-11/..", "weekday")),
        ("4月12日(星期日),学校进行全员核酸检测。", ("2020-04-12", "weekday")),
        ("12月6日,星期一,学校恢复线下教学。", ("2021-12-06", "weekday")),
    ],
)
def test_a_weekday_tells_the_year_where_no_page_date_does(text, value):
    assert dates(text) == [value]


def test_a_year_in_the_same_sentence_binds_closest():
    assert dates("回顾2020年,全市高三4月7日复课。", published="2022-04-16")[-1] == ("2020-04-07", "other_date")


def test_a_range_runs_over_the_new_year():
    assert dates("2021年12月29日至1月16日24时,小区封控。", published="2022-01-17") == [
        ("2021-12-29/2022-01-16T24:00", "explicit")
    ]


def test_the_school_year_gives_a_year_where_nothing_else_does():
    text = "自1月22日启动排查以来,班主任逐户联系;2019-2020学年度下期的居家学习建议也已推送到每一个家庭。"

    assert dates(text)[0] == ("2020-01-22/..", "academic_year")


def test_without_evidence_the_year_stays_unknown():
    report = EXTRACTOR.extract("3月12日,学校举行升旗仪式,并开展疫情防控主题教育。")

    assert [(d.value, d.start, d.end, d.resolved_from) for d in report.dates] == [("XXXX-03-12", None, None, "none")]


def test_damaged_ends_of_a_range_are_read_so_that_it_runs_forward():
    text = "经研究,自2023115日起至210日停课,师生居家。"

    assert dates(text, published="2023-01-09") == [("2023-01-15/2023-02-10", "explicit")]
    assert warnings(text, published="2023-01-09") == ["repaired_text"]


def test_a_bare_day_after_a_late_one_lies_in_the_next_month():
    text = "3月30日,学校接到通知。2日,全体师生完成核酸检测。"

    assert [value for value, _ in dates(text, published="2022-04-06")] == ["2022-03-30", "2022-04-02"]


def test_a_look_back_over_a_year_contradicts_nothing():
    text = "2021年度校园防控工作总结\n2021年1月5日,学校召开了动员会。3月8日,组织了全员培训。9月1日,学生平安返校。"

    assert warnings(text, published="2021-12-28") == []
    assert [value for value, _ in dates(text, published="2021-12-28")][-2:] == ["2021-03-08", "2021-09-01"]


def test_a_page_of_the_same_year_is_no_later_copy():
    text = "校园防控纪实\n2022年1月5日,学校召开了动员会。11月1日,学生平安返校。"

    assert warnings(text, published="2022-12-20") == []
