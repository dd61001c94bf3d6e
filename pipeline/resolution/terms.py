"""Sharpens terms and reads weeks of term by the user's calendar. Data: rules/term_calendar.toml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..errors import RuleFileError
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.dates import DatePoint, DateValue

_KEYS = frozenset({"school_year", "term", "region", "start", "end"})
_AUTUMN, _SPRING = "autumn", "spring"
#: A page this many days before a term speaks of that term already.
_BEFORE = 60


@dataclass(frozen=True, slots=True)
class Term:
    """One term of a school year, from its first day to its last; `region` is empty where it holds everywhere."""

    school_year: int
    term: str
    start: dt.date
    end: dt.date
    region: str = ""


class TermCalendar:
    """The user's terms.

    Raises:
        RuleFileError: If an entry lacks something or ends before it starts.
    """

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("term_calendar")
        self.terms = tuple(_read(book.file, entry) for entry in book.data.get("term", ()))

    def sharpen(self, value: DateValue, doc: Document) -> DateValue:
        """Return a term or school year with the days of the calendar, if it has them; other dates as they are."""
        if value.grain != "term" or not self.terms:
            return value
        told = [day for day in (value.start, value.end) if day is not None]
        first, last = (self._term(day, doc) for day in (told[0], told[-1]))
        if first is None or last is None:
            return value
        start = first.start if value.start else None
        end = last.end if value.end else None
        return replace(value, value=f"{start or '..'}/{end or '..'}", start=start, end=end)

    def resolve(
        self, point: DatePoint, doc: Document, term: DateValue | None, base: dt.date | None
    ) -> DateValue | None:
        """Return the days of 本学期 or of a week of term, which runs from Monday to Sunday; None if nobody knows.

        Args:
            point: The expression.
            doc: The report, whose region picks the term.
            term: The term named directly before it.
            base: The day of writing, where no term is named.
        """
        assert point.stretch is not None
        known = self._term(term.start, doc) if term and term.start else self._around(base, doc) if base else None
        if known is None:
            return None
        if point.stretch.of == "this_term":
            return DateValue(f"{known.start}/{known.end}", known.start, known.end, "term", "content", "academic_year")
        monday = known.start - dt.timedelta(known.start.weekday()) + dt.timedelta(7 * (point.stretch.first - 1))
        sunday = monday + dt.timedelta(6)
        if monday > known.end:
            return None
        return DateValue(f"{monday}/{sunday}", monday, sunday, "week", "content", "academic_year")

    def _term(self, day: dt.date, doc: Document) -> Term | None:
        """Return the term that holds a day by the months of record.md, or by its own days."""
        autumn = day.month >= 9 or day.month == 1
        school_year = day.year if day.month >= 9 else day.year - 1
        wanted = (school_year, _AUTUMN if autumn else _SPRING)
        return self._chosen([t for t in self.terms if (t.school_year, t.term) == wanted], doc)

    def _around(self, day: dt.date, doc: Document) -> Term | None:
        holding = [t for t in self.terms if t.start - dt.timedelta(_BEFORE) <= day <= t.end]
        # Between two terms the one that runs is meant, not the one to come.
        running = [t for t in holding if t.start <= day]
        return self._chosen(running or holding, doc)

    def _chosen(self, terms: list[Term], doc: Document) -> Term | None:
        named = [t for t in terms if t.region and t.region in doc.string]
        fitting = named or [t for t in terms if not t.region]
        return fitting[0] if len(fitting) == 1 else None


def _read(file: str, entry: Any) -> Term:
    if not isinstance(entry, Mapping) or not _KEYS - {"region"} <= entry.keys() or not entry.keys() <= _KEYS:
        raise RuleFileError(file, "needs in each [[data.term]]: school_year, term, start, end, and may have a region.")
    term = Term(**entry)
    if term.term not in (_AUTUMN, _SPRING):
        raise RuleFileError(file, f"has the term {term.term!r}. Write autumn or spring.")
    if type(term.start) is not dt.date or type(term.end) is not dt.date or type(term.school_year) is not int:
        raise RuleFileError(file, "has a term whose school_year is no number or whose days are no dates (2022-02-21).")
    if term.end <= term.start:
        raise RuleFileError(file, f"has a term that ends on {term.end}, before it starts on {term.start}.")
    return term
