"""Settles measures: status by cues, frames and genre, and who acts."""

from __future__ import annotations

from collections.abc import Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.dates import ResolvedDates
from ..values.linked import LinkedInstitutions
from ..values.measures import MeasureCandidate, MeasureValue


class MeasureResolver:
    """Give every measure its status and actor."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(
        self,
        doc: Document,
        candidates: Sequence[Mention[MeasureCandidate]],
        institutions: LinkedInstitutions,
        dates: ResolvedDates,
    ) -> Sequence[Mention[MeasureValue]]:
        """Return settled measures in text order."""
        return [
            Mention(
                m.label, m.start, m.end, MeasureValue(m.value.code, m.value.polarity or "implemented", None), m.found_by
            )
            for m in candidates
        ]
