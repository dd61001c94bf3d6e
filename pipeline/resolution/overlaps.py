"""Settles claims of different recognisers to the same place: 合肥168中 is a school, not 168 of anything."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import Any, TypeVar

from ..mention import Mention

V = TypeVar("V")
W = TypeVar("W")


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


def without_reached_into(
    weaker: Iterable[Mention[V]], stronger: Sequence[Mention[Any]]
) -> tuple[list[Mention[V]], list[Mention[V]]]:
    """Part `weaker` like `without_claimed`, but let what lies inside, behind its first character, be.

    合肥168中 takes the number from 168中学生; 区疾控中心 inside 3名区疾控中心专家 takes nothing from the three.
    """
    ordered = sorted(stronger, key=lambda m: m.start)
    starts = [mention.start for mention in ordered]
    furthest = list(accumulate((mention.end for mention in ordered), max))
    kept: list[Mention[V]] = []
    lost: list[Mention[V]] = []
    for mention in weaker:
        first, last = bisect_right(starts, mention.start), bisect_left(starts, mention.end)
        from_left = first > 0 and furthest[first - 1] > mention.start
        reached = from_left or any(other.end > mention.end for other in ordered[first:last])
        (lost if reached else kept).append(mention)
    return kept, lost


def longer_claims(
    first: Iterable[Mention[V]], second: Iterable[Mention[W]]
) -> tuple[list[Mention[V]], list[Mention[W]]]:
    """Return both without the mentions that share a character with a longer one of the other; a tie goes to `first`.

    宁夏教育电视台空中课堂 is a platform that holds a station's name; 大学城实验幼儿园 is a school that holds a place.
    """
    left, right = list(first), list(second)
    ordered = sorted(right, key=lambda m: m.start)
    furthest = list(accumulate((mention.end for mention in ordered), max))
    clashes = [
        (a, b)
        for a in left
        for b in ordered[bisect_right(furthest, a.start) : bisect_left(ordered, a.end, key=lambda m: m.start)]
        if a.overlaps(b)
    ]
    lost_left = {id(a) for a, b in clashes if b.end - b.start > a.end - a.start}
    lost_right = {id(b) for a, b in clashes if a.end - a.start >= b.end - b.start}
    won: dict[int, list[Mention[W]]] = {}
    for a, b in clashes:
        won.setdefault(id(a), []).append(b)
    return (
        [a.beating(won.get(id(a), ())) for a in left if id(a) not in lost_left],
        [b for b in right if id(b) not in lost_right],
    )


def longest_first(mentions: Iterable[Mention[V]]) -> list[Mention[V]]:
    """Return mentions without overlap in text order: leftmost wins, then longest; losers are noted on winners."""
    kept: list[Mention[V]] = []
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if kept and kept[-1].overlaps(mention):
            kept[-1] = kept[-1].beating([mention])
        else:
            kept.append(mention)
    return kept
