"""Many patterns over one text: each is tried only near the words that it cannot do without."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

from .match_starts import MatchStarts, Window
from .required_words import Characters
from .rulebook import CompiledRule, cuts, matches
from .word_index import required_by

T = TypeVar("T")
#: From so many words in a text on, it is quicker to work out the places for all patterns at once.
_MANY = 200


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
        words: dict[str, tuple[list[tuple[int, int, int]], list[tuple[int, int, Characters]]]] = {}
        for number, (payload, pattern) in enumerate(patterns):
            needed = required_by(pattern)
            self._patterns.append((payload, pattern, needed.first if needed else Characters(frozenset(), True)))
            if needed is None:
                self._always.append(number)
                continue
            for word in needed.words:
                near, far = words.setdefault(word.text, ([], []))
                if word.most is None:
                    far.append((number, word.least, word.between))
                else:
                    near.append((number, word.least, word.most))
        # By word the patterns that need it near their beginning, and those that need it anywhere behind.
        self._users = [tuple(near) for near, _ in words.values()]
        self._far_users = {index: tuple(far) for index, (_, far) in enumerate(words.values()) if far}
        self._automaton = AhoCorasick(list(words), matchkind=MatchKind.Standard) if words else None
        self._starts: MatchStarts | None = None

    def __call__(self, text: str) -> Iterator[tuple[T, re.Match[str]]]:
        """Yield every match of every pattern, pattern by pattern in their order. Overlaps stay."""
        found = self._found(text)
        for number in sorted([*found, *self._always]):
            payload, pattern, _ = self._patterns[number]
            here: Iterable[re.Match[str]]
            if number in found:
                here = found[number]
            else:
                here = pattern.finditer(text) if self._whole else matches(pattern, text)
            for match in here:
                yield payload, match

    def _found(self, text: str) -> dict[int, list[re.Match[str]]]:
        """Return the matches of those patterns whose words stand in a text."""
        if self._automaton is None:
            return {}
        hits = self._automaton.find_matches_as_indexes(text, overlapping=True)
        far = self._far_windows(text, hits) if self._far_users else []
        if len(hits) >= _MANY and (starts := self._match_starts()).fits:
            return {
                number: _at(self._patterns[number][1], text, places, self._whole)
                for number, places in starts(text, hits, far)
            }
        windows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        users = self._users
        for index, start, _ in hits:
            for number, least, most in users[index]:
                windows[number].append((start - most, start - least))
        for number, first, last in far:
            windows[number].append((first, last))
        return {
            number: _near(self._patterns[number][1], text, sorted(some), self._patterns[number][2], self._whole)
            for number, some in windows.items()
        }

    def _match_starts(self) -> MatchStarts:
        if self._starts is None:
            self._starts = MatchStarts(self._users, [first for _, _, first in self._patterns])
        return self._starts

    def _far_windows(self, text: str, hits: Iterable[tuple[int, int, int]]) -> list[Window]:
        """Return the windows of words that may stand anywhere behind the start of a match, each place once."""
        windows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        # By word and pattern: where the last one stood, and how far back.
        reached: dict[tuple[int, int], tuple[int, int]] = {}
        far_users = self._far_users
        for index, start, _ in hits:
            if index not in far_users:
                continue
            for number, least, (known, out) in far_users[index]:
                first, (before, furthest) = start, reached.get((index, number), (-1, -1))
                while first > 0 and (text[first - 1] in known) != out:
                    first -= 1
                    if first == before:  # from here on the last one has looked
                        first = furthest
                        break
                reached[index, number] = start, first
                windows[number].append((first, start - least))
        found = []
        for number, some in windows.items():
            at = 0
            for first, last in sorted(some):
                first = max(first, at)
                if first <= last:
                    found.append((number, first, last))
                    at = last + 1
        return found


def scanner_of(rules: Iterable[CompiledRule], *, whole: bool = False) -> Scanner[CompiledRule]:
    """Return a scanner that gives the rules themselves beside their matches."""
    return Scanner(((rule, rule.pattern) for rule in rules), whole=whole)


def _near(
    pattern: re.Pattern[str], text: str, windows: Iterable[tuple[int, int]], starts: Characters, whole: bool
) -> list[re.Match[str]]:
    """Return the matches that begin in one of some windows, left to right, without overlap."""
    match_at, (known, out), size, at = pattern.match, starts, len(text), 0
    found: list[re.Match[str]] = []
    for first, last in windows:
        if first > at:
            at = first
        if last >= size:
            last = size - 1
        while at <= last:
            if (text[at] in known) != out and (match := match_at(text, at)):
                left, right = match.span()
                if whole or not (cuts(text, left) or cuts(text, right)):
                    found.append(match)
                    at = right
                    continue
            at += 1
    return found


def _at(pattern: re.Pattern[str], text: str, places: Iterable[int], whole: bool) -> list[re.Match[str]]:
    """Return the matches that begin at one of some places, left to right, without overlap."""
    match_at, at = pattern.match, 0
    found: list[re.Match[str]] = []
    for place in places:
        if place >= at and (match := match_at(text, place)):
            left, right = match.span()
            if whole or not (cuts(text, left) or cuts(text, right)):
                found.append(match)
                at = right
    return found
