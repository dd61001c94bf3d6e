"""What a date mention says, before and after its year is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..mention import Mention, Notice


@dataclass(frozen=True, slots=True)
class DateValue:
    """A settled date; field meanings as in schemas.record.Date."""

    value: str
    start: dt.date | None
    end: dt.date | None
    grain: str
    role: str
    resolved_from: str


@dataclass(frozen=True, slots=True)
class PageDate:
    """When the page was published: the settled value, and its place in the text if the text shows it."""

    date: DateValue
    start: int | None
    end: int | None
    found_by: str


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A calendar expression as found, its year possibly unknown."""

    surface: str


@dataclass(frozen=True, slots=True)
class ResolvedDates:
    """All dates of a report in text order, and the publication date if one is known."""

    mentions: tuple[Mention[DateValue], ...]
    published: PageDate | None
    notices: tuple[Notice, ...] = ()
