"""Many patterns over one text: each is tried only near the words that it cannot do without."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from .required_words import Characters
from .rulebook import CompiledRule, cuts, matches
from .word_index import required_by

T = TypeVar("T")


class Scanner(Generic[T]):
    """Find the matches of a set of patterns: the same as asking one after the other, in a fraction of the time.

    Args:
        patterns: What stands for each pattern in the results, and the pattern.
        whole: Also give matches that cut a number or a Latin word, as `re.finditer` does.
    """

    def __init__(self, patterns: Iterable[tuple[T, re.Pattern[str]]], *, whole: bool = False) -> None:
        self._whole = whole
        self._patterns: list[tuple[T, re.Pattern[str], Characters]] = []
        self._always: list[int] = []
        words: dict[str, list[tuple[int, int, int | None, Characters]]] = {}
        for number, (payload, pattern) in enumerate(patterns):
            needed = required_by(pattern)
            self._patterns.append((payload, pattern, needed.first if needed else Characters(frozenset(), True)))
            if needed is None:
                self._always.append(number)
                continue
            for word in needed.words:
                words.setdefault(word.text, []).append((number, word.least, word.most, word.between))
        self._users = [tuple(users) for users in words.values()]
        self._automaton = AhoCorasick(list(words), matchkind=MatchKind.Standard) if words else None

    def __call__(self, text: str) -> Iterator[tuple[T, re.Match[str]]]:
        """Yield every match of every pattern, pattern by pattern in their order. Overlaps stay."""
        windows = self._windows(text)
        for number in sorted([*windows, *self._always]):
            payload, pattern, first = self._patterns[number]
            if number in windows:
                found = _near(pattern, text, sorted(windows[number]), first, self._whole)
            else:
                found = pattern.finditer(text) if self._whole else matches(pattern, text)
            for match in found:
                yield payload, match

    def _windows(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Return for each pattern the stretches in which a match may begin, both ends included."""
        windows: dict[int, list[tuple[int, int]]] = {}
        if self._automaton is None:
            return windows
        users = self._users
        reached: dict[
            tuple[int, int], tuple[int, int]
        ] = {}  # by word and pattern: where the last one stood, how far back
        for index, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for number, least, most, (known, out) in users[index]:
                last = start - least
                if most is not None:
                    first = start - most
                else:
                    first, (before, furthest) = start, reached.get((index, number), (-1, -1))
                    while first > 0 and (text[first - 1] in known) != out:
                        first -= 1
                        if first == before:  # from here on the last one has looked
                            first = furthest
                            break
                    reached[index, number] = start, first
                if first <= last and last >= 0:
                    if number in windows:
                        windows[number].append((first, last))
                    else:
                        windows[number] = [(first, last)]
        return windows


def scanner_of(rules: Iterable[CompiledRule], *, whole: bool = False) -> Scanner[CompiledRule]:
    """Return a scanner that gives the rules themselves beside their matches."""
    return Scanner(((rule, rule.pattern) for rule in rules), whole=whole)


def _near(
    pattern: re.Pattern[str], text: str, windows: Iterable[tuple[int, int]], starts: Characters, whole: bool
) -> Iterator[re.Match[str]]:
    """Yield the matches that begin in one of some windows, left to right, without overlap."""
    match_at, (known, out), size, at = pattern.match, starts, len(text), 0
    for first, last in windows:
        if first > at:
            at = first
        if last >= size:
            last = size - 1
        while at <= last:
            if (text[at] in known) != out and (match := match_at(text, at)):
                left, right = match.span()
                if whole or not (cuts(text, left) or cuts(text, right)):
                    yield match
                    at = right
                    continue
            at += 1
