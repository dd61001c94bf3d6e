"""A run that is killed at any step of its writing, and goes on, gives the bytes of one that was not."""

from __future__ import annotations

import json
import random
import sys

import pytest

from .killing import fill, quick, results, run, run_full, run_killed

pytestmark = [pytest.mark.skipif(sys.platform == "win32", reason="fork"), pytest.mark.usefixtures(quick.__name__)]


@pytest.fixture
def whole(tmp_path):
    folder = fill(tmp_path / "whole")
    run(folder)
    return results(folder)


def test_finished_run_leaves_its_results_and_nothing_else(whole):
    assert sorted(whole) == ["out.jsonl", "rejects.jsonl"]
    assert whole["out.jsonl"].count(b"\n") + whole["rejects.jsonl"].count(b"\n") == 52


def test_run_killed_at_any_step_and_resumed_gives_the_same_bytes(tmp_path, whole):
    steps = 0
    while True:
        steps += 1
        folder = fill(tmp_path / f"killed-{steps}")
        if not run_killed(steps, folder):
            break
        told = run(folder, resume=True)

        assert results(folder) == whole, f"killed at step {steps}"
        assert (told.records, told.rejects) == (43, 9)
    assert steps > 20


def test_run_killed_again_and_again_gives_the_same_bytes(tmp_path, whole):
    chance = random.Random(8)
    for number in range(25):
        folder = fill(tmp_path / f"killed-{number}")
        kills = 0
        while run_killed(chance.randrange(1, 20), folder, resume=True):
            kills += 1

        assert results(folder) == whole, f"round {number}, {kills} kills"


def test_run_whose_disk_is_full_at_any_write_goes_on_to_the_same_bytes(tmp_path, whole, monkeypatch):
    at = 0
    while True:
        at += 1
        folder = fill(tmp_path / f"full-{at}")
        if (told := run_full(at, folder, monkeypatch)) is None:
            break

        assert told.startswith("out.jsonl: cannot be written: No space left on device. Make room there, or ")
        assert ("reports are done and kept" in told) == bool(results(folder))
        run(folder, resume=True)
        assert results(folder) == whole, f"full at write {at}"
    assert at > 10


@pytest.mark.parametrize("change", ["added in front", "added behind", "changed", "removed"])
def test_run_whose_inputs_changed_gives_what_a_new_run_gives(tmp_path, change):
    def changed(folder):
        home = folder / "in"
        if change == "added in front":
            (home / "a.txt").write_text("新的一份", encoding="utf-8")
        elif change == "added behind":
            (home / "e.txt").write_text("新的一份", encoding="utf-8")
        elif change == "changed":
            lines = (home / "b.jsonl").read_text(encoding="utf-8").splitlines(keepends=False)
            lines[20] = json.dumps({"text": "改过的一份"})
            (home / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
        else:
            (home / "c.txt").unlink()
        return folder

    new = changed(fill(tmp_path / "new"))
    run(new)
    at = 0
    while True:
        at += 1
        folder = fill(tmp_path / f"killed-{at}")
        if not run_killed(at, folder):
            break
        changed(folder)
        if at % 3:  # and the run that goes on is killed as well
            run_killed(at % 11 + 1, folder, resume=True)
        # Killed after the last report: its results are those of the inputs as they were then.
        if not (folder / ".out.jsonl.log").exists() or b'"ending"' in (folder / ".out.jsonl.log").read_bytes():
            continue

        run(folder, resume=True)

        assert results(folder) == results(new), f"killed at step {at}"
    assert at > 20
