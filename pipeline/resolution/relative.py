"""Settles dates told from another day: 昨天, 上周五, 本月, 去年12月, 次日, and bare days such as 27日."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from ..calendars import last_day, realise, with_clock
from ..date_counts import count_from
from ..days import Days, on_day
from ..values.dates import DatePoint


def is_relative(point: DatePoint) -> bool:
    """Tell whether a point counts in days, weeks or months from another day."""
    shifts = (point.day_shift, point.week_shift, point.month_shift)
    return point.counted is not None or any(shift is not None for shift in shifts)


def from_base(point: DatePoint, base: dt.date) -> Days | None:
    """Return the days that a relative point means, told on `base`; None if they lie beyond the calendar."""
    try:
        if point.counted is not None:
            days = count_from(point.counted, base)
            return None if days is None else with_clock(days, point.clock, point.clock_end)
        if point.day_shift is not None:
            return with_clock(on_day(base + dt.timedelta(point.day_shift)), point.clock, point.clock_end)
        if point.week_shift is not None:
            return _week(point, base)
        return _month(point, base)
    except (OverflowError, ValueError):
        return None


def _week(point: DatePoint, base: dt.date) -> Days:
    monday = base - dt.timedelta(base.weekday()) + dt.timedelta(7 * (point.week_shift or 0))
    first, last = point.weekday or (1, 7)
    start, end = monday + dt.timedelta(first - 1), monday + dt.timedelta(last - 1)
    if start == end:
        return with_clock(on_day(start), point.clock, point.clock_end)
    return Days(f"{start}/{end}", start, end, "week" if point.weekday is None else "day")


def _month(point: DatePoint, base: dt.date) -> Days | None:
    count = (base.year + (point.year_shift or 0)) * 12 + base.month - 1 + (point.month_shift or 0)
    placed = replace(point, year=count // 12, month=count % 12 + 1)
    return realise(placed, placed.year)


def bare_day(point: DatePoint, near: dt.date, *, anchor: dt.date | None) -> Days | None:
    """Return the day that a bare day number means after a date told before: that month, or the next.

    A number far below the one before (28日 … 2日) stands for the next month, unless that lies after `anchor`.
    """
    assert point.day is not None
    same = _placed(point, near.year, near.month)
    if same is None or (same.start is not None and (near - same.start).days > 20):
        year, month = (near.year + 1, 1) if near.month == 12 else (near.year, near.month + 1)
        following = _placed(point, year, month)
        if following and following.start and (anchor is None or following.start <= anchor or same is None):
            return following
    return same


def day_before(point: DatePoint, anchor: dt.date, *, plan: bool) -> Days | None:
    """Return the last such day of the month up to `anchor`; with `plan` the nearest one on either side."""
    found: list[Days] = []
    for back in (-1, 0, 1, 2):
        count = anchor.year * 12 + anchor.month - 1 - back
        days = _placed(point, count // 12, count % 12 + 1)
        if days is not None:
            found.append(days)
    if plan:
        return min(found, key=lambda d: abs((d.start - anchor).days) if d.start else 99, default=None)
    return max((d for d in found if d.start and d.start <= anchor), key=lambda d: d.start or anchor, default=None)


def _placed(point: DatePoint, year: int, month: int) -> Days | None:
    if point.day is None or point.day > last_day(year, month):
        return None
    return realise(replace(point, year=year, month=month), year)
