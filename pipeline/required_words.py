"""Which words a pattern cannot do without, and where: read off its parsed form.

A pattern that asks for 领导小组 or 专班 somewhere behind its first character cannot match far from one of them. Looking
all such words up at once is many times cheaper than trying each pattern at each place; see scanner.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from math import fsum
from typing import Any, NamedTuple

#: Most strings that a stretch of a pattern is written out to, most characters of a set, most words of a pattern.
_MOST_STRINGS, _MOST_OF_SET, _MOST_WORDS = 96, 80, 3000
#: How often a word of one, two, three … characters stands in running text: rough, to choose between stretches.
_SHARES = (0.012, 0.0008, 0.0002, 0.00005)
#: What a character of leeway costs beside a look at one place, and what leeway without end does.
_LEEWAY, _ENDLESS = 0.1, 4.0
#: Beyond this leeway, it counts as without end.
_MOST_LEEWAY = 60
#: Marks that a wide range of characters, such as 一-鿿, is taken to leave out if it does.
_MARKS = frozenset("\n。,;:!?、()“” ")


class Characters(NamedTuple):
    """A set of characters, or with `out` all but those."""

    known: frozenset[str]
    out: bool = False

    def __or__(self, other: Characters) -> Characters:
        if not self.out and not other.out:
            return Characters(self.known | other.known)
        if not (self.out and other.out):
            wide, narrow = (self, other) if self.out else (other, self)
            return Characters(wide.known - narrow.known, True)
        return Characters(self.known & other.known, True)

    def hold(self, character: str) -> bool:
        """Tell whether a character is one of them."""
        return (character in self.known) != self.out


try:
    _LITERAL: Any = import_module("re._constants").LITERAL
except (ImportError, AttributeError):  # an interpreter that keeps them elsewhere
    _LITERAL = None
_NONE, _ANY = Characters(frozenset()), Characters(frozenset(), True)


class Word(NamedTuple):
    """A word, and how many characters behind the start of a match it begins: at least `least`, at most `most`.

    Where `most` is None, all characters between the start and the word are of `between`.
    """

    text: str
    least: int
    most: int | None
    between: Characters = _NONE


@dataclass(frozen=True, slots=True)
class Requirement:
    """Words of which every match holds one, and the characters it may begin with."""

    words: tuple[Word, ...]
    first: Characters


@cache
def requirement(pattern: re.Pattern[str]) -> Requirement | None:
    """Return what every match of a pattern holds, or None where that is nothing in particular.

    Example:
        >>> [word.text for word in requirement(re.compile("(?:成立|组建)[^。]{0,4}专班")).words]
        ['专班']
    """
    try:
        parsed = import_module("re._parser").parse(pattern.pattern, pattern.flags & ~re.UNICODE)
    except (ImportError, AttributeError):  # an interpreter that parses patterns elsewhere
        return None
    if parsed.state.flags & (re.IGNORECASE | re.DOTALL):
        return None
    found = _of_sequence(parsed)
    if not found.words or len(found.words) > _MOST_WORDS or not found.least:
        return None
    return Requirement(tuple(dict.fromkeys(found.words)), found.first)


class _Piece(NamedTuple):
    """What is known of a piece of a pattern.

    Its least and greatest width, all strings it can be, words it needs and what they cost, the characters it may begin
    with where it is not empty, all characters it may hold.
    """

    least: int
    most: int | None
    strings: frozenset[str] | None = None
    words: tuple[Word, ...] = ()
    cost: float = 0.0
    first: Characters = _NONE
    held: Characters = _NONE


_BLANK = frozenset({""})
_SKIP = _Piece(0, 0, _BLANK)
_UNKNOWN = _Piece(0, None, first=_ANY, held=_ANY)


def _cost(strings: Iterable[str], leeway: int | None) -> float:
    wide = _ENDLESS if leeway is None else 1 + _LEEWAY * leeway
    return wide * fsum([_SHARES[len(text) - 1] if len(text) < 4 else _SHARES[3] for text in strings])


def _of_sequence(sequence: Iterable[tuple[Any, Any]]) -> _Piece:
    stretch = _Stretch()
    literal = ""
    for op, argument in sequence:
        if op is _LITERAL:
            literal += chr(argument)
            continue
        if literal:
            stretch.add(_of_string(literal))
            literal = ""
        stretch.add(_of(str(op), argument))
    if literal:
        if stretch.is_new:
            return _of_string(literal)
        stretch.add(_of_string(literal))
    return stretch.piece()


class _Stretch:
    """A sequence in the making: what is known of its pieces so far, and the cheapest words of it."""

    def __init__(self) -> None:
        self.is_new = True
        self._least, self._most = 0, 0  # type: int, int | None
        self._first = self._held = _NONE
        self._may_be_empty, self._is_whole = True, True
        # The strings of the last pieces that have some, where these begin, and what may stand in front.
        self._run, self._run_least, self._run_most, self._run_front = _BLANK, 0, 0, _NONE  # type: frozenset[str], int, int | None, Characters
        # Cost, words or strings, where they begin, and what may stand in front.
        self._best: tuple[float, Any, int, int | None, Characters] | None = None

    def add(self, piece: _Piece) -> None:
        self.is_new = False
        if piece.words:
            leeway = None if self._most is None else self._most - self._least
            cost = piece.cost * (_ENDLESS if leeway is None else 1 + _LEEWAY * leeway)
            self._offer(cost, piece.words, self._least, self._most, self._held)
        most = None if self._most is None or piece.most is None else self._most + piece.most
        held = self._held | piece.held if piece.held is not _NONE else self._held
        if piece.strings is None:
            self._is_whole = False
            self._run, self._run_least, self._run_most, self._run_front = _BLANK, self._least + piece.least, most, held
        elif len(self._run) * len(piece.strings) > _MOST_STRINGS:
            self._is_whole = False
            self._run, self._run_least = piece.strings, self._least
            self._run_most, self._run_front = self._most, self._held
        elif piece.strings is not _BLANK:
            self._run = frozenset([a + b for a in self._run for b in piece.strings])
        if piece.strings is not _BLANK and "" not in self._run:
            leeway = None if self._run_most is None else self._run_most - self._run_least
            self._offer(_cost(self._run, leeway), self._run, self._run_least, self._run_most, self._run_front)
        if self._may_be_empty:
            self._first |= piece.first
            self._may_be_empty = not piece.least
        self._held, self._most = held, most
        self._least += piece.least

    def _offer(self, cost: float, words: Any, least: int, most: int | None, front: Characters) -> None:
        if self._best is None or cost < self._best[0]:
            self._best = (cost, words, least, most, front)

    def piece(self) -> _Piece:
        words, cost = self._words()
        strings = self._run if self._is_whole else None
        return _Piece(self._least, self._most, strings, words, cost, self._first, self._held)

    def _words(self) -> tuple[tuple[Word, ...], float]:
        if self._best is None:
            return (), 0.0
        cost, found, least, most, front = self._best
        if isinstance(found, frozenset):
            return tuple([Word(text, least, _bounded(least, most), front) for text in sorted(found)]), cost
        words = [
            Word(
                word.text,
                word.least + least,
                None if word.most is None or most is None else _bounded(word.least + least, word.most + most),
                word.between | front,
            )
            for word in found
        ]
        return tuple(words), cost


def _bounded(least: int, most: int | None) -> int | None:
    return None if most is None or most - least > _MOST_LEEWAY else most


def _of(op: str, argument: Any) -> _Piece:
    if op == "IN":
        return _of_set(argument)
    if op == "BRANCH":
        return _of_branches([_of_sequence(branch) for branch in argument[1]])
    if op == "SUBPATTERN":
        return _UNKNOWN if argument[1] or argument[2] else _of_sequence(argument[3])
    if op == "ATOMIC_GROUP":
        return _of_sequence(argument)
    if op in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _of_repeat(*argument)
    if op == "ASSERT":
        return _of_look(*argument)
    if op in ("ASSERT_NOT", "AT"):
        return _SKIP
    if op == "ANY":
        return _wide(frozenset("\n"))
    if op == "NOT_LITERAL":
        return _wide(frozenset({chr(argument)}))
    return _UNKNOWN  # a reference to a group


def _wide(left_out: frozenset[str]) -> _Piece:
    characters = Characters(left_out, True)
    return _Piece(1, 1, first=characters, held=characters)


def _of_string(text: str) -> _Piece:
    size, strings = len(text), frozenset((text,))
    cost = _SHARES[size - 1] if size < 4 else _SHARES[3]
    words = (Word(text, 0, 0),)
    return _Piece(size, size, strings, words, cost, Characters(frozenset((text[0],))), Characters(frozenset(text)))


def _of_set(items: Iterable[tuple[Any, Any]]) -> _Piece:
    found: set[str] = set()
    ranges: list[tuple[int, int]] = []
    negated = named = False
    for op, argument in items:
        if op is _LITERAL:
            found.add(chr(argument))
        elif str(op) == "RANGE":
            ranges.append(argument)
        elif str(op) == "NEGATE":
            negated = True
        else:
            named = True
    if negated:
        return _wide(frozenset(found))  # fewer left out than it says is safe
    if named:
        return _wide(frozenset())
    if sum([last - first + 1 for first, last in ranges]) + len(found) > _MOST_OF_SET:
        return _wide(frozenset(m for m in _MARKS if m not in found and not any(a <= ord(m) <= b for a, b in ranges)))
    for first, last in ranges:
        found.update(map(chr, range(first, last + 1)))
    characters = Characters(frozenset(found))
    words = tuple([Word(text, 0, 0) for text in sorted(found)])
    return _Piece(1, 1, characters.known, words, _SHARES[0] * len(found), characters, characters)


def _of_branches(branches: Sequence[_Piece]) -> _Piece:
    most: int | None = 0
    first, held = set[str](), set[str]()
    wide_first = wide_held = _NONE
    strings: set[str] | None = set()
    words: list[Word] | None = []
    for branch in branches:
        most = None if most is None or branch.most is None else max(most, branch.most)
        if branch.first.out:
            wide_first |= branch.first
        else:
            first |= branch.first.known
        if branch.held.out:
            wide_held |= branch.held
        else:
            held |= branch.held.known
        if strings is not None:
            strings = None if branch.strings is None else strings | branch.strings
        if words is not None:
            words = [*words, *branch.words] if branch.words else None
    return _Piece(
        min([branch.least for branch in branches]),
        most,
        frozenset(strings) if strings is not None and len(strings) <= _MOST_STRINGS else None,
        tuple(words or ()),
        fsum([branch.cost for branch in branches]),
        wide_first | Characters(frozenset(first)),
        wide_held | Characters(frozenset(held)),
    )


def _of_repeat(least: int, most: Any, inner: Iterable[tuple[Any, Any]]) -> _Piece:
    piece = _of_sequence(inner)
    often = None if str(most) == "MAXREPEAT" else int(most)
    widest = 0 if often == 0 else None if often is None or piece.most is None else often * piece.most
    strings: frozenset[str] | None = None
    if piece.strings is not None and often is not None and len(piece.strings) ** often <= _MOST_STRINGS:
        rounds = _BLANK
        kept = rounds if least == 0 else frozenset[str]()
        for number in range(1, often + 1):
            rounds = frozenset([a + b for a in rounds for b in piece.strings])
            kept = kept | rounds if number >= least else kept
        strings = kept or None
    words = piece.words if least else ()
    return _Piece(least * piece.least, widest, strings, words, piece.cost, piece.first, piece.held)


def _of_look(direction: int, inner: Iterable[tuple[Any, Any]]) -> _Piece:
    piece = _of_sequence(inner)
    if any(word.most is None for word in piece.words):
        return _SKIP
    if direction < 0:  # what stands in front of the place, of one width
        words = tuple([w._replace(least=w.least - piece.least, most=(w.most or 0) - piece.least) for w in piece.words])
        return _SKIP._replace(words=words, cost=piece.cost)
    return _SKIP._replace(words=piece.words, cost=piece.cost)
