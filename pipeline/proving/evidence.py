"""Reads the evidence of a value again, alone: what a record says must follow from the words that it quotes."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...schemas.record import Date, Headcount, Institution, Platform, Report
from ...schemas.span import Span
from ..expressions import ExpressionReader
from ..normalisation.text import NormalisedText, Normaliser
from ..numerals import read_count
from ..recognisers.headcounts import HeadcountRecogniser
from ..recognisers.platform_catalogue import Catalogue
from ..recognisers.platform_names import OpenNames
from ..rulebook import RuleLibrary
from ..segmentation.frame import Segmenter

_BREAK = re.compile(r"\s*\n\s*")
_NUMERAL = re.compile(
    r"[0-9][0-9,.]*[余多几]?[十百千万亿]*[余多几]?|[零〇一二三四五六七八九十百千万亿两几数俩廿卅余多]+"
)
#: Words on either side of a count that change its bounds.
_BESIDE = 4
_OPEN = re.compile(r"^\.\./|/\.\.$")
#: Of a group of a messenger the host may stand elsewhere in the phrase.
_GROUP = "群"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that its evidence does not give: where in the record, its offset, what is stored, what was read."""

    field: str
    start: int
    stored: str
    read: str


class _Page:
    """The text of a page as rules see it, asked by raw places; glosses and noise are known only from the whole."""

    def __init__(self, text: NormalisedText, script: Mapping[int, str]) -> None:
        self._text = text.text.translate(script)
        self._starts = text.starts if text.starts is not None else range(len(text.text))

    def said(self, span: Span, left: int = 0, right: int = 0) -> str:
        """Return what stands at a raw place, with some characters beside it."""
        start, end = bisect_left(self._starts, span.start), bisect_left(self._starts, span.end)
        return self._text[max(0, start - left) : end + right].strip()


class EvidenceReader:
    """Reads spans alone, with the rules of one library.

    Args:
        library: The rules with which the records were made.
    """

    def __init__(self, library: RuleLibrary) -> None:
        self._normalise = Normaliser(library)
        self._segment = Segmenter(library)
        self._dates = ExpressionReader(library)
        self._script = {ord(row["traditional"]): row["simplified"] for row in library.gazetteer("script")}
        self._counts = HeadcountRecogniser(library)
        self._catalogue = Catalogue(library)
        self._names = OpenNames(library, self._catalogue)
        switches = (rule.data for rule in library.rulebook("platform_context").rules if rule.data["kind"] == "switch")
        self._switches = {(str(data["from"]), str(data["to"])) for data in switches}

    def doubts(self, report: Report, raw: str) -> Iterator[Doubt]:
        """Yield the values of a record that do not follow from their evidence; `raw` is the text it quotes."""
        page = _Page(self._normalise(raw), self._script)
        days = [day for date in report.dates for day in (date.start, date.end) if day]
        if report.published and report.published.start:
            days.insert(0, report.published.start)
        for number, date in enumerate(report.dates):
            yield from self._date(f"dates[{number}].value", date, days, page)
        for number, count in enumerate(report.headcounts):
            yield from self._headcount(f"headcounts[{number}]", count, page)
        for number, platform in enumerate(report.platforms):
            yield from self._platform(f"platforms[{number}].id", platform, page)
        said = [page.said(m.span) for one in report.institutions for m in one.mentions if m.form != "self"]
        for number, institution in enumerate(report.institutions):
            yield from self._institution(f"institutions[{number}].name", institution, page, said)

    def _date(self, field: str, date: Date, days: Sequence[dt.date], page: _Page) -> Iterator[Doubt]:
        if date.span is None:
            return
        stored = _closed(date.value)
        read: list[str] = []
        # The year comes from the page or from another date, so each of these days may have been the one to count from;
        # words behind may widen a day (国庆期间) or shift it (2020年以后).
        for left, right in ((0, 0), (0, _BESIDE), (_BESIDE, _BESIDE)):
            for day in dict.fromkeys([*days, *(d + dt.timedelta(1) for d in days)]):
                text = page.said(date.span, left, right)
                found = [_closed(one.value) for one in self._dates(text, reference=day)] if text else []
                if stored in found or _parts(stored) <= {part for value in found for part in _parts(value)}:
                    return
                read += found
        text = page.said(date.span)
        if _repaired(text, stored) or _spelled(text, stored):
            return
        if date.resolved_from == "none" or not read:
            digits = [int(n) for n in re.findall("[0-9]+", text)]
            if not digits or set(digits) & {int(n) for n in re.findall("[0-9]+", date.value)}:
                return  # nothing that can be read alone speaks against it
        yield Doubt(field, date.span.start, date.value, ", ".join(dict.fromkeys(read)) or "no date")

    def _headcount(self, field: str, count: Headcount, page: _Page) -> Iterator[Doubt]:
        span = count.span
        stored = (count.min, count.max, count.value)
        read: list[tuple[int | None, int | None, int | None]] = []
        for left, right in ((0, 0), (0, _BESIDE), (_BESIDE, 0), (_BESIDE, _BESIDE)):
            text = page.said(span, left, right)
            doc = self._segment(self._normalise(text + "。"))
            read += [(m.value.min, m.value.max, m.value.value) for m in self._counts(doc)]
            if stored in read:
                return
        numbers = [n for m in _NUMERAL.finditer(page.said(span)) if (n := read_count(m[0])) is not None]
        told = {number for n in numbers for number in (n.low, n.high, n.value) if number is not None}
        if {number for number in stored if number is not None} <= told and told:
            return
        yield Doubt(field, span.start, _shown(stored), "; ".join(map(_shown, dict.fromkeys(read))) or "no number")

    def _platform(self, field: str, platform: Platform, page: _Page) -> Iterator[Doubt]:
        texts = [(mention.span, page.said(mention.span)) for mention in platform.mentions]
        known = {text: {name.entry.id for name in (*self._catalogue(text), *self._names(text))} for _, text in texts}
        proven = any(platform.id in ids for ids in known.values()) if platform.id else False
        for span, text in texts:
            ids = known[text]
            if platform.id is None:
                named = text == platform.name or None in ids or not ids or any(t == platform.name for _, t in texts)
                if not named:
                    yield Doubt(field, span.start, "null", ", ".join(sorted(filter(None, ids))))
            elif platform.id not in ids and not any((one or "", platform.id) in self._switches for one in ids):
                # A class group is its host's, which stands elsewhere in the phrase.
                hosted = _GROUP in text and (None in ids or not ids)
                if not hosted and not (proven and not ids):
                    yield Doubt(field, span.start, platform.id, ", ".join(sorted(filter(None, ids))) or "no platform")

    def _institution(self, field: str, institution: Institution, page: _Page, said: Sequence[str]) -> Iterator[Doubt]:
        """Yield a doubt if no mention says the name: one of its own, or of a unit that bears it in front."""
        named = [m for m in institution.mentions if m.form != "self"]
        texts = [page.said(m.span) for m in named]
        name = self._normalise(institution.name).text
        if not texts or name in map(_one_line, texts) or any(text.startswith(name) for text in map(_one_line, said)):
            return
        full = next((m for m in named if m.form == "full"), named[0])
        yield Doubt(field, full.span.start, institution.name, page.said(full.span))


def _one_line(text: str) -> str:
    """Return a name that breaks over a line as it is written in a record."""
    return _BREAK.sub("", text)


def _closed(value: str) -> str:
    """Return an EDTF value without an open side, which words outside the span decide."""
    return _OPEN.sub("", value)


def _repaired(text: str, value: str) -> bool:
    """Tell whether a damaged expression holds month and day of each day of a value side by side: 312日."""
    digits = re.sub("[^0-9]", "", text)
    days = [part.split("T")[0].split("-") for part in _parts(value)]
    return all(len(day) == 3 and f"{int(day[1])}{int(day[2])}" in digits for day in days if day[0].isdigit())


def _spelled(text: str, value: str) -> bool:
    """Tell whether year, month and day stand in a text as numbers, in whatever order: 16 2022-08."""
    numbers = {int(number) for number in re.findall("[0-9]+", text)}
    days = [part.split("T")[0].split("-") for part in _parts(value)]
    return all(len(day) == 3 and day[0].isdigit() and {int(n) for n in day} <= numbers for day in days)


def _parts(value: str) -> set[str]:
    return set(re.split("[{},/]", value)) - {"", ".."}


def _shown(bounds: tuple[int | None, int | None, int | None]) -> str:
    low, high, value = ("null" if number is None else str(number) for number in bounds)
    return f"min {low}, max {high}, value {value}"
