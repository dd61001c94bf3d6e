"""Reads date cells and short texts: `parse_date`. Rules: rules/dates/*.toml and rules/dates_expressions/*.toml."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from ..schemas.record import Date
from ..schemas.span import Span
from .days import on_day
from .errors import EmptyInput, MalformedInput
from .mention import Mention
from .normalisation.text import NormalisedText, Normaliser
from .recognisers.dates import DateRecogniser
from .resolution.date_story import Story
from .resolution.page_date import read_given
from .resolution.years import YearFinder
from .rulebook import RuleLibrary
from .segmentation.document import Document
from .segmentation.frame import Segmenter
from .values.dates import DateValue, PageDate


class ExpressionReader:
    """Read the dates of cells and short texts, more forms than count in a report. Loads rules once.

    Args:
        rules: A folder of own rules laid over those that ship, or a library already made; see docs/rules.md.
    """

    def __init__(self, rules: str | Path | RuleLibrary | None = None) -> None:
        library = rules if isinstance(rules, RuleLibrary) else RuleLibrary(Path(rules) if rules is not None else None)
        self._normalise = Normaliser(library)
        self._segment = Segmenter(library)
        self._find = DateRecogniser(library, expressions=True)
        self._years = YearFinder(library)
        # In a cell of three characters no share of traditional ones tells anything: all are taken as such.
        self._script = {ord(row["traditional"]): row["simplified"] for row in library.gazetteer("script")}

    def __call__(self, text: str, *, reference: dt.date | str) -> list[Date]:
        """Return the dates of a text in order; see `parse_date`."""
        found = self.mentions(text, reference=reference)
        return [_date(normalised, mention) for normalised, mention in found]

    def mentions(self, text: str, *, reference: dt.date | str) -> Iterator[tuple[NormalisedText, Mention[DateValue]]]:
        """Yield the dates with the rules that found them, beside the text that their offsets count in."""
        told_on = _reference(reference)
        if not isinstance(text, str):
            raise MalformedInput(f"parse_date: text is {type(text).__name__}, not str. Decode bytes first.")
        if not text.strip():
            raise EmptyInput("parse_date")
        normalised = self._normalise(text)
        doc = self._segment(replace(normalised, text=normalised.text.translate(self._script)))
        yield from ((doc.text, mention) for mention in self._settled(doc, told_on))

    def _settled(self, doc: Document, told_on: dt.date) -> Iterator[Mention[DateValue]]:
        days = on_day(told_on)
        reference = DateValue(days.value, days.start, days.end, days.grain, "published", "explicit")
        told = list(self._find(doc))
        story = Story(doc, self._years, told, PageDate(reference, None, None, "caller"), None, fixed=True)
        for mention in told:
            value = story.settle(mention, "content")
            if value is not None:
                yield Mention("DATE", mention.start, mention.end, value, mention.found_by)


def parse_date(text: str, *, reference: dt.date | str) -> list[Date]:
    """Return every date that a cell or short text gives, counted from a reference date.

    Wider than what `extract` takes from a report: durations that end on a day (3天前, 近30天, 未来两个月), bare
    weekdays, times of day, decades, 12/1. What a date leaves out is the reference's: its year, its month, its week.

    Args:
        text: The cell or text.
        reference: The day on which it was written; a date, or a string such as 2022-03-16.

    Raises:
        InputError: If the text is empty, or the reference no date.

    Example:
        >>> [date.value for date in parse_date("3天前", reference="2022-03-16")]
        ['2022-03-13']
    """
    return _default()(text, reference=reference)


@cache
def _default() -> ExpressionReader:
    return ExpressionReader()


def _reference(reference: dt.date | str) -> dt.date:
    if isinstance(reference, dt.datetime):
        return reference.date()
    if isinstance(reference, dt.date):
        return reference
    given = read_given(reference) if isinstance(reference, str) else None
    if given is None or given.start is None:
        raise MalformedInput(f"parse_date: the reference {reference!r} is no date. Give one such as 2022-03-16.")
    return given.start


def _date(text: NormalisedText, mention: Mention[DateValue]) -> Date:
    start, end = text.to_raw(mention.start, mention.end)
    value = mention.value
    return Date.model_validate(
        {
            "span": Span(start=start, end=end, text=text.raw[start:end]),
            "value": value.value,
            "start": value.start,
            "end": value.end,
            "grain": value.grain,
            "role": "content",
            "resolved_from": value.resolved_from,
        }
    )
