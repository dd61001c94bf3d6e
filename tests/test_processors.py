"""How many processes a run takes where the user does not say."""

from __future__ import annotations

import pytest

from fangkong.pipeline import processors
from fangkong.pipeline.processors import default_workers, workers_for
from fangkong.pipeline.values.raw import RawReport


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine of so many processors, of which a container may use a share, with so much free memory."""

    def make(count, share="max 100000", free=64):
        monkeypatch.setattr("os.sched_getaffinity", lambda process: set(range(count)), raising=False)
        (tmp_path / "cpu.max").write_text(share + "\n")
        (tmp_path / "meminfo").write_text(f"MemTotal: 1 kB\nMemAvailable:   {free * 1024 * 1024} kB\n")
        monkeypatch.setattr(processors, "_CGROUP", tmp_path)
        monkeypatch.setattr(processors, "_MEMINFO", tmp_path / "meminfo")

    return make


@pytest.mark.parametrize(
    ("made", "workers"),
    [
        ((8,), 8),
        ((1,), 1),
        ((64, "200000 100000"), 2),
        ((64, "50000 100000"), 1),
        ((4, "800000 100000"), 4),
        ((64, "max 100000", 10), 20),
        ((64, "max 100000", 0), 1),
    ],
)
def test_workers_are_as_many_as_the_machine_gives(machine, made, workers):
    machine(*made)

    assert default_workers() == workers


def test_few_reports_are_read_in_one_process(machine):
    machine(8)
    few = [RawReport("一")] * 20

    count, items = workers_for(iter(few), None)

    assert (count, list(items)) == (1, few)


@pytest.mark.parametrize("many", [[RawReport("一")] * 200, [RawReport("一" * 60_000)] * 3])
def test_many_reports_or_characters_are_read_by_workers(machine, many):
    machine(8)

    count, items = workers_for(iter(many), None)

    assert (count, list(items)) == (8, many)


def test_what_the_user_says_holds(machine):
    machine(8)

    assert workers_for(iter([]), 3)[0] == 3
    assert workers_for(iter([RawReport("一")] * 200), 1)[0] == 1
