"""Finds when a page was published. Rules: rules/page_dates.toml, rules/url_dates.toml.

All candidates are kept: what the caller says, the meta lines, the address. The caller decides; else the most
trusted label, and among equals the date that suits the days the text tells of. A signature is looked at by
the resolver of dates, for it is a date of the text as well.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from ..calendars import with_clock
from ..date_numerals import read_year
from ..days import on_day
from ..errors import MalformedInput
from ..first_characters import guarded
from ..rulebook import RuleLibrary
from ..segmentation.document import Block, Document
from ..values.dates import Clock, DateValue, PageDate

_FRAME = frozenset({"meta", "nav", "byline", "footer", "signature", "heading", "title"})
#: Blocks above the text in which a date of any shape may be the page date.
_ABOVE = frozenset({"nav", "byline", "heading"})
_HEAD_LINE, _PROSE = 60, 40


@dataclass(frozen=True, slots=True)
class Candidate:
    """A date that may be the page's: its value, its place, and how far its label is trusted."""

    page: PageDate
    day: dt.date
    trust: int


class PageDateFinder:
    """Find every candidate for the date of publication, and choose."""

    def __init__(self, library: RuleLibrary) -> None:
        self._book = library.rulebook("page_dates")
        self._rules = [(rule, guarded(rule.pattern)) for rule in self._book.rules]
        self._epidemic = re.compile(self._book.data["epidemic"])
        self._first_day = dt.date.fromisoformat(self._book.data["first_day"])
        self._urls = library.rulebook("url_dates").rules

    def __call__(
        self, doc: Document, months_days: Sequence[tuple[int, int]], *, published: str | None, url: str | None
    ) -> tuple[PageDate | None, tuple[Candidate, ...]]:
        """Return the page date without a look at the signature, and all candidates.

        Args:
            doc: The laid-out report.
            months_days: Month and day of the year-less dates in the text; the better suited candidate wins a tie.
            published: The caller's word.
            url: Address of the page.

        Raises:
            MalformedInput: If the caller's word is no date.
        """
        shown = tuple(self._shown(doc))
        given = read_given(published)
        if given is None and published and published.strip():
            raise MalformedInput(
                f"published: {published[:40]!r} is no date of a day. Give one such as 2022-03-16, or leave it out."
            )
        if given is not None:
            same = [c for c in shown if c.day == given.start]
            if same:
                best = max(same, key=lambda c: c.trust)
                return best.page, shown
            return PageDate(given, None, None, "caller"), shown
        first = self.first_day(doc)
        able = [c for c in shown if c.day >= first]
        if able:
            best = max(able, key=lambda c: (c.trust + _suits(c.day, months_days), -(c.page.start or 0)))
            if best.trust > 0:
                return best.page, shown
        return self._from_url(url), shown

    def first_day(self, doc: Document) -> dt.date:
        """Return the first day a page can be of: one that speaks of this epidemic is of none before it."""
        return self._first_day if self._epidemic.search(doc.string) else dt.date.min

    def _shown(self, doc: Document) -> Iterator[Candidate]:
        taken: list[tuple[int, int]] = []
        head = next((b.start for b in doc.blocks if b.kind == "body" and _is_prose(doc, b)), 0)
        for rule, pattern in self._rules:
            for match in pattern.finditer(doc.string):
                start, end = match.span("date")
                block = doc.block_at(start)
                if block is None or block.kind == "related" or any(a < end and start < b for a, b in taken):
                    continue
                wanted = rule.data.get("block")
                above = start < head and (wanted == "widget" or block.end - block.start <= _HEAD_LINE)
                if wanted == "meta" and block.kind != "meta":
                    continue
                if wanted == "frame" and not (above and block.kind in _ABOVE) and block.kind != "meta":
                    continue
                if wanted in ("head", "widget") and not above:
                    continue
                if not wanted and block.kind not in _FRAME and not _edge(doc, match, block.start, block.end):
                    continue
                value = _value(match)
                if value is None or value.start is None:
                    continue
                label = match.groupdict().get("label")
                trust = self._book.lexicon["label"][label]["trust"] if label else rule.data["trust"]
                taken.append((start, end))
                yield Candidate(PageDate(value, start, end, rule.id), value.start, trust)

    def _from_url(self, url: str | None) -> PageDate | None:
        for rule in self._urls if url else ():
            for match in rule.pattern.finditer(url or ""):
                value = _value(match)
                if value is not None:
                    return PageDate(replace(value, resolved_from="url"), None, None, rule.id)
        return None


def _is_prose(doc: Document, block: Block) -> bool:
    return block.end - block.start > _PROSE and "。" in doc.string[block.start : block.end]


def _edge(doc: Document, match: re.Match[str], start: int, end: int) -> bool:
    """Tell whether a labelled date stands at an edge of its block, as a meta line glued to the body does."""
    return match.start() - start <= 30 or end - match.end() <= 30


def _suits(day: dt.date, months_days: Sequence[tuple[int, int]]) -> float:
    """Return a bonus between 0 and 1.5: the share of told days that lie in the month before `day`."""
    if not months_days:
        return 0.0
    near = 0
    for month, number in months_days:
        for year in (day.year, day.year - 1):
            try:
                gap = (day - dt.date(year, month, number)).days
            except ValueError:
                continue
            if -3 <= gap <= 31:
                near += 1
                break
    return 1.5 * near / len(months_days)


def _value(match: re.Match[str]) -> DateValue | None:
    got: dict[str, Any] = {}
    for name, text in match.groupdict().items():
        if text:
            got.setdefault(name.rstrip("234"), text)
    year = read_year(got["year"])
    try:
        day = dt.date(year, int(got["month"]), int(got["day"]))
    except ValueError:
        return None
    clock = None
    if "hour" in got:
        clock = Clock(int(got["hour"]), int(got["minute"]), int(got["second"]) if "second" in got else None)
    days = with_clock(on_day(day), clock)
    return DateValue(days.value, days.start, days.end, days.grain, "published", "explicit")


def read_given(published: str | None) -> DateValue | None:
    """Return the date that a caller's string means, or None if it means none.

    ISO forms and 2022年3月1日 are read here; anything else (March 1, 2022) goes to dateparser.
    """
    if not published or not published.strip():
        return None
    text = published.strip()
    match = _GIVEN.match(text)
    if match:
        return _value(match)
    parsed = _parser().get_date_data(text).date_obj
    if parsed is None:
        return None
    days = on_day(parsed.date())
    return DateValue(days.value, days.start, days.end, days.grain, "published", "explicit")


_GIVEN = re.compile(
    r"(?P<year>[0-9]{4})(?:[-/.]|年)(?P<month>[0-9]{1,2})(?:[-/.]|月)(?P<day>[0-9]{1,2})日?"
    r"(?:[ T]+(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::(?P<second>[0-5][0-9]))?)?"
)


@cache
def _parser() -> Any:
    from dateparser.date import DateDataParser

    # Only whole calendar dates: dateparser would complete a bare month from today's clock.
    return DateDataParser(
        languages=["zh", "en"],
        settings={
            "PARSERS": ["timestamp", "absolute-time"],
            "REQUIRE_PARTS": ["year", "month", "day"],
            "DATE_ORDER": "YMD",
        },
    )
