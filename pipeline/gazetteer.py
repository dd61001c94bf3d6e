"""Many names at once: Aho-Corasick over a list of names, leftmost and longest first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick, MatchKind

T = TypeVar("T")


class NameMatcher(Generic[T]):
    """Find every name of a table in a text, leftmost and longest first, without overlap."""

    def __init__(self, names: Mapping[str, T]) -> None:
        self._names = tuple(name for name in names if name)
        self._payloads = tuple(names[name] for name in self._names)
        self._automaton = AhoCorasick(self._names, matchkind=MatchKind.LeftmostLongest) if self._names else None

    def __call__(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Yield `(start, end, payload)` for each name found, in text order."""
        if self._automaton is None:
            return
        for index, start, end in self._automaton.find_matches_as_indexes(text):
            yield start, end, self._payloads[index]

    def overlapping(self, text: str) -> Iterator[tuple[int, int, T]]:
        """Yield every occurrence of every name, overlaps included."""
        if self._names:
            for index, start, end in self._all.find_matches_as_indexes(text, overlapping=True):
                yield start, end, self._payloads[index]

    @property
    def _all(self) -> AhoCorasick:
        if not hasattr(self, "_overlapping"):
            self._overlapping = AhoCorasick(self._names, matchkind=MatchKind.Standard)
        return self._overlapping
