"""Headcounts: how many people a report names, and which people. Rules: rules/headcounts.toml."""

from __future__ import annotations

from collections.abc import Iterator

from ..mention import Mention, Notice
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.headcounts import HeadcountValue


class HeadcountRecogniser:
    """Find headcounts."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(self, doc: Document) -> Iterator[Mention[HeadcountValue]]:
        """Yield headcounts in text order, without overlap."""
        return iter(())

    def notices(self, doc: Document) -> Iterator[Notice]:
        """Yield a warning for each number of people that noise destroyed."""
        return iter(())
