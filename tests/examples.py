"""Runs rule-file examples through the whole pipeline (without a tagger) and compares what is found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fangkong import Extractor
from fangkong.pipeline.expressions import ExpressionReader
from fangkong.pipeline.rulebook import Rulebook, RuleLibrary
from fangkong.schemas.rulefile import Example, Negative

_MARK = re.compile(r"\[\[(.+?)\]\]", re.S)
RULES = Path(__file__).parents[1] / "rules"
#: Rule files by the field of the record they serve; a new rule file needs a line here unless its folder has one.
FIELDS = {
    "dates": "dates",
    "dates_expressions": "expressions",
    "page_dates": "dates",
    "headcounts": "headcounts",
    "platforms": "platforms",
    "institutions": "institutions",
    "measures": "measures",
}


@cache
def library() -> RuleLibrary:
    return RuleLibrary()


@cache
def extractor() -> Extractor:
    return Extractor(ner="none", measures="rules")


def rule_files() -> Iterator[tuple[Rulebook, str | None]]:
    """Yield every rule file with the field it serves, or None for those that serve no field."""
    for path in sorted(RULES.rglob("*.toml")):
        name = path.relative_to(RULES).as_posix()[:-5]
        yield library().rulebook(name), FIELDS.get(name.split("/")[0])


def unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without `[[...]]` and the spans that the marks held."""
    plain, spans, at = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        at = match.end()
    return plain + text[at:], spans


def found(field: str, example: Example | Negative, *, rule: str | None = None) -> list[dict[str, Any]]:
    """Return the entries of one field in text order, mentions flattened; with `rule`, only those that rule found."""
    plain, _ = unmark(example.text)
    if field == "expressions":
        return [e for e in _expressions(plain, example.published) if rule is None or rule in e["found_by"].split("+")]
    record = extractor().explain(plain, published=example.published, url=example.url).model_dump(mode="json")
    by: dict[tuple[str, int, int], list[str]] = {}
    for e in record["explain"]:
        by.setdefault((e["field"], e["span"]["start"], e["span"]["end"]), []).append(e["found_by"])
    entries = []
    for entry in record[field]:
        for mention in entry.get("mentions", [{}]):
            flat = {k: v for k, v in entry.items() if k != "mentions"} | mention
            # Two measures may share a span; their explanations come in the same order.
            told = by.get((field, flat["span"]["start"], flat["span"]["end"]), [])
            flat["found_by"] = told.pop(0) if len(told) > 1 else "".join(told)
            entries.append(flat)
    entries.sort(key=lambda e: (e["span"]["start"], e["span"]["end"]))
    return [e for e in entries if rule is None or rule in e["found_by"].split("+")]


@cache
def expressions() -> ExpressionReader:
    return ExpressionReader(library())


def _expressions(plain: str, reference: str | None) -> list[dict[str, Any]]:
    """Return what `parse_date` finds, with the rules that found it."""
    entries = []
    for text, mention in expressions().mentions(plain, reference=reference or "2022-11-16"):
        start, end = text.to_raw(mention.start, mention.end)
        value = mention.value
        days = {"start": value.start and str(value.start), "end": value.end and str(value.end)}
        span = {"start": start, "end": end, "text": plain[start:end]}
        told = {"value": value.value, "grain": value.grain, "resolved_from": value.resolved_from}
        entries.append({"span": span, "found_by": mention.found_by, **told, **days})
    return entries


def check_positive(field: str, example: Example, rule: str | None) -> None:
    _, spans = unmark(example.text)
    assert spans, "a positive example needs a [[...]] mark"

    entries = found(field, example, rule=rule)

    got = [(e["span"]["start"], e["span"]["end"]) for e in entries]
    everything = [(e["span"]["text"], e["found_by"]) for e in found(field, example)]
    assert got == spans, f"{example.text}: found {everything}"
    first = {key: entries[0].get(key) for key in example.value}
    assert first == example.value


def check_negative(field: str, example: Negative) -> None:
    _, spans = unmark(example.text)

    entries = found(field, example)

    hits = [
        e["span"]["text"]
        for e in entries
        if not spans or any(e["span"]["start"] < end and start < e["span"]["end"] for start, end in spans)
    ]
    assert not hits, f"{example.text}: must not find {hits}: {example.why}"
