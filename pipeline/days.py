"""The calendar days that a date means."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Days:
    """The calendar days meant, as EDTF and as first and last day (None without a year)."""

    value: str
    start: dt.date | None
    end: dt.date | None
    grain: str


def on_day(day: dt.date) -> Days:
    """Return the days of one calendar day."""
    return Days(f"{day.year:04}-{day:%m-%d}", day, day, "day")


def months(first: int, last: int, grain: str) -> Days:
    """Return whole months from one to another, each given as 12 times the year plus the months before it."""
    (y1, m1), (y2, m2) = divmod(first, 12), divmod(last, 12)
    start = dt.date(y1, m1 + 1, 1)
    end = dt.date(y2, m2 + 1, calendar.monthrange(y2, m2 + 1)[1])
    if m1 == 0 and m2 == 11:
        value = f"{y1:04}" if y1 == y2 else f"{y1:04}/{y2:04}"
    else:
        value = f"{y1:04}-{m1 + 1:02}" if first == last else f"{y1:04}-{m1 + 1:02}/{y2:04}-{m2 + 1:02}"
    return Days(value, start, end, grain)
