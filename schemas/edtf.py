"""The part of EDTF (ISO 8601-2:2019) that dates in the record use, and the calendar days it covers."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_POINT = re.compile(
    r"(?P<year>[0-9]{4}|XXXX)(?:-(?P<month>[0-9]{2}|XX)(?:-(?P<day>[0-9]{2}|XX)"
    r"(?:T(?P<clock>(?:[01][0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?))?)?)?"
)
#: EDTF season codes and the months they begin with; a winter runs into the next year (docs/rulings.md).
SEASONS = {21: 3, 22: 6, 23: 9, 24: 12}

Bounds = tuple[dt.date | None, dt.date | None]


def bounds(value: str) -> Bounds:
    """Return the first and last calendar day, inclusive, that an EDTF value covers.

    An open side and a value without a year (`XXXX-03-12`) give None on that side.

    Raises:
        ValueError: If `value` is not of the subset used here, or names no real day, or ends before it starts.

    Example:
        >>> bounds("2022-02")
        (datetime.date(2022, 2, 1), datetime.date(2022, 2, 28))
        >>> bounds("2020-01-22/..")
        (datetime.date(2020, 1, 22), None)
    """
    if value.startswith("{") and value.endswith("}"):
        points = [_point(part) for part in value[1:-1].split(",")]
        first, last = points[0][0], points[-1][1]
    elif "/" in value:
        left, right = value.split("/", 1)
        if left == right == "..":
            raise ValueError(f"EDTF value {value!r} is open on both sides. Give one day at least.")
        first = None if left == ".." else _point(left)[0]
        last = None if right == ".." else _point(right)[1]
    else:
        first, last = _point(value)
    if first is not None and last is not None and last < first:
        raise ValueError(f"EDTF value {value!r} ends on {last}, before it starts on {first}.")
    return first, last


def _point(text: str) -> Bounds:
    match = _POINT.fullmatch(text)
    if not match:
        raise ValueError(
            f"{text!r} is not an EDTF value of the kinds used here: YYYY, YYYY-MM, YYYY-MM-DD, "
            "YYYY-MM-DDThh:mm, YYYY-21 to YYYY-24 (seasons), A/B, A/.., ../B, {A,B}; XXXX for an unknown year."
        )
    year, month, day = match["year"], match["month"], match["day"]
    if "X" in text:
        _check_yearless(text, month, day)
        return None, None
    y = int(year)
    try:
        if month is None:
            return dt.date(y, 1, 1), dt.date(y, 12, 31)
        m = int(month)
        if m in SEASONS:
            if day is not None:
                raise ValueError("a season has no day")
            start = dt.date(y, SEASONS[m], 1)
            end_year, end_month = (y + 1, 2) if m == 24 else (y, SEASONS[m] + 2)
            return start, dt.date(end_year, end_month, calendar.monthrange(end_year, end_month)[1])
        if day is None:
            return dt.date(y, m, 1), dt.date(y, m, calendar.monthrange(y, m)[1])
        return (only := dt.date(y, m, int(day))), only
    except (ValueError, calendar.IllegalMonthError) as error:
        raise ValueError(f"EDTF value {text!r} names no real calendar date: {error}.") from None


def _check_yearless(text: str, month: str | None, day: str | None) -> None:
    if not month or month == "XX":
        if day in (None, "XX") or month == "XX":
            return
        raise ValueError(f"EDTF value {text!r} has a day without a month.")
    if int(month) in SEASONS and day is None:
        return
    try:
        # 2020 is a leap year: 29 February may be meant when the year is unknown.
        dt.date(2020, int(month), 1 if day in (None, "XX") else int(day or 1))
    except ValueError as error:
        raise ValueError(f"EDTF value {text!r} names no real calendar date: {error}.") from None
