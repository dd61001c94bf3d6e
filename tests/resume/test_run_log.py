"""What an unfinished run leaves, what may be done with it, and what the user is told."""

from __future__ import annotations

import json
import re
import sys
import tomllib
from pathlib import Path

import pytest

from fangkong.pipeline.batch import Settings
from fangkong.pipeline.errors import OutputError, UnfinishedRun
from fangkong.pipeline.resume import manifest
from fangkong.pipeline.resume.places import held

from .killing import fill, quick, quick_reader, results, run, run_killed

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="fork"), pytest.mark.usefixtures(quick.__name__)]
#: A step at which some batches are done and others are not.
MIDDLE = 17


@pytest.fixture
def whole(tmp_path):
    folder = fill(tmp_path / "whole")
    run(folder)
    return results(folder)


@pytest.fixture
def stopped(tmp_path):
    """A folder with a run that was killed."""
    folder = fill(tmp_path / "stopped")
    assert run_killed(MIDDLE, folder)
    assert sorted(results(folder)) == [".out.jsonl.log", ".out.jsonl.part", ".rejects.jsonl.part"]
    return folder


@pytest.fixture
def read_now(monkeypatch):
    """The ids of the reports that go to the reader from now on."""
    seen = []

    def reader(settings):
        read = quick_reader(settings)
        return lambda batch: (seen.extend(report.id for report in batch), read(batch))[1]

    monkeypatch.setattr(Settings, "reader", reader)
    return seen


def test_what_was_done_is_not_read_again(stopped, whole, read_now):
    run(stopped, resume=True)

    assert results(stopped) == whole
    assert 0 < len(read_now) < 20


def test_unfinished_run_is_named_and_not_overwritten(stopped):
    before = results(stopped)

    with pytest.raises(
        UnfinishedRun, match=r"out\.jsonl: an earlier run was stopped after 32 reports.*\.part.*--resume"
    ):
        run(stopped)

    assert results(stopped) == before


def test_unfinished_run_is_deleted_where_the_user_says_so(stopped, whole, read_now):
    run(stopped, resume=False)

    assert results(stopped) == whole
    assert len(read_now) == 50


def test_rejects_of_an_unfinished_run_are_deleted_under_their_own_name(stopped):
    run(stopped, resume=False, rejects="other.jsonl")

    assert sorted(results(stopped)) == ["other.jsonl", "out.jsonl"]


def test_finished_run_is_made_anew_and_replaced_only_at_the_end(tmp_path, whole, capsys):
    folder = fill(tmp_path / "again")
    (folder / "out.jsonl").write_text("before")
    assert run_killed(MIDDLE, folder)

    assert (folder / "out.jsonl").read_text() == "before"
    run(folder, resume=True)
    assert results(folder) == whole


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"explain": True}, r"--explain False, now True"),
        ({"max_chars": 7}, r"--max-chars None, now 7"),
        ({"rejects": None}, r"rejects to rejects\.jsonl, now nowhere"),
        ({"rejects": "sub/r.jsonl"}, r"now sub/r\.jsonl"),
    ],
)
def test_run_made_with_other_options_is_refused(stopped, other, words):
    (stopped / "sub").mkdir()
    before = results(stopped)

    with pytest.raises(UnfinishedRun, match=words + r".*Call it as it was called then, or .*--no-resume"):
        run(stopped, resume=True, **other)

    assert results(stopped) == before


def test_run_made_with_other_rules_is_refused(stopped, monkeypatch):
    monkeypatch.setattr("fangkong.pipeline.rulebook.RuleLibrary.fingerprint", "those")

    with pytest.raises(UnfinishedRun, match="rules these, now those"):
        run(stopped, resume=True)


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("_program", "x", "own code or models"),
        ("_packages", {"spacy": "0"}, "spacy .*, now 0"),
    ],
)
def test_run_made_with_other_software_is_refused(stopped, monkeypatch, name, value, words):
    monkeypatch.setattr(manifest, name, lambda: value)

    with pytest.raises(UnfinishedRun, match=words):
        run(stopped, resume=True)


def test_every_dependency_that_decides_over_records_is_watched():
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {re.match("[A-Za-z0-9_-]+", line)[0] for line in project["dependencies"]}

    assert names - {"rich", "typer"} <= set(manifest.DECIDING_PACKAGES)
    assert manifest._packages().keys() >= names - {"rich", "typer"}


def test_registry_counts_by_what_it_holds(tmp_path):
    (tmp_path / "r.tsv").write_text("a")
    one = manifest.Manifest.of(Settings(registry=str(tmp_path / "r.tsv")), ["in"], None)
    (tmp_path / "r.tsv").write_text("b")
    other = manifest.Manifest.of(Settings(registry=str(tmp_path / "r.tsv")), ["in"], None)

    assert [words[:10] for words in one.misfits(other)] == ["--registry"]
    assert manifest.Manifest.parse(one.body()) == one


def test_run_over_other_inputs_is_refused(stopped):
    (stopped / "else.txt").write_text("别的", encoding="utf-8")

    with pytest.raises(UnfinishedRun, match=r"inputs in, now else\.txt"):
        run(stopped, "else.txt", resume=True)


def test_inputs_that_a_shell_names_may_have_grown(tmp_path):
    folder = fill(tmp_path / "grown")
    run_killed(MIDDLE, folder, "in/b.jsonl", "in/c.txt")

    run(folder, "in/b.jsonl", "in/c.txt", "in/d.txt", resume=True)

    assert sorted(results(folder)) == ["out.jsonl", "rejects.jsonl"]


def test_inputs_that_have_all_gone_cost_nothing_that_was_done(stopped, whole):
    (stopped / "in").rename(stopped / "away")
    (stopped / "in").mkdir()

    with pytest.raises(
        UnfinishedRun, match=r"none of the \d+ reports that were done before is among the inputs"
    ) as told:
        run(stopped, resume=True)
    assert "--resume" in told.value.__notes__[0]
    (stopped / "in").rmdir()
    (stopped / "away").rename(stopped / "in")
    run(stopped, resume=True)

    assert results(stopped) == whole


def test_report_added_in_front_costs_one_reading(stopped, read_now, capsys):
    (stopped / "in" / "a.txt").write_text("新的", encoding="utf-8")

    run(stopped, resume=True)
    first = len(read_now)
    read_now.clear()
    run(stopped)

    assert read_now[0] == "a"
    assert len(read_now) == 51
    assert first < 30


def test_reports_that_are_gone_are_told_of(stopped, monkeypatch):
    told = []
    monkeypatch.setattr("fangkong.pipeline.views.progress.Reporter.note", lambda self, note: told.append(note))
    lines = (stopped / "in" / "b.jsonl").read_text(encoding="utf-8").splitlines(keepends=False)
    (stopped / "in" / "b.jsonl").write_text("\n".join(lines[:20]), encoding="utf-8")

    run(stopped, resume=True)

    assert "the inputs have changed since the run was stopped" in told[0]
    assert "of the reports that were done before are no longer among the inputs" in told[1]


def test_same_report_twice_gives_two_records(tmp_path):
    folder = fill(tmp_path / "twice")
    twice = ["in/c.txt"] * 40
    run(folder, *twice)
    whole = results(folder)
    (folder / "out.jsonl").unlink()
    assert run_killed(MIDDLE, folder, *twice)

    run(folder, *twice, resume=True)

    assert results(folder) == whole
    assert whole["out.jsonl"].count(b"\n") == 40


@pytest.mark.parametrize("damage", [b"\0" * 30, b""])
def test_results_that_a_power_cut_damaged_are_made_again(stopped, whole, damage):
    part = stopped / ".out.jsonl.part"
    part.write_bytes(part.read_bytes()[:50] + damage)

    run(stopped, resume=True)

    assert results(stopped) == whole


def test_last_line_of_the_log_that_is_cut_off_is_made_again(stopped, whole):
    log = stopped / ".out.jsonl.log"
    log.write_bytes(log.read_bytes()[:-7])

    run(stopped, resume=True)

    assert results(stopped) == whole


def test_part_without_a_log_is_named_and_kept(stopped):
    (stopped / ".out.jsonl.log").unlink()

    for resume in (None, True):
        with pytest.raises(UnfinishedRun, match=r"\.out\.jsonl\.part was left by a run of which no log.*--no-resume"):
            run(stopped, resume=resume)

    assert ".out.jsonl.part" in results(stopped)
    assert ".out.jsonl.log" not in results(stopped)
    run(stopped, resume=False)
    assert sorted(results(stopped)) == ["out.jsonl", "rejects.jsonl"]


def test_two_runs_do_not_write_one_file(stopped, monkeypatch):
    monkeypatch.setattr("fangkong.pipeline.resume.places._PATIENCE", 0)
    other = held(stopped / ".out.jsonl.log", Path("out.jsonl"))

    with pytest.raises(OutputError, match="another run is writing it at this moment"):
        run(stopped, resume=True)

    other.close()
    run(stopped, resume=True)


def test_two_runs_do_not_share_a_file_of_rejects(tmp_path, monkeypatch):
    monkeypatch.setattr("fangkong.pipeline.resume.places._PATIENCE", 0)
    folder = fill(tmp_path / "shared")
    other = held(folder / ".rejects.jsonl.part", Path("rejects.jsonl"))

    with pytest.raises(OutputError, match=r"rejects\.jsonl: another run is writing it"):
        run(folder)

    other.close()
    run(folder)
    assert sorted(results(folder)) == ["out.jsonl", "rejects.jsonl"]


def test_nothing_done_is_nothing_left(tmp_path):
    folder = fill(tmp_path / "early")
    assert run_killed(4, folder)

    run(folder)

    assert sorted(results(folder)) == ["out.jsonl", "rejects.jsonl"]


def test_resume_without_an_unfinished_run_begins_at_the_beginning(tmp_path, whole):
    folder = fill(tmp_path / "new")

    run(folder, resume=True)

    assert results(folder) == whole


def test_rejects_on_a_device_are_told_as_they_come(tmp_path, whole):
    folder = fill(tmp_path / "device")
    run_killed(MIDDLE, folder, rejects="/dev/null")

    run(folder, resume=True, rejects="/dev/null")

    assert results(folder) == {"out.jsonl": whole["out.jsonl"]}


def test_counts_of_both_runs_are_added_up(stopped):
    told = run(stopped, resume=True)

    assert "43 records, 9 rejects (1 EmptyInput, 1 MalformedInput, 7 Refused)" in told.summary()
    assert "reports done before" in told.summary()


def test_log_tells_what_was_done_and_holds_no_text(stopped):
    lines = (stopped / ".out.jsonl.log").read_text(encoding="utf-8").splitlines()

    assert json.loads(lines[0].split(" ", 1)[1])["manifest"]["inputs"] == ["in"]
    assert "份" not in "".join(lines)
