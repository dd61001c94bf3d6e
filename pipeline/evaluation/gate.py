"""The gate: what has changed since the baseline, and which figures fell too far."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .baseline import Baseline, Entry, counts_of, read, share_of, snapshot
from .compare import Comparison
from .scores import GATED, Counts, total

#: Attributes held by the gate beside the F1s: each is one answer per report.
GATED_ACCURACIES = ("published", "reporting_institution")


@dataclass(frozen=True, slots=True)
class Change:
    """One item that is not what it was: fixed, broken, moved or value_changed; `rule` is the rule responsible."""

    kind: str
    report: str
    item: str
    before: str
    after: str
    rule: str

    def __str__(self) -> str:
        rule = f" ({self.rule})" if self.rule else ""
        return f"{self.kind:<13} {self.report} {self.item}: {self.before} -> {self.after}{rule}"


@dataclass(frozen=True, slots=True)
class Drop:
    """A figure that fell by more than the tolerance."""

    field: str
    before: float
    after: float

    def __str__(self) -> str:
        return f"{self.field} fell from {self.before:.4f} to {self.after:.4f}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What has changed since the baseline, and which figures fell too far."""

    changes: tuple[Change, ...]
    drops: tuple[Drop, ...]
    notes: tuple[str, ...]

    def lines(self) -> list[str]:
        """Return the verdict as lines for a terminal."""
        counts = Counter(change.kind for change in self.changes)
        told = ", ".join(f"{count} {kind}" for kind, count in sorted(counts.items())) or "nothing changed"
        return [*map(str, self.changes), *self.notes, f"against the baseline: {told}", *map(str, self.drops)]

    def as_json(self) -> dict[str, Any]:
        """Return the verdict by the names of its parts."""
        return {
            "changes": [asdict(change) for change in self.changes],
            "drops": [asdict(drop) for drop in self.drops],
            "notes": list(self.notes),
        }


def judge(path: Path, comparisons: Sequence[Comparison], tolerance: float) -> Verdict:
    """Return what has changed since the baseline in a file.

    Raises:
        GoldError: If the file is no baseline.
    """
    before = read(path)
    new = [c.name for c in comparisons if c.name not in before]
    notes = (f"{path} does not know {', '.join(new)}: not compared.",) if new else ()
    now = snapshot(comparisons)
    return Verdict(tuple(changes(before, now)), tuple(drops(before, comparisons, tolerance)), notes)


def changes(before: Baseline, after: Baseline) -> list[Change]:
    """Return every item of the reports in both that is not what it was."""
    told: list[Change] = []
    for name in after:
        if name in before:
            told += _report_changes(name, before[name], after[name])
    return told


def _report_changes(report: str, before: Mapping[str, Entry], after: Mapping[str, Entry]) -> Iterator[Change]:
    gone = {key: before[key] for key in before if key not in after}
    new = {key: after[key] for key in after if key not in before}
    for key in (k for k in before if k in after):
        was, now = before[key], after[key]
        if kind := _kind(was, now):
            rule = now.get("found_by") or was.get("found_by") or ""
            if kind == "broken" and was.get("found_by"):
                rule = was["found_by"]
            yield Change(kind, report, key, _say(was), _say(now), rule)
    for old, new_key in _moved(gone, new):
        was, now = gone.pop(old), new.pop(new_key)
        yield Change("moved", report, f"{old} to {new_key}", _say(was), _say(now), now.get("found_by", ""))
    for key, was in gone.items():
        kind = "fixed" if was["outcome"] == "spurious" else "gone"
        if kind == "fixed" or not _is_check(key):
            yield Change(kind, report, key, _say(was), "no longer there", was.get("found_by", ""))
    for key, now in new.items():
        kind = "broken" if now["outcome"] == "spurious" else "new"
        if kind == "broken" or not _is_check(key):
            yield Change(kind, report, key, "was not there", _say(now), now.get("found_by", ""))


def _is_check(key: str) -> bool:
    """Attributes are compared only on what was found, so they come and go with it."""
    return key.split(":", 1)[0] in ("groups", "purpose", "status", "form", "self_links", *GATED_ACCURACIES)


def _kind(was: Entry, now: Entry) -> str:
    if was["outcome"] != "right" and now["outcome"] == "right":
        return "fixed"
    if was["outcome"] == "right" and now["outcome"] != "right":
        return "broken"
    if was.get("value") != now.get("value") or was["outcome"] != now["outcome"]:
        return "value_changed"
    return "moved" if was.get("span") != now.get("span") else ""


def _moved(gone: Mapping[str, Entry], new: Mapping[str, Entry]) -> list[tuple[str, str]]:
    """Pair spurious items of the same field and value whose places overlap."""
    pairs, used = [], set()
    for old, was in gone.items():
        for key, now in new.items():
            if key in used or "spurious" not in (was["outcome"], now["outcome"]) or ":+" not in old or ":+" not in key:
                continue
            same = old.split(":", 1)[0] == key.split(":", 1)[0] and was.get("value") == now.get("value")
            if same and _touch(old, key):
                pairs.append((old, key))
                used.add(key)
                break
    return pairs


def _touch(one: str, other: str) -> bool:
    try:
        (a, b), (c, d) = (map(int, key.split(":")[1].lstrip("+").split("-")) for key in (one, other))
    except ValueError:
        return False
    return a < d and c < b


def _say(entry: Entry) -> str:
    value = f" {entry['value']}" if entry.get("value") else ""
    span = f" [{entry['span'][0]}, {entry['span'][1]})" if entry.get("span") else ""
    return f"{entry['outcome']}{value}{span}"


def drops(before: Baseline, comparisons: Sequence[Comparison], tolerance: float) -> list[Drop]:
    """Return the fields whose F1, over the reports in both, fell by more than the tolerance."""
    shared = [c for c in comparisons if c.name in before]
    told = []
    for field in GATED:
        was = sum((counts_of(before[c.name], field) for c in shared), Counts()).f1
        now = total(shared, field).f1
        if was - now > tolerance:
            told.append(Drop(f"F1 of {field}", was, now))
    now_items, names = snapshot(shared), [c.name for c in shared]
    for name in GATED_ACCURACIES:
        was, now = share_of(before, names, name), share_of(now_items, names, name)
        if was - now > tolerance:
            told.append(Drop(f"accuracy of {name}", was, now))
    return told
