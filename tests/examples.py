"""Runs rule-file examples through the whole pipeline (without a tagger) and compares what is found."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from fangkong import Extractor
from fangkong.pipeline.expressions import ExpressionReader
from fangkong.pipeline.linting.examples import ExampleRunner, unmark
from fangkong.pipeline.linting.known import FIELDS, name_of, top
from fangkong.pipeline.rulebook import Rulebook, RuleLibrary
from fangkong.schemas.rulefile import Example, Negative

RULES = Path(__file__).parents[1] / "rules"


@cache
def library() -> RuleLibrary:
    return RuleLibrary()


@cache
def runner() -> ExampleRunner:
    return ExampleRunner(library())


def extractor() -> Extractor:
    return runner().extractor


def expressions() -> ExpressionReader:
    return runner().expressions


def rule_files() -> Iterator[tuple[Rulebook, str | None]]:
    """Yield every rule file with the field it serves, or None for those that serve no field."""
    for path in sorted(RULES.rglob("*.toml")):
        name = name_of(path, RULES)
        yield library().rulebook(name), FIELDS.get(top(name))


def found(field: str, example: Example | Negative, *, rule: str | None = None) -> list[dict[str, Any]]:
    """Return the entries of one field in text order, mentions flattened; with `rule`, only those that rule found."""
    entries = runner().found(field, example)
    return [e for e in entries if rule is None or rule in e["found_by"].split("+")]


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
