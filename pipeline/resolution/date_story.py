"""Reads the dates of one report in order, as a reader does: each may lean on the page date and on those before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from ..calendars import realise
from ..days import Days
from ..mention import Mention, Notice
from ..segmentation.document import Document
from ..values.dates import DateExpression, DatePoint, DateValue, PageDate
from .date_sides import combined
from .relative import bare_day, day_before, from_base, is_relative
from .years import Choice, Evidence, YearFinder

_SOURCED_BY_TEXT = frozenset({"explicit", "other_date", "weekday"})
_REACH = 250
#: A damaged date suits its neighbours if it lies within this many days of them.
_NEIGHBOUR = 62


class Story:
    """The state of reading: what the page date is, which day was told last, and what is odd."""

    def __init__(
        self,
        doc: Document,
        years: YearFinder,
        told: Sequence[Mention[DateExpression]],
        page: PageDate | None,
        signature: Mention[DateExpression] | None,
        *,
        fixed: bool = False,
        first: dt.date = dt.date.min,
    ) -> None:
        self._fixed = fixed  # a date cell: what it leaves out is that of the reference date, past or not
        self._doc = doc
        self._years = years
        self._full = [(m.start, day) for m in told if (day := _full_day(m)) is not None and day >= first]
        points = [point for m in told for point in m.value.points]
        years_told = {p.year for p in points if p.year is not None and p.year >= first.year}
        self._only_year = years_told.pop() if len(years_told) == 1 else None
        self._summary = years.looks_back(doc)
        self._school_year = _school_year(told) or years.graduates(doc)
        self.notices: list[Notice] = []
        self._anchor, self._anchor_from = self._find_anchor(told, page, signature)
        if self._anchor is None:
            self._full += [(m.start, day) for m in told if (day := self._by_weekday(m)) is not None]
            self._sign(signature)
        self._issue: dt.date | None = None  # the day of a dispatch: what 昨天 counts from
        self._stale = False  # the page date contradicts the text: dates lean on each other rather than on it
        self._last: dt.date | None = None
        self._last_yearless: int | None = None
        self._last_source = "none"
        self._last_at = 0
        self._bare_year: tuple[int, int] | None = None

    def _find_anchor(
        self, told: Sequence[Mention[DateExpression]], page: PageDate | None, signature: Mention[DateExpression] | None
    ) -> tuple[dt.date | None, str]:
        """Return the day of writing: the page date, or an earlier signature, or the text's own last full date."""
        anchor = page.date.start if page else None
        source = "url" if page and page.date.resolved_from == "url" else "published"
        if self._fixed:
            return anchor, source
        if signature is not None and (signed := _settled(signature)) and signed.end:
            if anchor is None or signed.end < anchor:
                return signed.end, "published" if anchor is None or signed.end.year == anchor.year else "other_date"
            return anchor, source
        latest = max((day for m in told if (day := _last_full_day(m)) is not None), default=None)
        if anchor is not None and latest is not None and self._copied(anchor, latest):
            self._note(
                "date_conflict",
                f"The page is dated {anchor}, but the last full date of its text is {latest}: it may be a later copy.",
                page.start if page else None,
                page.end if page else None,
            )
            return latest, "other_date"
        return anchor, source

    def _copied(self, anchor: dt.date, latest: dt.date) -> bool:
        """Tell whether a page lies so far behind the last full date of its text that it must be a later copy."""
        gap = (anchor - latest).days
        # A look back at the end of a year may name its year once, in January.
        return gap > (2 if self._summary else 1) * self._years.repost_days and anchor.year != latest.year

    def _sign(self, signature: Mention[DateExpression] | None) -> None:
        """Take the day of a year-less signature as the day of writing, where the text tells its year."""
        if signature is None:
            return
        point = signature.value.points[0]
        evidence = Evidence(told=self._nearest_full(signature), school_year=self._school_year)
        choice = self._years.choose(lambda year: realise(point, year), evidence, "", point.checked_weekday)
        days = realise(point, choice.year) if choice.year is not None else None
        if days is not None:
            self._anchor, self._anchor_from = days.end, choice.source

    def _by_weekday(self, mention: Mention[DateExpression]) -> dt.date | None:
        """Return the day of a date whose weekday fits one year only."""
        point = mention.value.points[0]
        if point.checked_weekday is None or point.year is not None or point.month is None:
            return None
        years = self._years.years_on(lambda year: realise(point, year), point.checked_weekday)
        days = realise(point, years[0]) if len(years) == 1 else None
        return days.start if days else None

    def settle(self, mention: Mention[DateExpression], role: str) -> DateValue | None:
        """Return the value of the next expression of the text, or None if it resolves to nothing."""
        expression = mention.value
        settled = self._points(mention)
        if settled is None:
            return None
        parts, source = settled
        days = combined(parts, expression)
        if days is None:
            return None
        if expression.repaired:
            self._note("repaired_text", f"{expression.surface} is damaged; read as {days.value}.", *_place(mention))
        self._remember(parts[-1], source, mention, expression)
        if role == "dateline" and parts[0].start is not None:
            self._issue = parts[0].start
        return DateValue(days.value, days.start, days.end, days.grain, role, source)

    def _points(self, mention: Mention[DateExpression]) -> tuple[list[Days], str] | None:
        points = list(mention.value.points)
        if len(points) > 1 and points[0].year is None and points[0].year_shift is None and points[-1].year is not None:
            points[0] = replace(points[0], year=_year_before(points[0], points[-1]))
        first = self._first(points[0], mention, points)
        if first is None:
            return None
        parts, source = [first[0]], first[1]
        for point in points[1:]:
            following = self._following(point, parts[-1], mention)
            if following is None:
                return None
            parts.append(following)
        return parts, source

    def _first(
        self, point: DatePoint, mention: Mention[DateExpression], points: Sequence[DatePoint]
    ) -> tuple[Days, str] | None:
        if point.readings:
            return self._damaged(point, mention, points)
        if point.year is not None:
            days = realise(point, point.year)
            return None if days is None else (days, "explicit")
        if is_relative(point):
            return self._relative(point)
        if point.year_shift is not None:
            return self._year_shifted(point)
        if point.month is None and point.day is not None and point.feast is None:
            return self._bare(point, mention)
        choice = self._choose(point, mention)
        days = realise(point, choice.year)
        if days is not None and choice.conflict:
            self._note(
                "date_conflict",
                f"{mention.value.surface} is told as past, but would lie after the page date {self._anchor}; "
                f"read as {days.value}.",
                *_place(mention),
            )
            self._stale = True
        return None if days is None else (days, choice.source)

    def _choose(self, point: DatePoint, mention: Mention[DateExpression]) -> Choice:
        tense = mention.value.tense or self._years.tense(self._doc, mention.start, mention.end)
        return self._years.choose(
            lambda year: realise(point, year), self._evidence(mention), tense, point.checked_weekday
        )

    def _evidence(self, mention: Mention[DateExpression]) -> Evidence:
        sentence = self._doc.sentence_at(mention.start)
        block = self._doc.block_at(mention.start)
        near = near_year = None
        if self._bare_year and sentence and self._bare_year[0] >= sentence.start:
            near_year = self._bare_year[1]
        close = block is not None and self._last_at >= max(block.start, mention.start - _REACH)
        if self._anchor is None or self._stale or (close and self._last_source in _SOURCED_BY_TEXT):
            near = self._last
        told = self._nearest_full(mention)
        near_from = self._anchor_from if self._stale else "other_date"
        return Evidence(
            self._anchor,
            self._anchor_from,
            near,
            near_from,
            near_year,
            told,
            self._school_year,
            self._only_year,
            self._fixed,
            self._summary,
        )

    def _relative(self, point: DatePoint) -> tuple[Days, str] | None:
        if point.anchor == "context" and (self._last is not None or point.month_shift is None):
            base, source = self._last, self._last_source
            if base is None and self._fixed:
                base, source = self._anchor, self._anchor_from
        elif self._issue is not None:
            base, source = self._issue, "published" if self._anchor else self._last_source
        else:
            base, source = self._anchor, self._anchor_from
        if base is None and self._last is not None:
            # Nobody says when this was written: the latest day that the text tells is the nearest we know.
            base, source = max([self._last, *(day for _, day in self._full)]), "other_date"
        if base is None:
            return None
        days = from_base(point, base)
        return None if days is None else (days, source)

    def _year_shifted(self, point: DatePoint) -> tuple[Days, str] | None:
        assert point.year_shift is not None
        if point.anchor == "context" and (self._last is not None or not self._fixed):
            base, source = self._last, "other_date"
        elif self._anchor is not None:
            base, source = self._anchor, self._anchor_from
        else:
            base, source = (self._full[0][1] if self._full else None), "other_date"
        if base is None:
            days = realise(point, None)
            return None if days is None else (days, "none")
        days = realise(point, base.year + point.year_shift)
        return None if days is None else (days, source)

    def _bare(self, point: DatePoint, mention: Mention[DateExpression]) -> tuple[Days, str] | None:
        if self._last is not None:
            days = bare_day(point, self._last, anchor=self._anchor)
            return (
                None if days is None else (days, self._last_source if self._last_source != "explicit" else "other_date")
            )
        if self._last_yearless is not None:
            days = realise(replace(point, month=self._last_yearless), None)
            return None if days is None else (days, "none")
        anchor = self._issue or self._anchor
        if anchor is None:
            return None
        if self._fixed:
            days = realise(replace(point, month=anchor.month), anchor.year) or day_before(point, anchor, plan=False)
            return None if days is None else (days, self._anchor_from)
        tense = mention.value.tense or self._years.tense(self._doc, mention.start, mention.end)
        days = day_before(point, anchor, plan=tense == "plan")
        return None if days is None else (days, self._anchor_from)

    def _damaged(
        self, point: DatePoint, mention: Mention[DateExpression], points: Sequence[DatePoint]
    ) -> tuple[Days, str] | None:
        """Return the one reading of a damaged string that suits its neighbours; None if several or none do."""
        fits: list[tuple[Days, str]] = []
        noted, stale = len(self.notices), self._stale
        for year, month, day in point.readings:
            found = self._first(replace(point, year=year, month=month, day=day, readings=()), mention, points)
            if found is not None and self._runs_on(found[0], mention):
                fits.append(found)
        # What a rejected reading would have contradicted is no conflict.
        del self.notices[noted:]
        self._stale = stale
        if len(fits) > 1:
            bases = [day for day in (self._last, self._anchor, self._nearest_full(mention)) if day is not None]
            fits = [f for f in fits if f[0].start and bases and abs((f[0].start - bases[0]).days) <= _NEIGHBOUR]
        return fits[0] if len(fits) == 1 else None

    def _runs_on(self, left: Days, mention: Mention[DateExpression]) -> bool:
        """Tell whether the other end of a range lies shortly behind this reading of its begin."""
        right = mention.value.points[-1]
        if mention.value.form != "range" or left.start is None:
            return True
        end = self._following(right, left, mention)
        return end is not None and (end.start is None or 0 <= (end.start - left.start).days <= 2 * _NEIGHBOUR)

    def _nearest_full(self, mention: Mention[DateExpression]) -> dt.date | None:
        return min(self._full, key=lambda full: abs(full[0] - mention.start))[1] if self._full else None

    def _following(self, point: DatePoint, left: Days, mention: Mention[DateExpression]) -> Days | None:
        """Return the next point of a range or list; what it leaves out it takes from the point before."""
        if point.readings:
            return self._damaged_end(point, left)
        if point.year is not None:
            return realise(point, point.year)
        if is_relative(point) or point.year_shift is not None:
            found = self._relative(point) if is_relative(point) else self._year_shifted(point)
            return found[0] if found else None
        if left.start is None:
            month = point.month or int(left.value[5:7])
            return realise(replace(point, month=month), None)
        base = left.end or left.start
        if point.month is None and point.day is not None and point.feast is None:
            placed = replace(point, month=base.month)
            days = realise(placed, base.year)
            if days is None or days.start is None or days.start < left.start:
                year, month = (base.year + 1, 1) if base.month == 12 else (base.year, base.month + 1)
                days = realise(replace(point, month=month), year)
            return days
        days = realise(point, left.start.year)
        if days is None or days.start is None or (days.end or days.start) < left.start:
            days = realise(point, left.start.year + 1)
        return days

    def _damaged_end(self, point: DatePoint, left: Days) -> Days | None:
        fits: list[Days] = []
        for year, month, day in point.readings:
            read = replace(point, year=year, month=month, day=day, readings=())
            days = realise(read, year if year is not None else left.start.year if left.start else None)
            if days is None:
                continue
            if left.start is not None and days.start is not None and not 0 <= (days.start - left.start).days <= 120:
                continue
            fits.append(days)
        return fits[0] if len(fits) == 1 else None

    def _remember(self, days: Days, source: str, mention: Mention[DateExpression], expression: DateExpression) -> None:
        point = expression.points[-1]
        if days.grain == "year" and not expression.side and days.start:
            self._bare_year = (mention.start, days.start.year)
            return
        if point.month is None and point.day is None and point.feast is None and not is_relative(point):
            return
        if days.start is None:
            self._last, self._last_yearless = None, int(days.value[5:7]) if days.value[5:7].isdigit() else None
        elif days.grain not in ("season", "term", "year"):
            self._last, self._last_yearless = days.start, None
        self._last_source = source
        self._last_at = mention.start

    def _note(self, code: str, message: str, start: int | None, end: int | None) -> None:
        self.notices.append(Notice(code, message, start, end))


def _place(mention: Mention[DateExpression]) -> tuple[int, int]:
    return mention.start, mention.end


def _settled(mention: Mention[DateExpression]) -> Days | None:
    point = mention.value.points[0]
    return realise(point, point.year) if point.year is not None else None


def _full_day(mention: Mention[DateExpression]) -> dt.date | None:
    """Return the day of an expression that gives year and month itself."""
    point = mention.value.points[0]
    if point.year is None or point.month is None or point.feast is not None:
        return None
    days = _settled(mention)
    return days.start if days else None


def _last_full_day(mention: Mention[DateExpression]) -> dt.date | None:
    """Return the last day of an expression some point of which gives the year, as far as the points tell it."""
    points = mention.value.points
    if all(point.year is None for point in points) or any(
        point.month is None and point.day is None for point in points
    ):
        return None
    years = [point.year for point in points if point.year is not None]
    ends = [days.end for p in points if (days := realise(p, p.year if p.year is not None else years[-1])) and days.end]
    return max(ends, default=None)


def _year_before(left: DatePoint, right: DatePoint) -> int | None:
    """Return the year of a range's first date from that of its last: 12月30日至2022年1月3日."""
    if right.year is None or left.month is None or right.month is None:
        return right.year
    return right.year - 1 if (left.month, left.day or 1) > (right.month, right.day or 31) else right.year


def _school_year(told: Sequence[Mention[DateExpression]]) -> int | None:
    """Return the school year, by its autumn, of the first term that the text names."""
    for mention in told:
        point = mention.value.points[0]
        if point.stretch is not None and point.stretch.grain == "term" and point.year is not None:
            return point.year if point.stretch.first >= 8 else point.year - 1
    return None
