"""Labels as a flat list of regions, the shape labelling tools know, and the way back.

What a tool shows of a label are its attributes; the rest of it (region, links, sentence …) waits in the original
labels and is found again by the region's id.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of
from typing import Any

#: Attributes of each field's label, as a tool shows them; those of the entity stand in `_OWNED`.
ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "dates": ("value", "grain", "role", "resolved_from"),
    "institutions": ("name", "kind", "form"),
    "headcounts": ("value", "min", "max", "approx", "unit", "groups"),
    "platforms": ("id", "name", "category", "purpose"),
    "measures": ("code", "status", "institution"),
    "title": (),
}
_OWNED = {"institutions": ("name", "kind"), "platforms": ("id", "name", "category")}

Labels = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Region:
    """One labelled place. `id` is the label's place in the file, or whatever a tool gave a new one."""

    id: str
    field: str
    start: int
    end: int
    attributes: Mapping[str, Any] = of(default_factory=dict)
    optional: bool = False


def with_lists(labels: Labels) -> Labels:
    """Return the labels with an empty list for every field that has none."""
    return labels | {name: [] for name in ATTRIBUTES if name != "title" and name not in labels}


def flatten(labels: Labels) -> list[Region]:
    """Return every label that has a place, in the order of the file."""
    return [_region(*entry) for entry in _entries(labels)]


def _entries(labels: Labels) -> Iterator[tuple[str, str, Labels, Labels]]:
    """Yield id, field, label and the entity it belongs to (itself, where there is none)."""
    if labels.get("title"):
        title = {"span": labels["title"]}
        yield "title", "title", title, title
    for name in ("dates", "headcounts", "measures"):
        for number, entry in enumerate(labels.get(name, ())):
            yield f"{name}-{number}", name, entry, entry
    for name in _OWNED:
        for number, entity in enumerate(labels.get(name, ())):
            for place, mention in enumerate(entity["mentions"]):
                yield f"{name}-{number}-{place}", name, mention, entity


def _region(identity: str, name: str, entry: Labels, owner: Labels) -> Region:
    owned = _OWNED.get(name, ())
    attributes = {key: (owner if key in owned else entry).get(key) for key in ATTRIBUTES[name]}
    optional = bool(entry.get("optional") or owner.get("optional"))
    return Region(identity, name, entry["span"]["start"], entry["span"]["end"], attributes, optional)


def rebuild(original: Labels, regions: Sequence[Region], raw: str) -> Labels:
    """Return the labels that the regions stand for.

    A region that the original knows keeps all that no tool shows; one that has gone is taken out; a new one holds what
    its attributes say, and no more.
    """
    before = {region.id: region for region in flatten(original)}
    entries = {identity: (entry, owner) for identity, _, entry, owner in _entries(original)}
    labels = copy.deepcopy(original)
    if "title" in original or any(region.field == "title" for region in regions):
        titles = [_span(region, raw) for region in regions if region.field == "title"]
        labels["title"] = titles[0] if titles else None
    for name in ("dates", "headcounts", "measures"):
        mine = [region for region in regions if region.field == name]
        built = [
            _patched(entries.get(region.id, ({}, {}))[0], before.get(region.id), region, raw)
            for region in _in_order(mine, before)
        ]
        labels[name] = built if all(region.id in before for region in mine) else sorted(built, key=_start)
    for name in _OWNED:
        mine = [region for region in regions if region.field == name]
        labels[name] = _entities(name, _in_order(mine, before), before, entries, raw)
    _follow_page_date(original, labels, regions, before, entries)
    return labels


def _in_order(regions: Sequence[Region], before: Mapping[str, Region]) -> list[Region]:
    """Return known regions in the order of the file, then new ones in text order."""
    places = {identity: number for number, identity in enumerate(before)}
    return sorted(regions, key=lambda region: (places.get(region.id, len(places)), region.start, region.end))


def _start(entry: Labels) -> tuple[int, int]:
    return entry["span"]["start"], entry["span"]["end"]


def _span(region: Region, raw: str) -> Labels:
    return {"start": region.start, "end": region.end, "text": raw[region.start : region.end]}


def _patched(entry: Labels, was: Region | None, region: Region, raw: str, own: Sequence[str] = ()) -> Labels:
    """Return a label with what has changed written over it."""
    keys = [key for key in ATTRIBUTES[region.field] if key not in own]
    if was is None:
        told = {key: region.attributes[key] for key in keys if region.attributes.get(key) is not None}
        return {"span": _span(region, raw), **told, **({"optional": True} if region.optional else {})}
    changed = copy.deepcopy(entry)
    if (was.start, was.end) != (region.start, region.end):
        changed["span"] = _span(region, raw)
    for key in keys:
        if was.attributes.get(key) != region.attributes.get(key):
            changed[key] = region.attributes.get(key)
            if (region.field, key) == ("dates", "value"):
                # First and last day follow from the value; `gold fill` writes them anew.
                changed = {k: v for k, v in changed.items() if k not in ("start", "end")}
    if was.optional != region.optional:
        changed["optional"] = region.optional
    return changed


def _entities(
    name: str,
    regions: Sequence[Region],
    before: Mapping[str, Region],
    entries: Mapping[str, tuple[Labels, Labels]],
    raw: str,
) -> list[Labels]:
    """Return entities with their mentions; which mentions belong together is what their attributes say."""
    owned = _OWNED[name]
    built: dict[Any, Labels] = {}
    for region in regions:
        mention, owner = entries.get(region.id, ({}, {}))
        attributes = {key: region.attributes.get(key) for key in owned}
        key = attributes.get("id") or attributes.get("name")
        if key not in built:
            same = {k: owner.get(k) for k in owned} == attributes
            known = owner if same else next((o for _, o in entries.values() if _is(o, owned, attributes)), {})
            entity = {k: copy.deepcopy(v) for k, v in known.items() if k != "mentions"}
            shown = {k: v for k, v in attributes.items() if v is not None or k == "id"}
            built[key] = {**entity, **shown, "mentions": []}
        built[key]["mentions"].append(_patched(mention, before.get(region.id), region, raw, owned))
    return list(built.values())


def _is(owner: Labels, owned: Sequence[str], attributes: Mapping[str, Any]) -> bool:
    key = "id" if attributes.get("id") else "name"
    return "mentions" in owner and key in owned and owner.get(key) == attributes.get(key) is not None


def _follow_page_date(
    original: Labels,
    labels: Labels,
    regions: Sequence[Region],
    before: Mapping[str, Region],
    entries: Mapping[str, tuple[Labels, Labels]],
) -> None:
    """Let `published` follow the date label that it repeats."""
    page = original.get("published")
    if not page or not page.get("span"):
        return
    twin = next(
        (i for i, r in before.items() if r.field == "dates" and entries[i][0].get("span") == page["span"]), None
    )
    if twin is None:
        return
    now = next((region for region in regions if region.id == twin), None)
    if now is None:
        labels["published"] = None
    elif now != before[twin]:
        place = (now.start, now.end)
        labels["published"] = copy.deepcopy(next(entry for entry in labels["dates"] if _start(entry) == place))
