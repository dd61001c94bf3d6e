"""Gives a date without a year its year, from the evidence of the report. Rules: rules/date_cues.toml.

Note [The order of evidence]
    A year in the same sentence, or in the paragraph before it, binds closest. Then the page date: what is told as
    past lies before it, what is planned may lie behind. A weekday in a bracket overrules both where they do not fit
    it. Without a page date come the dates told elsewhere in the text, then the school year, then the only year that
    the text tells. The clock is never asked.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace

from ..days import Days
from ..rulebook import RuleLibrary
from ..segmentation.document import Document

#: The days an expression means in a year, or None where it does not exist (29 February).
InYear = Callable[[int], Days | None]
_AHEAD = 40
#: A headline and first words that sum up a year stand within this many characters of the top.
_HEAD = 300


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about the year around one mention.

    `near` is a day told shortly before with its year settled by the text itself; `near_year` a bare year in the same
    sentence; `anchor` the day of writing with the source that gave it; `told` a full date elsewhere in the text.
    `only_year` is the one year that the text tells, wherever.
    `fixed` takes the anchor's own year, past or not; `summary` tells of a whole year, so long-past events fit.
    """

    anchor: dt.date | None = None
    anchor_from: str = "published"
    near: dt.date | None = None
    near_from: str = "other_date"
    near_year: int | None = None
    told: dt.date | None = None
    school_year: int | None = None
    only_year: int | None = None
    fixed: bool = False
    summary: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """The year chosen, what decided, and whether it contradicts the page date."""

    year: int | None
    source: str
    conflict: bool = False


class YearFinder:
    """Choose years, and read the cues of tense."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("date_cues")
        self._plan = [r for r in book.rules if r.data.get("tense") == "plan"]
        self._past = [r for r in book.rules if r.data.get("tense") == "past"]
        self._told = [r for r in book.rules if r.data.get("tense") == "told"]
        self._orders = [r for r in book.rules if r.data.get("headline")]
        self._summary = [r for r in book.rules if r.data.get("summary")]
        self._school = [r for r in book.rules if r.data.get("school_year")]
        self._plan_days: int = book.data["plan_days"]
        self._conflict_days: int = book.data["conflict_days"]
        self.repost_days: int = book.data["repost_days"]
        self._weekday_years: list[int] = book.data["weekday_years"]

    def tense(self, doc: Document, start: int, end: int) -> str:
        """Return "plan", "past" or "" for the sentence around a mention."""
        sentence = doc.sentence_at(start)
        left, right = (max(sentence.start, start - 12), min(sentence.end, end + _AHEAD)) if sentence else (start, end)
        text = doc.string
        plan = _first(self._plan, text, left, right)
        past = _first(self._past, text, end, right)
        if plan is None and past is None and self._orders_by_title(doc):
            return "plan"
        if plan is None and past is None and sentence and start == sentence.start:
            past = _first(self._told, text, end, right)
        if plan is None or past is None:
            return "plan" if plan is not None else "past" if past is not None else ""
        return "plan" if plan <= past else "past"

    def _orders_by_title(self, doc: Document) -> bool:
        title = doc.title
        return title is not None and _first(self._orders, doc.string, title.start, title.end) is not None

    def looks_back(self, doc: Document) -> bool:
        """Tell whether the head of the page says that it sums up a year."""
        return _first(self._summary, doc.string, 0, _HEAD) is not None

    def graduates(self, doc: Document) -> int | None:
        """Return the school year (by its autumn) that named classes of graduates point to, if they agree."""
        years = {int(m["year"]) - 1 for rule in self._school for m in rule.finditer(doc.string)}
        return years.pop() if len(years) == 1 else None

    def choose(self, days: InYear, evidence: Evidence, tense: str, weekday: int | None = None) -> Choice:
        """Return the year of a date; see Note [The order of evidence]."""
        choice = self._without_weekday(days, evidence, tense)
        if weekday is None:
            return choice
        fits = self.years_on(days, weekday)
        if evidence.anchor is None and evidence.near_year is None and len(fits) == 1:
            return Choice(fits[0], "weekday")
        if choice.year is not None and (choice.year in fits or choice.year not in self._weekday_years):
            return choice
        return Choice(fits[0], "weekday") if len(fits) == 1 else choice

    def years_on(self, days: InYear, weekday: int) -> list[int]:
        """Return the years of the epidemic in which the day falls on a weekday."""
        return [y for y in self._weekday_years if _is_on(days(y), weekday)]

    def _without_weekday(self, days: InYear, evidence: Evidence, tense: str) -> Choice:
        if evidence.near_year is not None and days(evidence.near_year):
            return Choice(evidence.near_year, "other_date")
        if evidence.near is not None and (year := _following(days, evidence.near)) is not None:
            start = _start(days, year)
            if evidence.anchor is None or tense == "plan" or (start is not None and start <= evidence.anchor):
                return Choice(year, evidence.near_from)
        if evidence.anchor is not None and evidence.fixed and days(evidence.anchor.year):
            return Choice(evidence.anchor.year, evidence.anchor_from)
        if evidence.anchor is not None:
            choice = self._by_anchor(days, evidence.anchor, evidence.anchor_from, tense)
            return replace(choice, conflict=False) if evidence.summary else choice
        if evidence.told is not None and (year := _nearest(days, evidence.told)) is not None:
            return Choice(year, "other_date")
        if evidence.school_year is not None:
            for year in (evidence.school_year, evidence.school_year + 1):
                start = _start(days, year)
                if start and dt.date(evidence.school_year, 8, 15) <= start <= dt.date(evidence.school_year + 1, 8, 31):
                    return Choice(year, "academic_year")
        if evidence.only_year is not None and days(evidence.only_year):
            return Choice(evidence.only_year, "other_date")
        return Choice(None, "none")

    def _by_anchor(self, days: InYear, anchor: dt.date, source: str, tense: str) -> Choice:
        starts: dict[int, dt.date] = {}
        for reach in (1, 8):  # a 29 February may lie eight years back
            starts = {y: s for y in range(anchor.year - reach, anchor.year + 2) if (s := _start(days, y)) is not None}
            if len(starts) == reach + 2:
                break
        past = [y for y, s in starts.items() if s <= anchor]
        future = [y for y, s in starts.items() if s > anchor]
        if not past or not future:
            year = max(past) if past else min(future, default=None)
            return Choice(year, source if year is not None else "none")
        back, ahead = max(past), min(future)
        gap_ahead, gap_back = (starts[ahead] - anchor).days, (anchor - starts[back]).days
        if tense == "plan" and gap_ahead < gap_back:
            return Choice(ahead, source)
        if tense == "" and gap_ahead <= self._plan_days and gap_ahead < gap_back:
            return Choice(ahead, source)
        conflict = tense == "past" and gap_back >= self._conflict_days and gap_ahead <= 366 - self._conflict_days
        return Choice(back, source, conflict)


def _first(rules: list, text: str, start: int, end: int) -> int | None:  # type: ignore[type-arg]
    places = [m.start() for rule in rules if (m := rule.pattern.search(text, start, end))]
    return min(places) if places else None


def _start(days: InYear, year: int) -> dt.date | None:
    found = days(year)
    return None if found is None else found.start


def _is_on(days: Days | None, weekday: int) -> bool:
    return days is not None and days.start is not None and days.start.isoweekday() == weekday


def _following(days: InYear, near: dt.date) -> int | None:
    """Return the year in which a story that stands at `near` goes on: the same, or the next over the new year."""
    same = _start(days, near.year)
    if same is not None and (near - same).days > 180:
        return near.year + 1
    if same is not None and (same - near).days > 270:
        return near.year - 1
    return near.year if same is not None else None


def _nearest(days: InYear, told: dt.date) -> int | None:
    starts = {y: s for y in (told.year - 1, told.year, told.year + 1) if (s := _start(days, y)) is not None}
    return min(starts, key=lambda y: abs((starts[y] - told).days)) if starts else None
