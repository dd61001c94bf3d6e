"""Stretches of a text, for quick questions about a place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Ranges:
    """Some stretches, half open, in any order; they may overlap."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def touch(self, start: int, end: int) -> bool:
        """Tell whether a place shares a character with one of the stretches."""
        before = bisect_left(self._starts, end) - 1
        return before >= 0 and self._furthest[before] > start

    def hold(self, start: int, end: int) -> bool:
        """Tell whether a place lies wholly inside one of the stretches."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and self._furthest[before] >= end
