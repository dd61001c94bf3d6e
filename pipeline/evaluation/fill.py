"""Turns what a person writes by hand into a full file of labels: offsets, first and last days, platform names."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ...schemas.edtf import bounds
from .goldfiles import Problem

#: Grain of an EDTF point by its length; everything longer has a clock time in it.
_GRAINS = {4: "year", 7: "month", 10: "day", 16: "minute", 19: "second"}
_SPAN_KEYS = ("span", "sentence", "title")
_SPAN_ALLOWED = {"text", "nth", "after", "start", "end"}

Platforms = Mapping[str, Mapping[str, str]]


class Filler:
    """Fills in the labels of one report.

    `problems` then holds what could not be filled, `notes` what was filled but may not be what was meant.
    """

    def __init__(self, file: str, raw: str, platforms: Platforms) -> None:
        self._file, self._raw, self._platforms = file, raw, platforms
        self.problems: list[Problem] = []
        self.notes: list[str] = []

    def __call__(self, labels: Mapping[str, Any]) -> dict[str, Any]:
        """Return the labels with everything filled that can be; order and what is there already stay."""
        filled = {key: self._node(value, f"$.{key}", key) for key, value in labels.items()}
        for name in ("dates", "headcounts", "platforms"):
            if isinstance(entries := filled.get(name), list):
                filled[name] = [self._entry(name, e, f"$.{name}[{n}]") for n, e in enumerate(entries)]
        if isinstance(published := filled.get("published"), dict):
            filled["published"] = self._date(published, "$.published")
        return filled

    def _node(self, node: Any, path: str, key: str) -> Any:
        if key in _SPAN_KEYS:
            return None if node is None else self._span(node, path)
        if isinstance(node, dict):
            return {name: self._node(value, f"{path}.{name}", name) for name, value in node.items()}
        if isinstance(node, list):
            return [self._node(value, f"{path}[{n}]", "") for n, value in enumerate(node)]
        return node

    def _span(self, node: Any, path: str) -> Any:
        wanted = {"text": node} if isinstance(node, str) else node
        if not isinstance(wanted, dict) or ({"start", "end"} <= wanted.keys() and "nth" not in wanted):
            if isinstance(wanted, dict) and "text" not in wanted and isinstance(wanted.get("start"), int):
                return {**wanted, "text": self._raw[wanted["start"] : wanted["end"]]}
            return node
        text, after, nth = wanted.get("text"), wanted.get("after"), wanted.get("nth", 1)
        if unknown := wanted.keys() - _SPAN_ALLOWED:
            return self._fail(node, path, f"span has the key {min(unknown)!r}.", "Write text, and nth or after.")
        if not isinstance(text, str) or not text:
            return self._fail(node, path, "span has no text.", 'Write {"text": "…", "nth": 1}.')
        if not isinstance(nth, int) or isinstance(nth, bool) or nth < 1:
            return self._fail(node, path, f"nth is {nth!r}.", "Count occurrences from 1.")
        begin = 0
        if after is not None:
            at = self._raw.find(after) if isinstance(after, str) and after else -1
            if at < 0:
                return self._fail(node, path, f"after {after!r} is not in the text.", "Copy it from the text.")
            begin = at + len(after)
        places = [m.start() for m in re.finditer(f"(?={re.escape(text)})", self._raw) if m.start() >= begin]
        if not places:
            where = f"after {after!r}" if after is not None else "in the text"
            return self._fail(node, path, f"{text!r} does not occur {where}.", "Copy it exactly as it stands there.")
        if nth > len(places):
            return self._fail(node, path, f"{text!r} occurs {len(places)} times, nth is {nth}.", "Lower nth.")
        if after is None and "nth" not in wanted and len(places) > 1:
            self.notes.append(f"{self._file}: {path}: {text!r} occurs {len(places)} times; took the first.")
        return {"start": places[nth - 1], "end": places[nth - 1] + len(text), "text": text}

    def _fail(self, node: Any, path: str, problem: str, remedy: str) -> Any:
        self.problems.append(Problem(self._file, path, problem, remedy))
        return node

    def _entry(self, field: str, entry: Any, path: str) -> Any:
        if not isinstance(entry, dict):
            return entry
        if field == "dates":
            return self._date(entry, path)
        return _headcount(entry) if field == "headcounts" else self._platform(entry)

    def _date(self, entry: dict[str, Any], path: str) -> dict[str, Any]:
        value = entry.get("value")
        if not isinstance(value, str):
            return entry
        try:
            start, end = bounds(value)
        except ValueError as error:
            return dict(self._fail(entry, f"{path}.value", str(error), "Mend the value."))
        days = {"start": start and start.isoformat(), "end": end and end.isoformat()}
        grain = _grain(value)
        wanted = {**days, "grain": grain} if grain else days
        return _ordered({**wanted, **entry}, ("span", "value", "start", "end", "grain", "role", "resolved_from"))

    def _platform(self, entry: dict[str, Any]) -> dict[str, Any]:
        known = self._platforms.get(entry.get("id") or "", {})
        found = {key: known[key] for key in ("name", "category") if key in known}
        return _ordered({**found, **entry}, ("id", "name", "category", "optional", "mentions"))


def _grain(value: str) -> str | None:
    """Return the grain that the form of an EDTF value settles, or None where it does not (weeks, terms …)."""
    points = [p for p in re.split("[/,]", value.strip("{}")) if p and p != ".."]
    grains = {_GRAINS.get(len(p)) if not re.fullmatch("....-2[1-4]", p) else "season" for p in points}
    return grains.pop() if len(grains) == 1 else None


def _headcount(entry: dict[str, Any]) -> dict[str, Any]:
    """Add the plain case: `value` alone is an exact number of persons; else `approx` says what min and max are."""
    value, approx = entry.get("value"), entry.get("approx", "exact")
    limits: dict[str, Any] = {}
    if isinstance(value, int):
        low = value if approx in ("exact", "over", "at_least") else None
        high = value if approx in ("exact", "nearly", "at_most") else None
        limits = {"min": low, "max": high}
    elif approx == "range":
        limits = {"value": None}
    defaults = {**limits, "approx": approx, "unit": "persons"}
    return _ordered({**defaults, **entry}, ("span", "min", "max", "value", "approx", "unit", "groups"))


def _ordered(entry: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    first = {key: entry[key] for key in keys if key in entry}
    return first | {key: value for key, value in entry.items() if key not in first}


def layout(labels: Mapping[str, Any]) -> str:
    """Return the labels as JSON with one label a line, so that a change of one shows as one line."""
    lines = [f"  {_flat(key)}: {_value(value)}" for key, value in labels.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _value(value: Any) -> str:
    if not isinstance(value, list) or not any(isinstance(entry, dict) for entry in value):
        return _flat(value)
    return "[\n" + ",\n".join("    " + _label(entry) for entry in value) + "\n  ]"


def _label(entry: Any) -> str:
    if not isinstance(entry, dict) or not isinstance(mentions := entry.get("mentions"), list) or not mentions:
        return _flat(entry)
    head = _flat({key: value for key, value in entry.items() if key != "mentions"})[:-1]
    joint = ", " if len(head) > 1 else ""
    return f'{head}{joint}"mentions": [\n' + ",\n".join("      " + _flat(m) for m in mentions) + "\n    ]}"


def _flat(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
