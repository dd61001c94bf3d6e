"""Who reports, and whom each 我校 and 该校 means, on pages that show it in many manners."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import pytest

from fangkong import Extractor

PAGES = tomllib.loads((Path(__file__).parents[1] / "data/reporting.toml").read_text(encoding="utf-8"))["page"]


@cache
def extractor():
    return Extractor(ner="none")


@cache
def report(text):
    return extractor().extract(text)


def reporting(text):
    return next((i.name for i in report(text).institutions if i.id == report(text).institution), None)


def selves(text):
    found = [
        (mention.span.start, mention.span.text, institution.name)
        for institution in report(text).institutions
        for mention in institution.mentions
        if mention.form == "self"
    ]
    return [[word, name] for _, word, name in sorted(found)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_the_page_tells_who_reports(page):
    assert reporting(page["text"]) == page.get("reporting")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page["name"])
def test_each_word_of_self_reference_finds_its_institution(page):
    assert selves(page["text"]) == page["selves"]


def test_an_institution_that_only_我校_speaks_of_has_a_warning_and_does_not_report():
    told = report("我校召开防控会议,全体教师参加。会后,我校又开展演练。")

    assert [(i.name, i.kind, len(i.mentions)) for i in told.institutions] == [("我校", "other", 2)]
    assert told.institution is None
    assert [w.code for w in told.warnings] == ["institution_unknown"]


@pytest.mark.parametrize("text", ["校长是本校防控第一责任人。", "该校要及时上报。"])
def test_a_word_that_nobody_speaks_names_no_institution(text):
    assert not report(text).institutions


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("各位家长:请每天上报体温。青山县教育局2021年7月10日", "青山县教育局"),
        ("各位家长:请每天上报体温。青山县教育局在2021年7月10日发过通知", None),
    ],
)
def test_a_name_joined_to_its_date_signs(text, name):
    assert reporting(text) == name


def test_what_stands_in_front_of_a_name_is_no_part_of_it():
    text = "株洲教育株洲市天元区尚山小学开展演练。株洲市天元区尚山小学全体教师参加,我校还请来医生。"

    assert reporting(text) == "株洲市天元区尚山小学"


def test_a_paragraph_about_another_school_means_it_by_该校():
    text = (
        "白鹿中学错峰放学\n\n白鹿中学为住宿生准备了早餐。该校还开了夜间热线。\n\n"
        "红岩小学离它只有一站路。\n\n该校把早读改到操场。白鹿中学的老师也来看过。\n"
    )

    assert selves(text) == [["该校", "白鹿中学"], ["该校", "红岩小学"]]
