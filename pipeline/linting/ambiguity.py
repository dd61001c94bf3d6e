"""Repeats that can read one text in many ways, so that a failing match tries them all: (a+)+, (a|ab|b)*.

A repeat is made into an automaton without empty steps (Glushkov), whose edges are counted. It explodes when from some
state two different ways over the same text lead back to it (Weber and Seidl: exponential degree of ambiguity).
Lookarounds count as nothing, so what holds one is only a suspicion.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from .trees import LOOKS, REPEATS, Chars, Node, chars_of, children, common, joined, walk, written

#: From so many rounds on a bounded repeat counts as an unbounded one.
_MANY = 16
_UNROLLED = 4
_MOST_STATES = 160
_MOST_PAIRS = 40_000


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A repeat that may explode: how it is written, a text that it reads in two ways, and whether that is certain."""

    repeat: str
    pump: str
    certain: bool


@dataclass(slots=True)
class _Piece:
    """A part of an automaton: where it may begin and end, and whether it may be empty."""

    first: list[int]
    last: list[int]
    empty: bool


class _TooLarge(Exception):
    pass


@dataclass(slots=True)
class _Automaton:
    chars: list[Chars] = field(default_factory=list)
    edges: dict[tuple[int, int], int] = field(default_factory=dict)

    def sequence(self, nodes: Sequence[Node]) -> _Piece:
        piece = _Piece([], [], True)
        for node in nodes:
            piece = self._then(piece, self._node(node))
        return piece

    def loop(self, piece: _Piece) -> None:
        self._connect(piece.last, piece.first)

    def _connect(self, lasts: Sequence[int], firsts: Sequence[int]) -> None:
        for last in lasts:
            for first in firsts:
                self.edges[last, first] = self.edges.get((last, first), 0) + 1

    def _then(self, one: _Piece, two: _Piece) -> _Piece:
        self._connect(one.last, two.first)
        return _Piece(
            one.first + (two.first if one.empty else []),
            two.last + (one.last if two.empty else []),
            one.empty and two.empty,
        )

    def _state(self, chars: Chars) -> _Piece:
        if len(self.chars) >= _MOST_STATES:
            raise _TooLarge
        self.chars.append(chars)
        return _Piece([len(self.chars) - 1], [len(self.chars) - 1], False)

    def _node(self, node: Node) -> _Piece:
        op, argument = str(node[0]), node[1]
        chars = chars_of(node)
        if chars is not None:
            return self._state(chars)
        if op == "BRANCH":
            parts = [self.sequence(branch) for branch in argument[1]]
            return _Piece(
                [f for part in parts for f in part.first],
                [x for part in parts for x in part.last],
                any(part.empty for part in parts),
            )
        if op == "SUBPATTERN":
            return self.sequence(argument[-1])
        if op in ("MAX_REPEAT", "MIN_REPEAT"):
            return self._repeat(*argument)
        if op in ("ATOMIC_GROUP", "POSSESSIVE_REPEAT"):
            # What was taken so is never given back: one way to read it.
            body = argument if op == "ATOMIC_GROUP" else argument[2]
            found = [c for inner in walk(body) if (c := chars_of(inner)) is not None]
            return self._state(joined(r for chars in found for r in chars)) if found else _Piece([], [], True)
        return _Piece([], [], True)

    def _repeat(self, low: int, high: Any, body: Sequence[Node]) -> _Piece:
        if int(high) <= _UNROLLED and not _Automaton().sequence(body).empty:
            copies = [self.sequence(body) for _ in range(int(high))]
            for one, two in pairwise(copies):
                self._connect(one.last, two.first)
            lasts = [last for copy in copies[max(low - 1, 0) :] for last in copy.last]
            return _Piece(copies[0].first, lasts, low == 0) if copies else _Piece([], [], True)
        piece = self.sequence(body)
        if low != high or int(high) >= _MANY:
            self.loop(piece)
        return _Piece(piece.first, piece.last, piece.empty or low == 0)


def ambiguities(tree: Sequence[Node]) -> Iterator[Ambiguity]:
    """Yield the outermost repeats of a pattern that may explode."""
    for node in tree:
        op, argument = str(node[0]), node[1]
        if op in REPEATS and int(argument[1]) >= _MANY and (pump := _pump(argument[2])) is not None:
            certain = op != "POSSESSIVE_REPEAT" and not any(str(n[0]) in LOOKS for n in walk(argument[2]))
            yield Ambiguity(written([node]), pump, certain)
            continue
        for inner in children(node):
            yield from ambiguities(inner)


def _pump(body: Sequence[Node]) -> str | None:
    """Return a text that a repeated body reads in two ways between the same two states; None if there is none."""
    automaton = _Automaton()
    try:
        automaton.loop(automaton.sequence(body))
    except _TooLarge:
        return None
    follows: dict[int, list[tuple[int, int]]] = {}
    for (left, right), count in automaton.edges.items():
        follows.setdefault(left, []).append((right, count))
    budget = [_MOST_PAIRS]
    for state in range(len(automaton.chars)):
        if (text := _twice(automaton.chars, follows, state, budget)) is not None:
            return text
    return None


def _twice(
    chars: Sequence[Chars], follows: dict[int, list[tuple[int, int]]], state: int, budget: list[int]
) -> str | None:
    """Return a text over which two different ways lead from a state back to it."""
    # A place is two states, one for each way, and whether the ways have parted.
    start = (state, state, False)
    before: dict[tuple[int, int, bool], tuple[tuple[int, int, bool], int]] = {}
    waiting = [start]
    while waiting:
        place = waiting.pop(0)
        one, two, parted = place
        for right, count in follows.get(one, ()):
            for other, _ in follows.get(two, ()):
                budget[0] -= 1
                if budget[0] < 0:
                    return None
                char = common(chars[right], chars[other])
                if char is None:
                    continue
                apart = parted or right != other or (count > 1 and one == two)
                reached = (right, other, apart)
                if reached not in before and reached != start:
                    before[reached] = (place, char)
                    waiting.append(reached)
                    if reached == (state, state, True):
                        return _text(before, reached, start)
    return None


def _text(
    before: dict[tuple[int, int, bool], tuple[tuple[int, int, bool], int]],
    place: tuple[int, int, bool],
    start: tuple[int, int, bool],
) -> str:
    text = ""
    while place != start:
        place, char = before[place]
        text = chr(char) + text
    return text
