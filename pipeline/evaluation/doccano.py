"""doccano: JSON lines with spans out and in. doccano knows no values, so they wait in the column `gold`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..errors import GoldError
from .regions import ATTRIBUTES, Labels, Region, flatten, rebuild, with_lists

#: What a label is called in doccano: the field and the attribute that says most about it.
_TELLING = {"institutions": "kind", "platforms": "id", "measures": "code"}


def line(name: str, raw: str, labels: Labels) -> dict[str, Any]:
    """Return one report as an object of doccano's JSONL format for sequence labelling."""
    spans = [[region.start, region.end, _label(region)] for region in flatten(labels)]
    return {"text": raw, "label": spans, "name": name, "gold": json.dumps(labels, ensure_ascii=False)}


def _label(region: Region) -> str:
    key = _TELLING.get(region.field)
    value = region.attributes.get(key) if key else None
    return f"{region.field}:{value}" if value else region.field


def read_line(exported: Mapping[str, Any]) -> tuple[str, str, Labels]:
    """Return name, text and labels of one exported line.

    A span that stands as it stood keeps its values; a new one has what its label says.

    Raises:
        GoldError: If the line is not one that `line` made, or has a label that we do not know.
    """
    meta = exported.get("meta") or exported.get("metadata") or {}
    name, raw = exported.get("name") or meta.get("name"), exported.get("text")
    if not isinstance(name, str) or not isinstance(raw, str):
        raise GoldError(f"line with id {exported.get('id')}: has no name or no text. Export as JSONL, with metadata.")
    original = json.loads(exported.get("gold") or meta.get("gold") or "{}")
    waiting: dict[tuple[int, int, str], list[Region]] = {}
    for region in flatten(original):
        waiting.setdefault((region.start, region.end, _label(region)), []).append(region)
    regions = []
    for number, (start, end, label) in enumerate(_spans(exported)):
        known = waiting.get((start, end, label))
        regions.append(known.pop(0) if known else _new(name, f"new-{number}", start, end, label))
    return name, raw, rebuild(with_lists(original), regions, raw)


def _spans(exported: Mapping[str, Any]) -> list[tuple[int, int, str]]:
    if "entities" in exported:
        return [(e["start_offset"], e["end_offset"], e["label"]) for e in exported["entities"]]
    return [(start, end, label) for start, end, label in exported.get("label") or exported.get("labels") or ()]


def _new(name: str, identity: str, start: int, end: int, label: str) -> Region:
    field, _, value = label.partition(":")
    if field not in ATTRIBUTES:
        raise GoldError(f"{name}: label {label!r} is none of {', '.join(ATTRIBUTES)}. Rename it in doccano.")
    told = {_TELLING[field]: value} if value and field in _TELLING else {}
    return Region(identity, field, start, end, {**dict.fromkeys(ATTRIBUTES[field]), **told})
