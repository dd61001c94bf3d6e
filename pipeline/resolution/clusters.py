"""Mentions of one report gathered by institution, and where they stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ..mention import Mention
from ..values.institutions import InstitutionValue

Names = Sequence[Mention[InstitutionValue]]


@dataclass
class Cluster:
    """Mentions of one institution, in the making; `named` is false where only words of self-reference speak of it."""

    name: str
    kind: str
    mentions: list[Mention[InstitutionValue]] = field(default_factory=list)
    named: bool = True


class Places:
    """Where a report names its institutions: start, end and index of the cluster, in text order."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self._places = sorted((m.start, m.end, n) for n, c in enumerate(clusters) for m in c.mentions)

    def before(self, at: int, reach: int | None = None) -> Iterator[tuple[int, int, int]]:
        """Yield the places that end at or before a character, the last first; `reach` says how far back they begin."""
        for index in range(bisect_left(self._places, (at,)) - 1, -1, -1):
            start, end, number = self._places[index]
            if reach is not None and start < at - reach:
                return
            if end <= at:
                yield start, end, number

    def after(self, at: int, reach: int) -> Iterator[tuple[int, int, int]]:
        """Yield the places that begin at or behind a character, no further off than `reach`."""
        for index in range(bisect_left(self._places, (at,)), len(self._places)):
            if self._places[index][0] > at + reach:
                return
            yield self._places[index]
