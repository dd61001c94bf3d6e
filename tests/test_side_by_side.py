"""Tasks take their steps together, and one that fails costs no other."""

from __future__ import annotations

from fangkong.pipeline.errors import FangkongError
from fangkong.pipeline.side_by_side import side_by_side


def test_each_step_is_done_for_all_before_the_next():
    told = []

    def task(name, steps):
        for step in range(steps):
            told.append((step, name))
            yield
        return name

    assert side_by_side([task("a", 2), task("b", 0), task("c", 3)]) == ["a", "b", "c"]
    assert told == [(0, "a"), (0, "c"), (1, "a"), (1, "c"), (2, "c")]


def test_an_error_is_the_outcome_of_its_own_task():
    error = FangkongError("broken")

    def task(fails):
        yield
        if fails:
            raise error
        return "fine"

    assert side_by_side([task(False), task(True), task(False)]) == ["fine", error, "fine"]
