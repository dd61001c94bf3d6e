"""Label Studio: tasks with our labels as pre-annotations out, finished annotations in, and the labelling interface."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from ...schemas import record
from ..errors import GoldError
from .regions import ATTRIBUTES, Labels, Region, flatten, rebuild, with_lists

_COLOURS = {
    "dates": "#3b82f6",
    "institutions": "#22c55e",
    "headcounts": "#eab308",
    "platforms": "#a855f7",
    "measures": "#06b6d4",
    "title": "#78716c",
}
#: Attributes with a fixed list of words; all others are free text.
_CHOICES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("dates", "grain"): get_args(record.Grain),
    ("dates", "role"): get_args(record.DateRole),
    ("dates", "resolved_from"): get_args(record.ResolvedFrom),
    ("institutions", "kind"): get_args(record.InstitutionKind),
    ("institutions", "form"): get_args(record.Form),
    ("headcounts", "approx"): get_args(record.Approx),
    ("headcounts", "unit"): get_args(record.Unit),
    ("headcounts", "groups"): get_args(record.Group),
    ("platforms", "category"): get_args(record.PlatformCategory),
    ("platforms", "purpose"): get_args(record.Purpose),
    ("measures", "code"): get_args(record.MeasureCode),
    ("measures", "status"): get_args(record.Status),
}
_MULTIPLE = {("headcounts", "groups")}
_NUMBERS = {("headcounts", key) for key in ("value", "min", "max")}


def interface() -> str:
    """Return the labelling interface, to be pasted into the project's settings."""
    labels = "".join(
        f"\n    <Label value={quoteattr(name)} background={quoteattr(_COLOURS[name])}/>" for name in ATTRIBUTES
    )
    views = "".join(_view(name, keys) for name, keys in ATTRIBUTES.items() if keys)
    return (
        f'<View>\n  <Labels name="label" toName="text">{labels}\n  </Labels>\n'
        f'  <Text name="text" value="$text" granularity="symbol"/>{views}\n'
        '  <View visibleWhen="region-selected">\n'
        '    <Choices name="optional" toName="text" perRegion="true" choice="multiple">\n'
        '      <Choice value="optional"/>\n    </Choices>\n  </View>\n</View>\n'
    )


def _view(name: str, keys: Sequence[str]) -> str:
    controls = "".join(_control(name, key) for key in keys)
    shown = f'visibleWhen="region-selected" whenTagName="label" whenLabelValue={quoteattr(name)}'
    return f"\n  <View {shown}>{controls}\n  </View>"


def _control(name: str, key: str) -> str:
    head = f'\n    <Header value={quoteattr(key)} size="6"/>'
    common = f'name="{name}_{key}" toName="text" perRegion="true"'
    if (name, key) not in _CHOICES:
        return f'{head}\n    <TextArea {common} rows="1" maxSubmissions="1" editable="true"/>'
    words = "".join(f"\n      <Choice value={quoteattr(word)}/>" for word in _CHOICES[name, key])
    choice = "multiple" if (name, key) in _MULTIPLE else "single"
    return f'{head}\n    <Choices {common} choice="{choice}" layout="select">{words}\n    </Choices>'


def task(name: str, raw: str, labels: Labels) -> dict[str, Any]:
    """Return one report as a task, its labels as a pre-annotation."""
    result = [entry for region in flatten(labels) for entry in _results(region, raw)]
    data = {"text": raw, "name": name, "gold": json.dumps(labels, ensure_ascii=False)}
    return {"data": data, "predictions": [{"model_version": "gold", "result": result}]}


def _results(region: Region, raw: str) -> Iterator[dict[str, Any]]:
    place = {"start": region.start, "end": region.end}

    def result(control: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
        told = {**place, "text": raw[region.start : region.end], **value}
        return {"id": region.id, "from_name": control, "to_name": "text", "type": kind, "value": told}

    yield result("label", "labels", {"labels": [region.field]})
    for key, value in region.attributes.items():
        if value is None or value == []:
            continue
        control = f"{region.field}_{key}"
        if (region.field, key) in _CHOICES:
            yield result(control, "choices", {"choices": value if isinstance(value, list) else [value]})
        else:
            yield result(control, "textarea", {"text": [str(value)]})
    if region.optional:
        yield result("optional", "choices", {"choices": ["optional"]})


def read_task(exported: Mapping[str, Any]) -> tuple[str, str, Labels]:
    """Return name, text and labels of one finished task, or of one that nobody has touched yet.

    Raises:
        GoldError: If the task is not one that `task` made, or a region does not lie in the text.
    """
    data = exported.get("data") or {}
    name, raw = data.get("name"), data.get("text")
    if not isinstance(name, str) or not isinstance(raw, str):
        raise GoldError(f"task {exported.get('id')}: has no name or no text in its data. Export in the JSON format.")
    original = json.loads(data.get("gold") or "{}")
    finished = [a for a in exported.get("annotations") or () if not a.get("was_cancelled")]
    result = (finished or exported.get("predictions") or [{"result": []}])[-1]["result"]
    told: dict[str, list[Mapping[str, Any]]] = {}
    for entry in result:
        if entry.get("type") in ("labels", "choices", "textarea") and "start" in entry.get("value", {}):
            told.setdefault(entry["id"], []).append(entry)
    regions = [region for identity, entries in told.items() if (region := _read(name, raw, identity, entries))]
    return name, raw, rebuild(with_lists(original), regions, raw)


def _read(name: str, raw: str, identity: str, entries: Sequence[Mapping[str, Any]]) -> Region | None:
    label = next((entry for entry in entries if entry["type"] == "labels"), None)
    if label is None or (field := label["value"]["labels"][0]) not in ATTRIBUTES:
        return None
    start, end = _place(name, raw, label["value"])
    attributes: dict[str, Any] = dict.fromkeys(ATTRIBUTES[field])
    if field == "headcounts":
        attributes["groups"] = []
    for entry in entries:
        key = entry["from_name"].removeprefix(f"{field}_")
        if entry["type"] != "labels" and key in attributes:
            attributes[key] = _attribute(name, field, key, entry)
    optional = any(entry["from_name"] == "optional" and entry["value"].get("choices") for entry in entries)
    return Region(identity, field, start, end, attributes, optional)


def _attribute(name: str, field: str, key: str, entry: Mapping[str, Any]) -> Any:
    value = entry["value"]
    if entry["type"] == "choices":
        return list(value["choices"]) if (field, key) in _MULTIPLE else value["choices"][0]
    text = value["text"][0] if isinstance(value["text"], list) else value["text"]
    if (field, key) not in _NUMBERS:
        return text
    try:
        return int(text)
    except ValueError:
        raise GoldError(f"{name}: {field} {key} is {text!r}, not a whole number. Mend it in Label Studio.") from None


def _place(name: str, raw: str, value: Mapping[str, Any]) -> tuple[int, int]:
    """Return the place of a region in code points; browsers may have counted UTF-16 units."""
    start, end, text = int(value["start"]), int(value["end"]), value.get("text")
    if not isinstance(text, str) or raw[start:end] == text:
        return start, end
    units = raw.encode("utf-16-le")
    left = len(units[: 2 * start].decode("utf-16-le", "ignore"))
    right = len(units[: 2 * end].decode("utf-16-le", "ignore"))
    if raw[left:right] == text:
        return left, right
    raise GoldError(f"{name}: the region [{start}, {end}) says {text!r}, but the text has {raw[start:end]!r} there.")
