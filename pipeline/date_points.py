"""Turns a match of a date rule into a point of time. What a named group means is fixed here; see docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from .date_counts import read_counted, read_era
from .date_numerals import read_number, read_spoken_year, read_year
from .values.dates import Clock, Counted, DatePoint, Feast, Stretch

Lexicons = Mapping[str, Mapping[str, Any]]


class NotADate(ValueError):
    """A match that names no possible date, such as the 38 of 38日."""


def read_point(match: re.Match[str], data: Mapping[str, Any], lexicons: Lexicons) -> DatePoint:
    """Return the point that a match of a point rule means.

    A pattern may name a group several times, with a digit behind (`year`, `year2`), for its other branches.

    Raises:
        NotADate: If the groups make no date.
    """
    got: dict[str, str] = {}
    for name, text in match.groupdict().items():
        if text is not None:
            got.setdefault(name.rstrip("234"), text)
    try:
        point = DatePoint(
            year=read_year(got["year"]) if "year" in got else None,
            month=read_number(got["month"]) if "month" in got else None,
            day=read_number(got["day"]) if "day" in got else None,
        )
    except ValueError as error:
        raise NotADate(str(error)) from error
    for word in ("year", "month", "week", "day"):
        if (group := f"{word}_word") in got:
            entry = lexicons[group][got[group]]
            anchor = "context" if entry.get("context") else point.anchor
            point = replace(point, **{f"{word}_shift": entry["shift"], "anchor": anchor})
    if data.get("always_week") and point.week_shift is None:
        point = replace(point, week_shift=0)
    if "weekday" in got:
        entry = lexicons["weekday"][got["weekday"]]
        point = replace(point, weekday=(entry["number"], entry.get("to", entry["number"])))
    for lexicon in ("stretch", "school_term"):
        if lexicon in got or (lexicon in match.re.groupindex and data.get("always") == lexicon):
            point = replace(point, stretch=Stretch(**lexicons[lexicon][got.get(lexicon, "")]))
    if "term_week" in got:
        nth = read_number(got["term_week"])
        point = replace(point, stretch=Stretch("week", "term_weeks", nth, nth))
    if "this_term" in got:
        point = replace(point, stretch=Stretch("term", "this_term", 0, 0))
    if "nth" in got:
        if "year" not in got and "year_word" not in got and "month" not in got and "month_word" not in got:
            raise NotADate(match[0])
        nth = read_number(got["nth"])
        of = "month" if point.month is not None or point.month_shift is not None else "year"
        point = replace(point, stretch=Stretch("week", f"{of}_weeks", nth, nth))
    for lexicon in ("feast", "feast_short"):
        if lexicon in got:
            point = replace(point, feast=Feast(**lexicons[lexicon][got[lexicon]], whole="whole" in got))
    if data.get("lunar_month"):
        point = replace(point, feast=Feast(month=read_number(got["lunar_month"]), lunar=True, whole=True))
    if "lunar_day" in got:
        point = replace(point, feast=_lunar(got))
    if "digits" in got:
        readings = split_digits(got["digits"])
        if not readings:
            raise NotADate(got["digits"])
        if len(readings) == 1:
            year, month, day = readings[0]
            point = replace(point, year=year, month=month, day=day)
        else:
            point = replace(point, readings=readings)
    if "counted" in data:
        try:
            point = read_counted(point, got, data["counted"], lexicons)
        except ValueError as error:
            raise NotADate(str(error)) from error
    if "century" in got or "decade" in got:
        point = read_era(got, lexicons)
    if "spoken" in got:
        point = replace(point, year=read_spoken_year(got["spoken"]))
    if "span" in got:
        edge = lexicons["edge"][got["edge"]]["edge"] if "edge" in got else ""
        point = replace(point, counted=Counted(**lexicons["span"][got["span"]], edge=edge))
    if point.weekday is not None and ("nth_weekday" in got or "final" in got):
        nth = -1 if "final" in got else read_number(got["nth_weekday"])
        point = replace(point, weekday=None, stretch=Stretch("day", f"weekday{point.weekday[0]}", nth, nth))
    if point.year == 0 or not 1 <= (point.month or 1) <= 12 or not 1 <= (point.day or 1) <= 31:
        raise NotADate(match[0])
    return read_tail(point, match, lexicons) if data.get("clock") else point


def read_tail(point: DatePoint, match: re.Match[str], lexicons: Lexicons) -> DatePoint:
    """Return the point with the time of day that stands behind it.

    Raises:
        NotADate: If the time cannot be, such as 25时.
    """
    got = {name: text for name, text in match.groupdict().items() if text}
    if "hour" not in got:
        return point
    words = lexicons["daypart"]
    clock = _clock(got, words.get(got.get("daypart", ""), {}), ("hour", "minute", "minute2", "half"))
    clock = replace(clock, second=int(got["second"])) if "second" in got else clock
    until = None
    if "hour2" in got:
        word = words.get(got.get("daypart2") or got.get("daypart", ""), {})
        until = _clock(got, word, ("hour2", "minute3", "minute4", "half2"))
    return replace(point, clock=clock, clock_end=until)


def split_digits(digits: str) -> tuple[tuple[int | None, int, int], ...]:
    """Return every (year, month, day) that digits with their markers lost may mean; the year None if not there.

    Example:
        >>> split_digits("312"), split_digits("112")
        (((None, 3, 12),), ((None, 1, 12), (None, 11, 2)))
        >>> split_digits("2022410")
        ((2022, 4, 10),)
    """
    year: int | None = None
    if len(digits) >= 6 and digits.startswith("20"):
        year, digits = int(digits[:4]), digits[4:]
    readings = []
    for cut in (1, 2):
        month, day = digits[:cut], digits[cut:]
        if not month or not 1 <= len(day) <= 2 or (day.startswith("0") and len(day) == 1):
            continue
        if 1 <= int(month) <= 12 and 1 <= int(day) <= 31 and not (month.startswith("0") and len(month) == 1):
            readings.append((year, int(month), int(day)))
    return tuple(readings)


def _lunar(got: Mapping[str, str]) -> Feast:
    day = got["lunar_day"].removeprefix("初")
    month = got.get("lunar_month", "正")
    try:
        return Feast(month=read_number(month), day=read_number(day), lunar=True)
    except ValueError as error:
        raise NotADate(str(error)) from error


def _clock(got: Mapping[str, str], daypart: Mapping[str, Any], groups: tuple[str, str, str, str]) -> Clock:
    hour_group, colon, spoken, half = groups
    try:
        hour = read_number(got[hour_group]) if got[hour_group] != "零" else 0
        written = got.get(colon) or got.get(spoken)
        minute = None if written is None else 0 if set(written) <= {"零"} else read_number(written.lstrip("零"))
    except ValueError as error:
        raise NotADate(str(error)) from error
    if half in got:
        minute = 15 if got[half] == "一刻" else 30
    first = daypart.get("from", 0)
    if first and hour < first and not (first == 11 and hour < 1):
        hour += 12
    elif first == 12 and daypart.get("night") and hour == 12:
        hour = 24
    if hour > 24 or (minute or 0) > 59 or (hour == 24 and minute):
        raise NotADate(f"{hour}:{minute}")
    return Clock(hour, minute)
