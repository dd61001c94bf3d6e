"""Who acts: a unit named in front of the measure, the issuer of a demand, else the reporting institution."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from ..mention import Mention
from ..segmentation.document import Document
from ..values.linked import LinkedInstitutions
from ..values.measures import MeasureCandidate
from .frames import Frames

_BREAKS = "。;!?\n"


class ActorReader:
    """Find the acting institution of measures in one document."""

    def __init__(self, doc: Document, institutions: LinkedInstitutions, frames: Frames) -> None:
        self._doc = doc
        self._reporting = institutions.reporting
        self._frames = frames
        self._places = sorted(
            (m.start, m.end, index) for index, one in enumerate(institutions.institutions) for m in one.mentions
        )

    def __call__(self, mention: Mention[MeasureCandidate]) -> int | None:
        """Return the index of the acting institution, or None where nobody can be told."""
        frame = self._frames.at(mention.start)
        if frame is not None:
            issuer = self._last(self._sentence_start(frame.opener), frame.opener)
            return self._reporting if issuer is None else issuer
        named = self._first(self._clause_start(mention.start), mention.start)
        return self._reporting if named is None else named

    def _sentence_start(self, at: int) -> int:
        sentence = self._doc.sentence_at(at)
        return sentence.start if sentence else at

    def _clause_start(self, at: int) -> int:
        clause = self._doc.clause_at(at)
        return clause.start if clause else at

    def _last(self, start: int, end: int) -> int | None:
        return next((index for s, e, index in self._backwards(start, end) if e <= end), None)

    def _backwards(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield the places that begin in a stretch, the last one first."""
        for at in range(bisect_left(self._places, (end,)) - 1, -1, -1):
            if self._places[at][0] < start:
                return
            yield self._places[at]

    def _first(self, start: int, end: int) -> int | None:
        """Return a unit that stands as subject: at the head of the clause, or right behind a comma."""
        text = self._doc.string
        for s, e, index in self._backwards(start, end):
            if e <= end and (s == start or text[s - 1] in "、,和与" or s - start <= 12):
                if e < len(text) and text[e] in "的":
                    continue
                return index
        return None
