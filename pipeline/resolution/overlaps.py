"""Settles claims of different recognisers to the same place: 合肥168中 is a school, not 168 of anything."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from ..mention import Mention

V = TypeVar("V")


def without_claimed(
    weaker: Iterable[Mention[V]], stronger: Sequence[Mention[Any]]
) -> tuple[list[Mention[V]], list[Mention[V]]]:
    """Part `weaker` into those that share no character with any of `stronger`, and those that do."""
    ordered = sorted(stronger, key=lambda m: m.start)
    ends: list[int] = []
    furthest = 0
    for mention in ordered:
        furthest = max(furthest, mention.end)
        ends.append(furthest)
    starts = [mention.start for mention in ordered]
    kept: list[Mention[V]] = []
    lost: list[Mention[V]] = []
    for mention in weaker:
        before = bisect_left(starts, mention.end) - 1
        (lost if before >= 0 and ends[before] > mention.start else kept).append(mention)
    return kept, lost


def longest_first(mentions: Iterable[Mention[V]]) -> list[Mention[V]]:
    """Return mentions without overlap in text order: leftmost wins, then longest; losers are noted on winners."""
    kept: list[Mention[V]] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and kept[-1].overlaps(mention):
            kept[-1] = kept[-1].beating([mention])
        else:
            kept.append(mention)
    return kept
