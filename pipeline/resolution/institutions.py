"""Links mentions to institutions: fullest names, aliases, 我校, regions, and who reports."""

from __future__ import annotations

from collections.abc import Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.institutions import InstitutionValue
from ..values.linked import LinkedInstitutions


class InstitutionLinker:
    """Link mentions of one report to its distinct institutions."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(self, doc: Document, mentions: Sequence[Mention[InstitutionValue]]) -> LinkedInstitutions:
        """Return the institutions with their mentions, and which of them reports."""
        return LinkedInstitutions((), None)
