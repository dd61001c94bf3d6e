"""The gate: every change is told, and a drop fails."""

from __future__ import annotations

import json

import pytest

from fangkong.pipeline.errors import GoldError
from fangkong.pipeline.evaluation.baseline import read, snapshot, write
from fangkong.pipeline.evaluation.gate import changes, drops, judge

from .samples import RAW, comparison
from .test_scores import _longer, _no_date, _one_more, _other_day, _other_status


def told(before, after):
    found = changes(snapshot([comparison(before)]), snapshot([comparison(after)]))
    return [(change.kind, change.item.split(":")[0]) for change in found]


def same(labels):
    pass


def _shorter(labels):
    labels["headcounts"][0]["span"] = "300名学"


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (same, same, []),
        (same, _no_date, [("broken", "dates")]),
        (_no_date, same, [("fixed", "dates")]),
        (same, _shorter, [("moved", "headcounts")]),
        (_other_day, _no_date, [("value_changed", "dates")]),
        (same, _one_more, [("broken", "headcounts")]),
        (_one_more, same, [("fixed", "headcounts")]),
        (same, _other_status, [("broken", "status")]),
        (same, _longer, [("broken", "headcounts")]),
    ],
)
def test_every_change_is_told_by_kind(before, after, expected):
    # What is right about a mention can only be compared while the mention is found.
    assert [change for change in told(before, after) if change[1] != "groups"] == expected


def test_a_field_that_falls_by_more_than_the_tolerance_is_told():
    before, now = snapshot([comparison()]), [comparison(_no_date)]

    assert [drop.field for drop in drops(before, now, 0.005)] == ["F1 of dates"]
    assert drops(before, now, 0.5) == []


def test_the_file_keeps_reports_that_were_not_scored_now(tmp_path):
    path = tmp_path / "baseline.json"
    now = snapshot([comparison()])
    write(path, {"elsewhere": {}})
    write(path, now)

    assert read(path) == {"elsewhere": {}, **now}


def test_the_file_holds_no_words_of_the_report(tmp_path):
    path = tmp_path / "baseline.json"

    write(path, snapshot([comparison()]))

    assert not {c for c in path.read_text(encoding="utf-8") if c in RAW and c > "\u2fff"}


def test_a_report_that_the_baseline_does_not_know_is_told(tmp_path):
    path = tmp_path / "baseline.json"
    write(path, {})

    verdict = judge(path, [comparison()], 0)

    assert "does not know sample" in verdict.notes[0]
    assert verdict.drops == ()


@pytest.mark.parametrize("content", ["", "[]", json.dumps({"version": 99, "reports": {}})])
def test_a_file_that_is_no_baseline_is_refused(tmp_path, content):
    path = tmp_path / "baseline.json"
    path.write_text(content)

    with pytest.raises(GoldError, match=r"--update-baseline|write it anew"):
        read(path)
