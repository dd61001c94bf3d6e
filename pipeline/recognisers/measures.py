"""Measures: what is done against the epidemic. Rules: rules/measures/, one file per category."""

from __future__ import annotations

from collections.abc import Iterator

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate


class MeasureRecogniser:
    """Find measures."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(self, doc: Document) -> Iterator[Mention[MeasureCandidate]]:
        """Yield measure candidates in text order. Two of different codes may overlap."""
        return iter(())
