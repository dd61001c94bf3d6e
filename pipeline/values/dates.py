"""What a date mention says, before and after its year is known."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from ..mention import Mention, Notice


@dataclass(frozen=True, slots=True)
class DateValue:
    """A settled date; field meanings as in schemas.record.Date."""

    value: str
    start: dt.date | None
    end: dt.date | None
    grain: str
    role: str
    resolved_from: str


@dataclass(frozen=True, slots=True)
class PageDate:
    """When the page was published: the settled value, and its place in the text if the text shows it."""

    date: DateValue
    start: int | None
    end: int | None
    found_by: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day; minute and second None where the text gives none. 24:00 stays 24:00."""

    hour: int
    minute: int | None = None
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A named part of a month or a year: 上旬, 上半年, 秋季学期.

    `of` is "month" (first and last are days; negative ones count from the end), "year" (first and last are months,
    above 12 in the next year), "month_weeks" or "year_weeks" (first counts Mondays), "years" (first and last count from
    the year), or "days", "weeks", "months", "quarters", "halfs", "weekday1" to "weekday7" of a month or year, counted
    from 1 or back from -1; "this_term" and "term_weeks" wait for the user's calendar of terms.
    `season` is the EDTF code of a season, else 0.
    """

    grain: str
    of: str
    first: int
    last: int
    season: int = 0


@dataclass(frozen=True, slots=True)
class Feast:
    """A named day: by month and day (`lunar` or not; day -1 is the last of the month), or by a solar term.

    `statutory` names the public holiday as chinesecalendar does; with `whole` all its days are meant (国庆期间).
    With `nth` it is that `weekday` of the month (母亲节).
    """

    month: int = 0
    day: int = 0
    lunar: bool = False
    solar_term: str = ""
    statutory: str = ""
    whole: bool = False
    weekday: int = 0
    nth: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """Units of the calendar counted from the day of writing: 三天前, 上两个月, 近30天.

    `first` and `last` are whole units, 0 the one that holds the day; `rolling` counts from the day `last` days away to
    `first` units away. `days` are added, for half months. `edge` is "start" or "end": only that month is meant.
    """

    unit: str
    first: int
    last: int
    rolling: bool = False
    days: int = 0
    edge: str = ""


@dataclass(frozen=True, slots=True)
class DatePoint:
    """One point or stretch of time as written; None where the text leaves a part out.

    The shifts count from the day of writing (`anchor` "page") or from the date told before ("context"): 去年 is
    year_shift -1, 上月 month_shift -1, 上周 week_shift -1, 昨天 day_shift -1, 次日 day_shift 1 from the context.
    `weekday` (1 Monday … 7 Sunday, 6 to 7 for 周末) belongs to `week_shift`; `checked_weekday` stands in a bracket
    beside a calendar date. `readings` are the (year, month, day) a damaged string may mean.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    year_shift: int | None = None
    month_shift: int | None = None
    week_shift: int | None = None
    day_shift: int | None = None
    anchor: str = "page"
    weekday: tuple[int, int] | None = None
    stretch: Stretch | None = None
    feast: Feast | None = None
    clock: Clock | None = None
    clock_end: Clock | None = None
    checked_weekday: int | None = None
    counted: Counted | None = None
    readings: tuple[tuple[int | None, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class DateExpression:
    """A calendar expression as found, its year possibly unknown.

    `form` is "single", "range" (two points) or "list"; `side` is "since" (自…起, 以来, 后), "after" (a year 以后),
    "until" (截至, 前) or "". `role` is "dateline" where 讯, 电 or 消息 follows, "published" in a meta line that gives
    no year. `tense` is "plan" or "past" where the words around say so; `repaired` says that characters are lost in
    the text.
    """

    surface: str
    points: tuple[DatePoint, ...]
    form: str = "single"
    side: str = ""
    role: str = "content"
    tense: str = ""
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class ResolvedDates:
    """All dates of a report in text order, and the publication date if one is known."""

    mentions: tuple[Mention[DateValue], ...]
    published: PageDate | None
    notices: tuple[Notice, ...] = ()
