"""Puts the points of an expression together: a range, a set, or one point open on a side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from ..days import Days
from ..values.dates import DateExpression


def combined(parts: Sequence[Days], expression: DateExpression) -> Days | None:
    """Return the days of the whole expression: a range, a set, or one point open on a side."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return _open(first, expression.side)
    left, right = _edges(first.value)[0], _edges(last.value)[1]
    if expression.form == "list":
        if any("/" in part.value for part in parts):
            return None
        if first.start is not None and last.end is not None and last.end < first.start:
            return None
        return Days("{" + ",".join(part.value for part in parts) + "}", first.start, last.end, first.grain)
    if first.start is not None and last.end is not None and last.end < first.start:
        return None
    return Days(f"{left}/{right}", first.start, last.end, first.grain)


def _open(days: Days, side: str) -> Days:
    left, right = _edges(days.value)
    if side == "after" and days.end is not None and days.end.year < dt.MAXYEAR:
        following = days.end.year + 1
        return Days(f"{following:04}/..", dt.date(following, 1, 1), None, days.grain)
    if side in ("since", "after"):
        return Days(f"{left}/..", days.start, None, days.grain)
    if side == "until":
        return Days(f"../{right}", None, days.end, days.grain)
    return days


def _edges(value: str) -> tuple[str, str]:
    left, _, right = value.partition("/")
    return left, right or left
