"""`fangkong score` from the command line."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from fangkong import Extractor
from fangkong.pipeline.cli import app
from fangkong.pipeline.evaluation.compare import compare_all
from fangkong.pipeline.evaluation.goldfiles import read_gold
from fangkong.pipeline.rulebook import RuleLibrary

from .samples import RAW, write


@pytest.fixture
def folder(tmp_path):
    write(tmp_path / "gold")
    return tmp_path / "gold"


@pytest.fixture
def score(folder):
    return lambda *args: CliRunner().invoke(app, ["score", str(folder), "--ner", "none", *map(str, args)])


@pytest.fixture
def forgetful(monkeypatch):
    """Make the extractor lose one rule; returns the items that the rule carried."""

    def forget(path):
        analysis = next(Extractor(ner="none").analyse([read_gold(path).raw]))
        rule = next(e.found_by for e in analysis.explained().explain if e.field == "headcounts")
        monkeypatch.setattr(RuleLibrary.__init__, "__kwdefaults__", {"silent": (rule,)})
        return rule

    return forget


def test_json_has_score_fields_and_strata(score):
    told = json.loads(score("--json").output)

    assert 0 <= told["record_score"] <= 1
    assert told["measures"].keys() >= {"precision", "recall", "f1"}
    assert told["strata"]["genre"]["news"]["reports"] == 1


def test_the_table_fits_eighty_columns(score):
    output = score("--by", "genre", "--by", "features").output

    assert "record score" in output
    assert max(map(len, output.splitlines())) <= 80


def test_errors_are_listed_with_context_and_rule(score):
    told = json.loads(score("--json", "--errors").output)["errors"]

    assert all(error["left"] + error["text"] + error["right"] in RAW for error in told if error["text"])


def test_errors_of_one_field_can_be_asked_for(score):
    told = json.loads(score("--json", "--errors", "--field", "institutions").output)["errors"]

    assert {error["field"] for error in told} <= {"institutions"}


def test_the_page_is_written(score, tmp_path):
    result = score("--html", tmp_path / "page.html")

    assert result.exit_code == 0
    assert "<!doctype html>" in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_losing_a_rule_fails_and_lists_what_it_carried_and_restoring_it_passes(score, folder, tmp_path, forgetful):
    baseline = tmp_path / "baseline.json"
    written = score("--baseline", baseline, "--update-baseline")
    same = score("--baseline", baseline)

    rule = forgetful(folder / "sample.gold.json")
    lost = score("--baseline", baseline, "--json")

    assert (written.exit_code, same.exit_code, lost.exit_code) == (0, 0, 1)
    assert "nothing changed" in same.output
    told = json.loads(lost.stdout)["baseline"]
    assert {change["rule"] for change in told["changes"] if change["item"].startswith("headcounts:")} == {rule}
    assert "F1 of headcounts" in [drop["field"] for drop in told["drops"]]


def test_only_the_flag_changes_the_baseline(score, tmp_path):
    baseline = tmp_path / "baseline.json"
    baseline.write_text('{"version": 1, "reports": {}}')

    score("--baseline", baseline)
    untouched = baseline.read_text()
    score("--baseline", baseline, "--update-baseline")

    assert json.loads(untouched)["reports"] == {}
    assert "sample" in json.loads(baseline.read_text())["reports"]


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (["--update-baseline"], "Add --baseline FILE"),
        (["--baseline", "nowhere.json"], "there is no baseline"),
        (["--html", "/dev/null/page.html"], "cannot be written"),
    ],
)
def test_wrong_use_is_told(score, args, told):
    result = score(*args)

    assert result.exit_code == 2
    assert told in result.output


def test_wrong_labels_are_told_by_file(score, folder):
    (folder / "sample.gold.json").write_text("{}")

    result = score()

    assert result.exit_code == 2
    assert "sample.gold.json: $.dates: is missing" in result.output


def test_two_reports_of_one_name_are_refused(score, folder):
    write(folder / "deeper")

    assert "two reports named sample" in score().output


def test_a_rejected_report_counts_as_one_where_nothing_was_found(folder):
    [told] = compare_all([read_gold(folder / "sample.gold.json")], Extractor(ner="none", max_chars=5))

    assert "TooLongInput" in told.reject
    assert not told.predictions
