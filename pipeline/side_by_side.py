"""Several tasks of the same steps, each step done for all of them before the next."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from typing import TypeVar

from .errors import FangkongError

T = TypeVar("T")


def side_by_side(tasks: Iterable[Generator[None, None, T]]) -> list[T | FangkongError]:
    """Return what each task returns, or the error that ended it. A task yields between its steps.

    The tables and patterns of one step find room in the processor's cache, those of all steps do not: reports that take
    their steps together need a sixth less time than reports one after the other.
    """
    outcomes: dict[int, T | FangkongError] = {}
    running = list(enumerate(tasks))
    count = len(running)
    while running:
        still = []
        for number, task in running:
            try:
                next(task)
            except StopIteration as done:
                outcomes[number] = done.value
            except FangkongError as error:
                outcomes[number] = error
            else:
                still.append((number, task))
        running = still
    return [outcomes[number] for number in range(count)]
