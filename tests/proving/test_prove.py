"""Records held against their sources: sound ones hold, and one changed character is named."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fangkong import Extractor
from fangkong.pipeline.cli import app
from fangkong.pipeline.values.raw import RawReport

FIXTURES = Path(__file__).parents[2] / "fixtures" / "reports"
TEXT = (
    "清河市实验小学疫情防控工作纪实\n2022-03-14\n"
    "3月12日,清河市实验小学召开疫情防控工作会议,86名教师参加。班主任通过钉钉发布通知,学校每天开展校园消毒。\n"
    "孩子们画了一幅画。\n"
)


@cache
def extractor():
    return Extractor(ner="none", measures="rules")


def prove(records, reports, *options):
    return CliRunner().invoke(app, ["prove", str(records), "--reports", str(reports), *options])


@pytest.fixture
def job(tmp_path):
    """A report in a folder and its record beside it; gives what changes either, and runs the command."""

    class Job:
        folder, records = tmp_path / "reports", tmp_path / "records.jsonl"

        def __init__(self):
            self.folder.mkdir()
            self.write(TEXT)
            path = str(self.folder / "qinghe.txt")
            report = extractor()._one(RawReport(text=TEXT, path=path)).report
            self.record = report.model_dump(mode="json")

        def write(self, text):
            (self.folder / "qinghe.txt").write_text(text, encoding="utf-8")

        def prove(self, *options):
            self.records.write_text(json.dumps(self.record, ensure_ascii=False) + "\n", encoding="utf-8")
            return prove(self.records, self.folder, *options)

        def flaws(self):
            return [json.loads(line) for line in self.prove("--json").stdout.splitlines()]

    return Job()


def test_a_sound_record_holds(job):
    result = job.prove()

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "1 records hold, 0 do not." in result.stderr


@pytest.mark.parametrize(
    ("before", "after", "field", "offset"),
    [
        ("86名教师", "87名教师", "headcounts[0].span", TEXT.index("86名") + 1),
        ("3月12日", "3月13日", "dates[1].span", TEXT.index("3月12日") + 3),
        ("钉钉", "叮钉", "platforms[0].mentions[0].span", TEXT.index("钉钉")),
    ],
)
def test_a_changed_character_inside_a_span_is_named_with_field_and_offset(job, before, after, field, offset):
    job.write(TEXT.replace(before, after, 1))

    result, flaws = job.prove(), job.flaws()

    assert result.exit_code == 1
    assert ("qinghe", field, offset) in [(f["record"], f["field"], f["offset"]) for f in flaws]
    (flaw,) = [f for f in flaws if f["field"] == field]
    assert flaw["expected"] != flaw["found"]
    assert f"qinghe: {field} at {offset}: expected" in result.stdout


def test_a_changed_character_outside_of_every_span_is_told_by_the_hash(job):
    job.write(TEXT.replace("一幅画", "一副画"))

    (flaw,) = job.flaws()

    assert (flaw["field"], flaw["expected"]) == ("source.sha256", job.record["source"]["sha256"])


def test_its_place_is_told_where_the_record_keeps_the_text(job):
    job.record["text"] = TEXT
    job.write(TEXT.replace("一幅画", "一副画"))

    (flaw,) = job.flaws()

    assert (flaw["field"], flaw["offset"]) == ("source.text", TEXT.index("幅"))
    assert (flaw["expected"][0], flaw["found"][0]) == ("幅", "副")


def test_a_text_that_grew_is_told(job):
    job.write(TEXT + "附件\n")

    assert [flaw["field"] for flaw in job.flaws()] == ["source.chars"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda r: r["headcounts"][0].update(min=68, max=68, value=68), "headcounts[0]"),
        (lambda r: r["dates"][1].update(value="2022-03-21", start="2022-03-21", end="2022-03-21"), "dates[1].value"),
        (lambda r: r["platforms"][0].update(id="wechat"), "platforms[0].id"),
        (lambda r: r["institutions"][0].update(name="清河市第一小学"), "institutions[0].name"),
        (lambda r: r["measures"][0].update(code="no_such_code"), "measures.0.code"),
    ],
)
def test_a_value_that_its_evidence_does_not_give_is_named(job, change, field):
    change(job.record)

    result = job.prove()

    assert result.exit_code == 1
    assert f"qinghe: {field}" in result.stdout


def test_a_missing_report_and_a_broken_file_are_told(job):
    (job.folder / "qinghe.txt").rename(job.folder / "other.txt")
    job.write("别的文字。")
    (job.folder / "qinghe.txt").unlink()
    (job.folder / "other.txt").write_text("别的文字。", encoding="utf-8")

    assert "no report of that hash or name" in job.prove().stdout

    job.records.write_text("{broken\n", encoding="utf-8")
    result = prove(job.records, job.folder)

    assert result.exit_code == 2
    assert "is not JSON" in result.output


@pytest.mark.parametrize("part", ["dev", "heldout"])
def test_the_records_of_all_fixtures_hold(part, tmp_path):
    records = tmp_path / "records.jsonl"
    command = ["extract", str(FIXTURES / part), "--output", str(records), "--ner", "none", "--quiet"]
    assert CliRunner().invoke(app, command).exit_code == 0

    # Nothing of what does not hold is shown: nobody tunes on the held-out part.
    assert prove(records, FIXTURES / part, "--quiet").exit_code == 0
