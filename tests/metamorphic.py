"""Noise must not change what is read: agreement between a clean report and its noisy renderings.

    python -m tests.metamorphic fixtures/reports/dev

prints, for each kind of noise, the share of values that are the same with spans in the right places, over the clean
fixtures of the folder: 2 x agreed / (read clean + read noisy).
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from fangkong import Extractor, Report

from .noise import KINDS, Rendering

FIELDS = ("dates", "institutions", "headcounts", "platforms", "measures")


@cache
def extractor() -> Extractor:
    return Extractor()


def clean_reports(folder: Path) -> dict[str, str]:
    """Return the texts of the fixtures whose gold says that they carry no noise."""
    out = {}
    for gold in sorted(folder.rglob("*.gold.json")):
        meta = json.loads(gold.read_text(encoding="utf-8")).get("meta", {})
        if meta.get("noise", "clean") == "clean":
            name = gold.name.removesuffix(".gold.json")
            out[name] = (gold.parent / f"{name}.txt").read_text(encoding="utf-8")
    return out


def values(report: Report, rendering: Rendering | None = None) -> Counter[tuple[Any, ...]]:
    """Return every value with its place; clean places are carried into the rendering."""
    record = report.model_dump(mode="json")
    found: Counter[tuple[Any, ...]] = Counter()
    for field in FIELDS:
        for entry in record[field]:
            for mention in entry.get("mentions", [entry]):
                start, end = mention["span"]["start"], mention["span"]["end"]
                place = rendering.place(start, end) if rendering else (start, end)
                found[(field, place, _value(field, entry, mention))] += 1
    return found


def _value(field: str, entry: dict[str, Any], mention: dict[str, Any]) -> tuple[Any, ...]:
    if field == "dates":
        return entry["value"], entry["role"]
    if field == "institutions":
        return entry["name"], entry["kind"], mention["form"]
    if field == "headcounts":
        return entry["min"], entry["max"], entry["value"], entry["unit"], tuple(entry["groups"])
    if field == "platforms":
        return entry["id"], entry["name"], mention["purpose"]
    return entry["code"], entry["status"]


def agreement(texts: dict[str, str], kind: str) -> tuple[float, int, list[str]]:
    """Return the share of agreeing values, how many there are, and what differs."""
    agreed = total = 0
    differences = []
    for name, text in texts.items():
        rendering = KINDS[kind](text)
        expected = values(extractor().extract(text, id=name), rendering)
        got = values(extractor().extract(rendering.text, id=name))
        agreed += 2 * sum((expected & got).values())
        total += sum(expected.values()) + sum(got.values())
        differences += [
            f"{name} {sign} {field} {rendering.text[slice(*place)]!r} {value}"
            for sign, items in (("lost", expected - got), ("new", got - expected))
            for field, place, value in items
        ]
    return (agreed / total if total else 1.0), total // 2, differences


def main(folder: str, *options: str) -> None:
    texts = clean_reports(Path(folder))
    print(f"{len(texts)} clean reports")
    for kind in KINDS:
        share, count, differences = agreement(texts, kind)
        print(f"{kind:14} {share:.4f} of {count} values")
        if "--show" in options:
            print(*(f"    {line}" for line in differences), sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
