"""Dates: calendar expressions, their year possibly unknown. Rules: rules/dates.toml."""

from __future__ import annotations

from collections.abc import Iterator

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.dates import DateExpression


class DateRecogniser:
    """Find calendar expressions."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(self, doc: Document) -> Iterator[Mention[DateExpression]]:
        """Yield expressions in text order, without overlap."""
        return iter(())
