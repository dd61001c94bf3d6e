"""The crosswalk to other collections, and the daily table."""

from __future__ import annotations

import datetime as dt
import json

from typer.testing import CliRunner

from fangkong.pipeline.cli import app
from fangkong.pipeline.crosswalk import crosswalk, daily_table

from .examples import extractor, library


def table(*pages):
    reports = [extractor().extract(text, published=day) for day, text in pages]
    return daily_table(reports, library())


SCHOOL = "清河市实验小学动态\n清河市实验小学{}\n"


def test_every_code_is_in_the_crosswalk():
    from typing import get_args

    from fangkong.schemas.record import MeasureCode

    told = {code for book in library().rulebooks("measures") for code in book.data["crosswalk"]}

    assert told == set(get_args(MeasureCode))


def test_masks_are_the_same_measure_elsewhere():
    found = {(c.collection, c.theirs, c.relation) for c in crosswalk(library()) if c.code == "protection_mask"}

    assert {("oxcgrt", "H6", "="), ("who_phsm", "1.4", "="), ("hit_covid", "mask", "~")} <= found


def test_a_measure_in_practice_opens_a_series_and_its_end_closes_it():
    rows = table(
        ("2022-11-01", SCHOOL.format("对校园实行封闭管理。")),
        ("2022-11-04", SCHOOL.format("解除校园封闭管理。")),
    )

    closed = [row.date for row in rows if row.indicator == "C6"]
    assert closed == [dt.date(2022, 11, day) for day in (1, 2, 3)]


def test_what_is_ordered_or_planned_is_not_in_the_table():
    assert table(("2022-11-01", SCHOOL.format("将于下周开展全员核酸检测。"))) == []


def test_an_open_series_ends_with_the_last_report():
    rows = table(
        ("2022-03-01", SCHOOL.format("师生全程佩戴口罩。")),
        ("2022-03-02", SCHOOL.format("每天开窗通风。")),
    )

    assert [row.date.day for row in rows if row.indicator == "H6"] == [1, 2]


def test_a_kindergarten_that_closes_counts_under_workplaces():
    rows = table(("2022-03-01", "清河市第一幼儿园动态\n清河市第一幼儿园暂停线下教学。\n"))

    assert {row.indicator for row in rows if "teaching_suspension" in row.codes} == {"C2"}


def test_the_command_prints_a_line_per_counterpart():
    told = CliRunner().invoke(app, ["measures", "--crosswalk"])
    as_json = CliRunner().invoke(app, ["measures", "--crosswalk", "--json"])

    lines = told.stdout.splitlines()
    assert lines[0].split("\t") == ["code", "collection", "theirs", "relation", "remark"]
    assert len(lines) - 1 == len([json.loads(line) for line in as_json.stdout.splitlines()])
    assert len(CliRunner().invoke(app, ["measures"]).stdout.splitlines()) == 50
