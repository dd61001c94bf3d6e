"""Institutions: names by their heads, and words of self-reference. Rules: rules/institutions/."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document, Segment
from ..values.hints import Tagged
from ..values.institutions import InstitutionValue


class InstitutionRecogniser:
    """Find names of institutions."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def wants_hints(self, doc: Document) -> Sequence[Segment]:
        """Return the sentences in which a tagger's hints can change the result."""
        return ()

    def __call__(
        self, doc: Document, hints: Mapping[int, Tagged], tagger: str = ""
    ) -> Iterator[Mention[InstitutionValue]]:
        """Yield names in text order, without overlap.

        Args:
            doc: The laid-out report.
            hints: Tags of a sentence by the offset at which it starts; sentences may be missing.
            tagger: Name of the tagger, for `found_by`.
        """
        return iter(())
