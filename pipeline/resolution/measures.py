"""Settles measures: status by cues, frames, genre and a small model, and who acts. Cues: rules/status.toml."""

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
from .status_model import StatusModel


class MeasureResolver:
    """Give every measure its status and its actor.

    Args:
        library: The rules.
        model: Whether the status model has the last word; else the cues decide alone.
    """

    def __init__(self, library: RuleLibrary, *, model: bool = True) -> None:
        book = library.rulebook("status")
        self._frames = FrameReader(book)
        self._status = StatusReader(book)
        self._authorities = frozenset(book.data["authorities"])
        self._model = StatusModel() if model else None

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
        statuses = [self._status(doc, found, frames, dates, orders=orders) for found in candidates]
        if self._model:
            cues = [self._status.cues(doc, found, frames, dates) for found in candidates]
            statuses = self._model(doc, candidates, frames, statuses, cues, orders=orders)
        return [
            Mention(
                found.label,
                found.start,
                found.end,
                MeasureValue(found.value.code, status, actor(found)),
                found.found_by,
                found.won_against,
            )
            for found, status in zip(candidates, statuses, strict=True)
        ]
