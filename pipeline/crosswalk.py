"""What other collections call our measures, and a daily table per institution in the manner of OxCGRT.

The data stands in rules/measures/, under `data.crosswalk`. A record tells what one institution says it does: evidence
of practice under a policy, never a policy value. Join by province and day; do not overwrite.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..schemas.record import Report
from .rulebook import RuleLibrary

#: Kinds of institution whose closing OxCGRT counts under C2 (workplaces), not C1 (schools).
WORKPLACES = frozenset({"kindergarten", "training_provider"})


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What one other collection has for one of our codes: `=` same, `<` ours is narrower, `>` broader, `~` related."""

    code: str
    collection: str
    theirs: str
    relation: str
    remark: str


@dataclass(frozen=True, slots=True)
class Day:
    """What one institution's reports show for one OxCGRT indicator on one day."""

    date: dt.date
    institution: str
    kind: str
    indicator: str
    codes: tuple[str, ...]


def crosswalk(library: RuleLibrary) -> Iterator[Counterpart]:
    """Yield every counterpart of every code, in the order of the rule files."""
    for book in library.rulebooks("measures"):
        for code, entry in book.data["crosswalk"].items():
            for collection in ("oxcgrt", "who_phsm"):
                for theirs, relation, remark in entry[collection]:
                    yield Counterpart(code, collection, theirs, relation, remark)
            for collection in ("coronanet", "hit_covid"):
                if entry[collection]:
                    yield Counterpart(code, collection, entry[collection], "~", "")


def daily_table(reports: Iterable[Report], library: RuleLibrary) -> list[Day]:
    """Return one row per institution, indicator and day on which a measure was in practice.

    Only `implemented` opens a series and only `lifted` closes it; what is planned, required or negated is not used. An
    open series ends with the last dated report of its institution: nothing is assumed beyond. Measures without an
    acting institution and reports without a date of publication are left out.
    """
    indicators: dict[str, list[str]] = {}
    for one in crosswalk(library):
        if one.collection == "oxcgrt":
            indicators.setdefault(one.code, []).append(one.theirs)
    events: dict[tuple[str, str], list[tuple[dt.date, str, str]]] = {}
    last: dict[tuple[str, str], dt.date] = {}
    for report in reports:
        day = report.published.start if report.published else None
        if day is None:
            continue
        known = {i.id: (i.name, i.kind) for i in report.institutions}
        for measure in report.measures:
            who = known.get(measure.institution or "")
            if who is None:
                continue
            events.setdefault(who, []).append((day, measure.code, measure.status))
            last[who] = max(day, last.get(who, day))
    rows: dict[tuple[dt.date, str, str, str], set[str]] = {}
    for (name, kind), told in events.items():
        for code in {c for _, c, _ in told}:
            for day in _in_practice([(d, s) for d, c, s in told if c == code], last[name, kind]):
                for indicator in _of_kind(code, kind, indicators.get(code, [])):
                    rows.setdefault((day, name, kind, indicator), set()).add(code)
    return [Day(*key, codes=tuple(sorted(codes))) for key, codes in sorted(rows.items())]


def _in_practice(told: Iterable[tuple[dt.date, str]], until: dt.date) -> Iterator[dt.date]:
    since: dt.date | None = None
    # On one day an ending counts after what was in practice before it.
    for day, status in sorted(told, key=lambda one: (one[0], one[1] == "lifted")):
        if status == "implemented" and since is None:
            since = day
        elif status == "lifted" and since is not None:
            yield from _days(since, day - dt.timedelta(days=1))
            since = None
    if since is not None:
        yield from _days(since, until)


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    for n in range((last - first).days + 1):
        yield first + dt.timedelta(days=n)


def _of_kind(code: str, kind: str, indicators: Iterable[str]) -> list[str]:
    if code != "teaching_suspension":
        return list(indicators)
    return ["C2" if kind in WORKPLACES else "C1"]
