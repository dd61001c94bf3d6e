"""Many patterns over one text: each is tried only near the words that it cannot do without."""

from __future__ import annotations

import re
from collections import defaultdict
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
        self._far_users = [tuple(far) for _, far in words.values()]
        self._automaton = AhoCorasick(list(words), matchkind=MatchKind.Standard) if words else None

    def __call__(self, text: str) -> Iterator[tuple[T, re.Match[str]]]:
        """Yield every match of every pattern, pattern by pattern in their order. Overlaps stay."""
        windows = self._windows(text)
        for number in sorted([*windows, *self._always]):
            payload, pattern, first = self._patterns[number]
            found: Iterable[re.Match[str]]
            if number in windows:
                found = _near(pattern, text, sorted(windows[number]), first, self._whole)
            else:
                found = pattern.finditer(text) if self._whole else matches(pattern, text)
            for match in found:
                yield payload, match

    def _windows(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Return for each pattern the stretches in which a match may begin, both ends included.

        One may reach over the beginning of the text, or end before it.
        """
        windows: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        if self._automaton is None:
            return windows
        users, far_users = self._users, self._far_users
        # By word and pattern: where the last one stood, and how far back.
        reached: dict[tuple[int, int], tuple[int, int]] = {}
        for index, start, _ in self._automaton.find_matches_as_indexes(text, overlapping=True):
            for number, least, most in users[index]:
                windows[number].append((start - most, start - least))
            for number, least, (known, out) in far_users[index]:
                first, (before, furthest) = start, reached.get((index, number), (-1, -1))
                while first > 0 and (text[first - 1] in known) != out:
                    first -= 1
                    if first == before:  # from here on the last one has looked
                        first = furthest
                        break
                reached[index, number] = start, first
                windows[number].append((first, start - least))
        return windows


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
