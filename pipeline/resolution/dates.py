"""Settles dates: which is the publication date, and which year each expression means."""

from __future__ import annotations

from collections.abc import Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.dates import DateExpression, ResolvedDates


class DateResolver:
    """Give every date expression its value."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(
        self,
        doc: Document,
        expressions: Sequence[Mention[DateExpression]],
        *,
        published: str | None,
        url: str | None,
    ) -> ResolvedDates:
        """Return the settled dates. `published` and `url` are the caller's; the clock is never asked."""
        return ResolvedDates((), None)
