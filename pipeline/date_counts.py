"""Days counted in calendar units: from the day of writing (三天前, 近30天), or inside a month or year (前三周)."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .date_numerals import LAST_CENTURY
from .days import Days, months, on_day
from .numerals import read_number
from .values.dates import Counted, DatePoint, Stretch

_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}
_GRAIN = {"month": "month", "quarter": "season", "half": "month", "year": "year", "decade": "year", "century": "year"}
_HALF_MONTH = 15
_MOST = 10_000


def read_counted(point: DatePoint, got: Mapping[str, str], how: str, lexicons: Mapping[str, Any]) -> DatePoint:
    """Return the point with what its groups `count`, `unit` and `half` count.

    Args:
        point: What the other groups gave: nothing, or the month or year in which is counted.
        got: Named groups of the match.
        how: "ago", "ahead" or "hours" (one unit, so many away; "hours" looks at `sign`), "order" (the first unit is
            the present one), "before" and "after" (whole units beside the present one), "past" and "coming" (not
            whole ones, the reference date among them), "preceding" and "following" (the same without it), "first",
            "final" and "nth" (units of the point's month or year).
        lexicons: Holds `unit`.

    Raises:
        ValueError: If the count is no whole number in reach.
    """
    entry = lexicons["unit"][got["unit"]]
    unit: str = entry["unit"]
    number = 0 if got.get("count") is None and "half" in got else read_number(got.get("count", "一"))
    if number is None or number.denominator != 1 or not 0 <= number <= _MOST:
        raise ValueError(f"{got.get('count')!r} counts no units")
    count, days = int(number) * entry.get("times", 1), 0
    if how == "hours":
        how = "ago" if got["sign"] == "前" else "ahead"
    if "half" in got and unit in ("year", "month"):
        count, unit, days = (count * 12 + 6, "month", 0) if unit == "year" else (count, unit, _HALF_MONTH)
    if unit in ("hour", "minute"):
        count, unit = (count // 24 if unit == "hour" else 0), "day"
        how = {"before": "past", "after": "coming"}.get(how, how)
    if how in ("first", "final", "nth"):
        if not count:
            raise ValueError("counts from one")
        first, last = {"first": (1, count), "final": (-count, -1), "nth": (count, count)}[how]
        return replace(point, stretch=Stretch(unit, f"{unit}s", first, last))
    sign = -1 if how in ("ago", "before", "past") else 1
    if how in ("preceding", "following"):
        sign = -1 if how == "preceding" else 1
        return replace(point, counted=Counted(unit, sign * count, sign, rolling=True))
    if how in ("past", "coming"):
        return replace(point, counted=Counted(unit, sign * count, 0, rolling=True, days=sign * days))
    if how == "order":
        return replace(point, counted=Counted(unit, count - 1, count - 1))
    if how in ("ago", "ahead"):
        if unit == "week":
            count, unit = 7 * count, "day"
        return replace(point, counted=Counted(unit, sign * count, sign * count, days=sign * days))
    if not count:
        raise ValueError("counts no whole unit")
    first, last = (-count, -1) if sign < 0 else (1, count)
    return replace(point, counted=Counted(unit, first, last))


def read_era(got: Mapping[str, str], lexicons: Mapping[str, Any]) -> DatePoint:
    """Return the decade or century of the groups `century`, `decade` and `decade_part` or `century_part`.

    Raises:
        ValueError: If the century is no number.
    """
    decade = 0 if "decade" not in got else int(read_number(got["decade"]) or 0)
    if "century" not in got:
        start = 1900 if decade >= LAST_CENTURY else 2000
    elif (entry := lexicons["century"].get(got["century"])) is not None:
        start = entry["start"]
    else:
        start = 100 * (int(read_number(got["century"].removesuffix("世纪")) or 1) - 1)
    lexicon = "decade_part" if "decade" in got else "century_part"
    part = lexicons[lexicon][got.get(lexicon, "")]
    first = max(start + decade, 1)
    return DatePoint(year=first, stretch=Stretch("year", "years", part["first"], part["last"]))


def count_from(counted: Counted, base: dt.date) -> Days | None:
    """Return the days that a count means, told on `base`.

    Example:
        >>> count_from(Counted("month", -2, -1), dt.date(2022, 3, 16)).value
        '2022-01/2022-02'
        >>> count_from(Counted("day", -7, 0, rolling=True), dt.date(2022, 3, 16)).value
        '2022-03-09/2022-03-16'
    """
    if counted.rolling or counted.days:
        far = _moved(base, counted.unit, counted.first) + dt.timedelta(counted.days)
        if not counted.rolling:
            return on_day(far)
        if counted.unit in _MONTHS and counted.first > 0 and not counted.last and not counted.days:
            far -= dt.timedelta(1)
        near = base + dt.timedelta(counted.last)
        first, last = min(near, far), max(near, far)
        return on_day(first) if first == last else Days(f"{first}/{last}", first, last, "day")
    if counted.unit in ("day", "workday"):
        first, last = (_moved(base, counted.unit, n) for n in (counted.first, counted.last))
        return on_day(first) if first == last else Days(f"{first}/{last}", first, last, "day")
    if counted.unit == "week":
        monday = base - dt.timedelta(base.weekday())
        first, last = monday + dt.timedelta(7 * counted.first), monday + dt.timedelta(7 * counted.last + 6)
        return Days(f"{first}/{last}", first, last, "week")
    size = _MONTHS[counted.unit]
    begin = base.year * 12 + base.month - 1
    begin -= begin % size
    first_month, last_month = begin + size * counted.first, begin + size * (counted.last + 1) - 1
    if counted.edge:
        month = first_month if counted.edge == "start" else last_month
        return months(month, month, "month")
    return months(first_month, last_month, _GRAIN[counted.unit])


def part_of(stretch: Stretch, year: int, month: int | None) -> Days | None:
    """Return the first, last or nth days, weeks, weekdays or months of a year or month; None if it has not so many.

    Weeks begin on Mondays and lie wholly inside.
    """
    start = dt.date(year, month or 1, 1)
    end = dt.date(year, month or 12, calendar.monthrange(year, month or 12)[1])
    if stretch.of == "months":
        numbers = [n if n > 0 else 13 + n for n in (stretch.first, stretch.last)]
        if month is not None or not all(1 <= n <= 12 for n in numbers):
            return None
        return months(year * 12 + numbers[0] - 1, year * 12 + numbers[1] - 1, "month")
    if stretch.of in ("quarters", "halfs"):
        size = 3 if stretch.of == "quarters" else 6
        numbers = [n if n > 0 else 12 // size + 1 + n for n in (stretch.first, stretch.last)]
        if month is not None or not all(1 <= n <= 12 // size for n in numbers):
            return None
        return months(year * 12 + (numbers[0] - 1) * size, year * 12 + numbers[1] * size - 1, "month")
    if stretch.of == "days":
        first, last = (
            start + dt.timedelta(n - 1) if n > 0 else end + dt.timedelta(n + 1) for n in (stretch.first, stretch.last)
        )
    else:
        # weeks, or single weekdays: "weekday3" is a Wednesday
        wanted = int(stretch.of[7:]) if stretch.of.startswith("weekday") else 1
        long = 1 if stretch.of.startswith("weekday") else 7
        begin = start + dt.timedelta((wanted - 1 - start.weekday()) % 7)
        number = ((end - begin).days + 1 - long) // 7 + 1
        places = [n - 1 if n > 0 else number + n for n in (stretch.first, stretch.last)]
        if not all(0 <= n < number for n in places):
            return None
        first = begin + dt.timedelta(7 * places[0])
        last = begin + dt.timedelta(7 * places[1] + long - 1)
    if not start <= first <= last <= end:
        return None
    if first == last:
        return on_day(first)
    return Days(f"{first}/{last}", first, last, "week" if stretch.of == "weeks" else "day")


def _moved(day: dt.date, unit: str, count: int) -> dt.date:
    if unit == "workday":
        return _workday(day, count)
    if unit in _MONTHS:
        year, month = divmod(day.year * 12 + day.month - 1 + _MONTHS[unit] * count, 12)
        return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    return day + dt.timedelta((7 if unit == "week" else 1) * count)


def _workday(day: dt.date, count: int) -> dt.date:
    from chinese_calendar import is_workday

    step = dt.timedelta(1 if count > 0 else -1)
    for _ in range(abs(count)):
        day += step
        while not _works(day, is_workday):
            day += step
    return day


def _works(day: dt.date, is_workday: Any) -> bool:
    try:
        return bool(is_workday(day))
    except NotImplementedError:  # a year whose holidays nobody has announced
        return day.isoweekday() < 6
