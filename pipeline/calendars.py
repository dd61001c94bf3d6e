"""The calendars behind dates: which days a point of time means once its year is known, or without it.

Statutory holidays come from chinesecalendar, lunar days from borax.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import replace
from functools import cache

from .date_counts import part_of
from .days import Days, on_day
from .values.dates import Clock, DatePoint, Feast, Stretch


def realise(point: DatePoint, year: int | None) -> Days | None:
    """Return the days a point means in a year, or its yearless value; None if there is no such day.

    Args:
        point: A point whose month and day are known as far as they ever will be; shifts are not looked at.
        year: The year to read it in; None gives `XXXX-03-12`.

    Example:
        >>> realise(DatePoint(month=2, day=29), 2021) is None
        True
        >>> realise(DatePoint(month=2, day=29), 2020).value
        '2020-02-29'
    """
    if point.feast is not None:
        return _feast(point.feast, year)
    if point.stretch is not None:
        return _stretch(point.stretch, year, point.month)
    if point.month is None:
        if year is None:
            return Days("XXXX", None, None, "year")
        return Days(f"{year:04}", dt.date(year, 1, 1), dt.date(year, 12, 31), "year")
    if point.day is None:
        return _month(year, point.month)
    return _day(point, year)


def _day(point: DatePoint, year: int | None) -> Days | None:
    assert point.month is not None
    assert point.day is not None
    try:
        # 2020 is a leap year: 29 February may be meant when the year is unknown.
        day = dt.date(2020 if year is None else year, point.month, point.day)
    except ValueError:
        return None
    days = on_day(day) if year is not None else Days(f"XXXX-{day:%m-%d}", None, None, "day")
    return with_clock(days, point.clock, point.clock_end)


def with_clock(days: Days, clock: Clock | None, until: Clock | None = None) -> Days:
    """Return a single day with its time of day, or with the hours from one time to another."""
    if clock is None or days.grain != "day":
        return days
    grain = "hour" if clock.minute is None else "minute" if clock.second is None else "second"
    value = days.value + _time(clock)
    if until is not None and (until.hour, until.minute or 0) > (clock.hour, clock.minute or 0):
        value = f"{value}/{days.value}{_time(until)}"
    return replace(days, value=value, grain=grain)


def _time(clock: Clock) -> str:
    text = f"T{clock.hour:02}:{clock.minute or 0:02}"
    return text if clock.second is None else f"{text}:{clock.second:02}"


def _month(year: int | None, month: int) -> Days:
    if year is None:
        return Days(f"XXXX-{month:02}", None, None, "month")
    return Days(f"{year:04}-{month:02}", dt.date(year, month, 1), dt.date(year, month, last_day(year, month)), "month")


def last_day(year: int, month: int) -> int:
    """Return the number of days of a month."""
    return calendar.monthrange(year, month)[1]


def _stretch(stretch: Stretch, year: int | None, month: int | None) -> Days | None:
    if stretch.of in ("this_term", "term_weeks"):
        return None  # only a calendar of terms knows
    if stretch.of.endswith("_weeks"):
        return None if year is None else _week(stretch, year, month)
    if stretch.of == "years":
        if year is None:
            return None
        first, last = year + stretch.first, year + stretch.last
        value = f"{first:04}" if first == last else f"{first:04}/{last:04}"
        return Days(value, dt.date(first, 1, 1), dt.date(last, 12, 31), stretch.grain)
    if stretch.of not in ("month", "year"):
        return None if year is None else part_of(stretch, year, month)
    if stretch.of == "month":
        if month is None:
            return None
        length = last_day(2021 if year is None else year, month)
        first, last = (n if n > 0 else length + 1 + n for n in (stretch.first, stretch.last))
        written = "XXXX" if year is None else f"{year:04}"
        value = f"{written}-{month:02}-{first:02}/{written}-{month:02}-{last:02}"
        if year is None:
            return Days(value, None, None, stretch.grain)
        return Days(value, dt.date(year, month, first), dt.date(year, month, last), stretch.grain)
    if year is None:
        return Days(f"XXXX-{stretch.season}", None, None, "season") if stretch.season else None
    (y1, m1), (y2, m2) = ((year + (m - 1) // 12, (m - 1) % 12 + 1) for m in (stretch.first, stretch.last))
    value = f"{year:04}-{stretch.season}" if stretch.season else f"{y1:04}-{m1:02}/{y2:04}-{m2:02}"
    if not stretch.season and (y1, m1) == (y2, m2):
        value = f"{y1:04}-{m1:02}"
    return Days(value, dt.date(y1, m1, 1), dt.date(y2, m2, last_day(y2, m2)), stretch.grain)


def _week(stretch: Stretch, year: int, month: int | None) -> Days | None:
    """Return the week that begins on the nth Monday of a month or a year."""
    first = dt.date(year, month or 1, 1)
    monday = first + dt.timedelta((7 - first.weekday()) % 7 + 7 * (stretch.first - 1))
    if monday.year != year or (month is not None and monday.month != month):
        return None
    sunday = monday + dt.timedelta(6)
    return Days(f"{monday}/{sunday}", monday, sunday, stretch.grain)


def _feast(feast: Feast, year: int | None) -> Days | None:
    if year is None:
        if feast.lunar or feast.solar_term or feast.whole or feast.nth:
            return None
        return Days(f"XXXX-{feast.month:02}-{feast.day:02}", None, None, "day")
    if feast.lunar and feast.whole and not feast.day:
        first, last = lunar_day(year, feast.month, 1), lunar_day(year, feast.month, -1)
        return Days(f"{first}/{last}", first, last, "month") if first and last else None
    day = feast_day(feast, year)
    if feast.whole and feast.statutory:
        off = _statutory(feast.statutory, year)
        if off:
            return Days(f"{off[0]}/{off[-1]}", off[0], off[-1], "day")
    return None if day is None else on_day(day)


def feast_day(feast: Feast, year: int) -> dt.date | None:
    """Return the day on which a named day falls in a calendar year, or None if it does not or nobody knows."""
    if feast.solar_term:
        return _solar_terms(year).get(feast.solar_term)
    if feast.nth:
        first = dt.date(year, feast.month, 1)
        return first + dt.timedelta((feast.weekday - first.isoweekday()) % 7 + 7 * (feast.nth - 1))
    if not feast.lunar:
        return dt.date(year, feast.month, feast.day)
    # A lunar year begins between 21 January and 20 February: its last days lie in the calendar year behind it.
    for lunar_year in (year - 1, year):
        day = lunar_day(lunar_year, feast.month, feast.day)
        if day is not None and day.year == year:
            return day
    return None


@cache
def lunar_day(year: int, month: int, day: int) -> dt.date | None:
    """Return the day of a lunar date; day -1 is the last of its month. None if there is none."""
    from borax.calendars.lunardate import LunarDate

    for number in (30, 29) if day < 0 else (day,):
        try:
            found: dt.date = LunarDate(year, month, number).to_solar_date()
        except ValueError:  # borax's InvalidLunarDateError is one
            continue
        return found
    return None


@cache
def _statutory(name: str, year: int) -> tuple[dt.date, ...]:
    from chinese_calendar.constants import holidays

    # Days off for one festival that touch each other; 2020's New Year's Day alone is one run.
    found = sorted(day for day, festival in holidays.items() if festival == name and day.year == year)
    runs: list[list[dt.date]] = []
    for day in found:
        if runs and day - runs[-1][-1] == dt.timedelta(1):
            runs[-1].append(day)
        else:
            runs.append([day])
    longest = max((len(run) for run in runs), default=0)
    return next((tuple(run) for run in runs if len(run) == longest), ())


@cache
def _solar_terms(year: int) -> dict[str, dt.date]:
    from chinese_calendar import get_solar_terms

    try:
        terms = get_solar_terms(dt.date(year, 1, 1), dt.date(year, 12, 31))
    except (ValueError, NotImplementedError):
        return {}
    return {name: day for day, name in terms}
