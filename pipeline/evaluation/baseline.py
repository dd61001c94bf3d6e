"""What became of every single label, on file: the baseline that later scores are compared with.

The file holds places, values and rules but no words of a report, so that it can cover reports that nobody should read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ..errors import GoldError
from .compare import Comparison
from .goldfiles import save
from .items import Item
from .matching import Outcome
from .scores import Counts

VERSION = 1
#: What became of one label or prediction: outcome, place and value of the prediction, and the rule behind it.
Entry = dict[str, Any]
Baseline = dict[str, dict[str, Entry]]


def snapshot(comparisons: Iterable[Comparison]) -> Baseline:
    """Return what became of every item of some reports."""
    return {c.name: dict(_items(c)) for c in comparisons}


def _items(comparison: Comparison) -> Iterator[tuple[str, Entry]]:
    for outcome in (*comparison.outcomes, *comparison.codes):
        if outcome.kind == "optional" or outcome.field == "self_mentions":
            continue
        yield from _outcome(outcome)
    for check in comparison.checks:
        place = _place(check.label) if check.label else ""
        rule = check.prediction.found_by if check.prediction else ""
        outcome_word = "right" if check.right else "wrong"
        told = hashlib.sha256(check.got.encode()).hexdigest()[:8] if _is_name(check.name) else check.got
        yield f"{check.name}:{place}", {"outcome": outcome_word, "value": told, "found_by": rule}


def _is_name(check: str) -> bool:
    return check in ("reporting_institution", "self_links")


def _outcome(outcome: Outcome) -> Iterator[tuple[str, Entry]]:
    label, prediction = outcome.label, outcome.prediction
    if label:
        entry: Entry = {"outcome": outcome.kind}
        if prediction:
            entry["value"] = _value(prediction)
            if outcome.field != "measures":
                entry["span"] = [prediction.start, prediction.end]
            entry["found_by"] = prediction.found_by
        yield f"{outcome.field}:{_key(label)}", entry
    elif prediction:
        yield (
            f"{outcome.field}:+{_key(prediction, spurious=True)}",
            {"outcome": "spurious", "value": _value(prediction), "found_by": prediction.found_by},
        )


def _key(item: Item, *, spurious: bool = False) -> str:
    if item.field == "measures":
        return str(item.value[0])
    needs_value = item.field == "measure_mentions" or spurious
    return f"{_place(item)}:{_value(item)}" if needs_value else _place(item)


def _place(item: Item) -> str:
    return f"{item.start}-{item.end}"


def _value(item: Item) -> str:
    if item.field == "dates":
        return str(item.attributes.get("value", ""))
    return ",".join("null" if part is None else str(part) for part in item.value)


def counts_of(items: Mapping[str, Entry], field: str) -> Counts:
    """Return the counts of one field in one report of a baseline."""
    tp = fp = fn = 0
    for key, entry in items.items():
        if key.split(":", 1)[0] == field:
            right, spurious = entry["outcome"] == "right", entry["outcome"] == "spurious"
            tp += right
            fp += not right and entry["outcome"] != "missed"
            fn += not right and not spurious
    return Counts(tp, fp, fn)


def share_of(items: Baseline, reports: Sequence[str], name: str) -> float:
    """Return how often an attribute is right in some reports of a baseline."""
    entries = [e for report in reports for k, e in items[report].items() if k.split(":", 1)[0] == name]
    return sum(e["outcome"] == "right" for e in entries) / len(entries) if entries else 1.0


def _packed(entry: Entry) -> list[Any]:
    """Return an entry as a short list: outcome, then value, place and rule of the prediction, if there is one."""
    if "value" not in entry:
        return [entry["outcome"]]
    return [entry["outcome"], entry["value"], entry.get("span"), entry.get("found_by", "")]


def _unpacked(outcome: str, value: Any = None, span: Any = None, found_by: str | None = None) -> Entry:
    told = {"outcome": outcome, "value": value, "span": span, "found_by": found_by}
    return {key: part for key, part in told.items() if part is not None}


def read(path: Path) -> Baseline:
    """Return a baseline from its file.

    Raises:
        GoldError: If it is not there or not of this version.
    """
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise GoldError(f"{path}: there is no baseline. Write one with --update-baseline.") from None
    except ValueError as error:
        raise GoldError(f"{path}: is not valid JSON: {error}. Restore it, or write it anew.") from None
    if not isinstance(loaded, dict) or loaded.get("version") != VERSION or not isinstance(loaded.get("reports"), dict):
        raise GoldError(f"{path}: is no baseline of version {VERSION}. Write it anew with --update-baseline.")
    try:
        return {name: {k: _unpacked(*v) for k, v in items.items()} for name, items in loaded["reports"].items()}
    except (AttributeError, TypeError) as error:
        raise GoldError(f"{path}: has a damaged entry: {error}. Restore it, or write it anew.") from None


def write(path: Path, now: Baseline) -> None:
    """Write what became of every item; reports of the file that were not scored now keep what they had."""
    kept = read(path) if path.exists() else {}
    reports = dict(sorted({**kept, **now}.items()))
    lines = []
    for name, items in reports.items():
        inside = ",\n".join(
            f"    {json.dumps(k)}: {json.dumps(_packed(v), ensure_ascii=False)}" for k, v in items.items()
        )
        lines.append(f"  {json.dumps(name, ensure_ascii=False)}: {{\n{inside}\n  }}")
    save(path, f'{{"version": {VERSION}, "reports": {{\n' + ",\n".join(lines) + "\n}}\n")
