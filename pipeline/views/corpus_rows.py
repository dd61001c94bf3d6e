"""What the page's list, filters and pictures need of each report; the rest is opened only when somebody reads it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...schemas.record import Reject

#: Statuses under which a measure counts as one that was taken, ordered or announced.
_COUNTED = frozenset({"implemented", "planned", "required"})

Row = dict[str, Any]


def record_row(record: Mapping[str, Any]) -> Row:
    """Return the row of a record, given as its JSON.

    `measures` maps each code to whether the pictures count it; `heads` holds one entry for each group and unit, see
    `headcounts`. The rest says what it is.
    """
    institutions = {entry["id"]: entry for entry in record["institutions"]}
    reporter = institutions.get(record["institution"] or "")
    day = (record["published"] or {}).get("start")
    measures: dict[str, int] = {}
    for measure in record["measures"]:
        measures[measure["code"]] = max(measures.get(measure["code"], 0), int(measure["status"] in _COUNTED))
    return {
        "id": record["id"],
        "title": record["title"]["text"] if record["title"] else "",
        "day": (record["published"] or {}).get("value", ""),
        "month": day[:7] if day else "",
        "reporter": reporter["name"] if reporter else "",
        "names": [entry["name"] for entry in record["institutions"] if entry is not reporter],
        "platforms": list(dict.fromkeys(map(platform_key, record["platforms"]))),
        "measures": measures,
        "heads": list(headcounts(record["headcounts"])),
        "warnings": sorted({warning["code"] for warning in record["warnings"]}),
        "found": sum(
            len(entry.get("mentions", (entry,)))
            for field in ("dates", "institutions", "headcounts", "platforms", "measures")
            for entry in record[field]
        ),
    }


def reject_row(reject: Reject) -> Row:
    """Return the row of an input that gave no record."""
    return {"id": reject.id or "", "path": reject.path or "", "error": reject.error, "message": reject.message}


def platform_key(platform: Mapping[str, Any]) -> str:
    """Return what tells platforms apart: the id, or the name of one outside the catalogue."""
    return platform["id"] or f"?{platform['name']}"


def headcounts(entries: Iterable[Mapping[str, Any]]) -> Iterator[list[Any]]:
    """Yield for each unit and set of groups the largest count: unit, groups, lower, upper (None: open), as stated.

    A report tells totals, parts, and both again in its title; the largest is the one number that stands for a group.
    An open lower side counts as 0.
    """
    largest: dict[tuple[str, tuple[str, ...]], list[Any]] = {}
    for entry in entries:
        stated = next(n for n in (entry["value"], entry["max"], entry["min"], 0) if n is not None)
        key = (entry["unit"], tuple(sorted(entry["groups"])))
        if key not in largest or largest[key][-1] < stated:
            largest[key] = [key[0], list(key[1]), entry["min"] or 0, entry["max"], stated]
    yield from largest.values()
