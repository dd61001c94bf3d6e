"""Settles measures: status by cues, frames and genre, and who acts. Cues: rules/status.toml."""

from __future__ import annotations

from collections.abc import Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.dates import ResolvedDates
from ..values.linked import LinkedInstitutions
from ..values.measures import MeasureCandidate, MeasureValue
from .actors import ActorReader
from .frames import FrameReader
from .status import StatusReader


class MeasureResolver:
    """Give every measure its status and its actor."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("status")
        self._frames = FrameReader(book)
        self._status = StatusReader(book)
        self._authorities = frozenset(book.data["authorities"])

    def __call__(
        self,
        doc: Document,
        candidates: Sequence[Mention[MeasureCandidate]],
        institutions: LinkedInstitutions,
        dates: ResolvedDates,
    ) -> Sequence[Mention[MeasureValue]]:
        """Return settled measures in text order."""
        frames = self._frames(doc)
        actor = ActorReader(doc, institutions, frames)
        reporting = institutions.reporting
        orders = reporting is not None and institutions.institutions[reporting].kind in self._authorities
        return [
            Mention(
                found.label,
                found.start,
                found.end,
                MeasureValue(found.value.code, self._status(doc, found, frames, dates, orders=orders), actor(found)),
                found.found_by,
                found.won_against,
            )
            for found in candidates
        ]
