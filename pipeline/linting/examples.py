"""Runs the examples of rule files through the whole pipeline, without models, and tells what does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ...schemas import record
from ...schemas.rulefile import Example, Negative, Rule, RuleFile
from ..errors import FangkongError
from ..expressions import ExpressionReader
from ..rulebook import RuleLibrary
from ..run import Extractor
from .findings import Finding
from .known import FIELDS, strings, top
from .rulefiles import Sheet

_MARK = re.compile(r"\[\[(.+?)\]\]", re.S)
_REFERENCE = "2022-11-16"
_ENTRY = frozenset({"span", "found_by"})
#: Fields of an entry, mentions flattened, that an example's `value` may name.
_VALUES: Mapping[str, frozenset[str]] = {
    "dates": _ENTRY | record.Date.model_fields.keys(),
    "expressions": _ENTRY | {"value", "grain", "resolved_from", "start", "end"},
    "institutions": _ENTRY | record.Institution.model_fields.keys() | {"form"},
    "headcounts": _ENTRY | record.Headcount.model_fields.keys(),
    "platforms": _ENTRY | record.Platform.model_fields.keys() | {"purpose"},
    "measures": _ENTRY | record.Measure.model_fields.keys(),
}


def unmark(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the text without `[[...]]` and the spans that the marks held."""
    plain, spans, at = "", [], 0
    for match in _MARK.finditer(text):
        plain += text[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain += match[1]
        at = match.end()
    return plain + text[at:], spans


@dataclass
class ExampleRunner:
    """Finds the entries of examples with one library; loads rules once."""

    library: RuleLibrary

    @cached_property
    def extractor(self) -> Extractor:
        """An extractor without models."""
        return Extractor(ner="none", measures="rules", rules=self.library)

    @cached_property
    def expressions(self) -> ExpressionReader:
        """A reader of date cells."""
        return ExpressionReader(self.library)

    def found(self, field: str, example: Example | Negative) -> list[dict[str, Any]]:
        """Return the entries of one field in text order, mentions flattened, each with `found_by`.

        Raises:
            FangkongError: If the example's text or day is refused.
        """
        plain, _ = unmark(example.text)
        if field == "expressions":
            return list(self._expressions(plain, example.published))
        told = self.extractor.explain(plain, published=example.published, url=example.url).model_dump(mode="json")
        by: dict[tuple[str, int, int], list[str]] = {}
        for reason in told["explain"]:
            key = (reason["field"], reason["span"]["start"], reason["span"]["end"])
            by.setdefault(key, []).append(reason["found_by"])
        entries = []
        for entry in told[field]:
            for mention in entry.get("mentions", [{}]):
                flat = {key: value for key, value in entry.items() if key != "mentions"} | mention
                # Two measures may share a span; their reasons come in the same order.
                names = by.get((field, flat["span"]["start"], flat["span"]["end"]), [])
                flat["found_by"] = names.pop(0) if len(names) > 1 else "".join(names)
                entries.append(flat)
        return sorted(entries, key=lambda e: (e["span"]["start"], e["span"]["end"]))

    def _expressions(self, plain: str, reference: str | None) -> Iterator[dict[str, Any]]:
        for text, mention in self.expressions.mentions(plain, reference=reference or _REFERENCE):
            start, end = text.to_raw(mention.start, mention.end)
            value = mention.value
            yield {
                "span": {"start": start, "end": end, "text": plain[start:end]},
                "found_by": mention.found_by,
                "value": value.value,
                "grain": value.grain,
                "resolved_from": value.resolved_from,
                "start": value.start and str(value.start),
                "end": value.end and str(value.end),
            }


def check_example_form(sheet: Sheet) -> Iterator[Finding]:
    """Yield missing examples, broken marks, fields that no entry has, and examples given twice."""
    source = sheet.source
    assert source is not None
    target = FIELDS.get(top(sheet.name))
    seen: dict[str, str | None] = {}
    for path, holder in _holders(source):
        rule = holder.id if isinstance(holder, Rule) else None
        if isinstance(holder, Rule) and target and not _todo(holder):
            if not (holder.positive or holder.known_failure):
                yield sheet.finding("FK401", "has no positive example.", path, rule)
            if not holder.negative:
                yield sheet.finding("FK402", "has no negative example.", path, rule)
        for kind, number, example in _examples(holder):
            here = (*path, kind, number)
            plain, spans = unmark(example.text)
            if "[[" in plain or "]]" in plain or any("[[" in plain[s:e] for s, e in spans) or "[[]]" in example.text:
                yield sheet.finding("FK404", f"has broken marks in {_short(example.text)}.", (*here, "text"), rule)
            elif target and not spans and kind in ("positive", "known_failure", "example"):
                yield sheet.finding("FK403", f"marks nothing in {_short(example.text)}.", (*here, "text"), rule)
            for key in example.value if isinstance(example, Example) and target else ():
                if key not in _VALUES[target or ""]:
                    yield sheet.finding("FK409", f"expects {key!r} of an entry of {target}.", (*here, "value"), rule)
            if (twin := f"{kind}{example.text}{example.published}{example.url}") in seen and seen[twin] == rule:
                yield sheet.finding("FK410", f"gives {_short(example.text)} twice.", here, rule)
            seen.setdefault(twin, rule)


def run_examples(sheet: Sheet, runner: ExampleRunner) -> Iterator[Finding]:
    """Yield the examples that do not hold, and the rules that others stand before."""
    source = sheet.source
    assert source is not None
    target = FIELDS.get(top(sheet.name))
    for path, holder in _holders(source):
        rule = holder.id if isinstance(holder, Rule) else None
        if _todo(holder):
            continue
        if target is None:
            if isinstance(holder, Rule):
                yield from _run_plain(sheet, path, holder)
            continue
        yield from _run_holder(sheet, path, holder, target, rule, runner)


def _run_plain(sheet: Sheet, path: tuple[int | str, ...], rule: Rule) -> Iterator[Finding]:
    """Yield the examples of a rule that finds nothing itself: its pattern is held against their texts."""
    pattern = re.compile(sheet.whole[rule.id])
    for kind, number, example in _examples(rule):
        hit = pattern.search(example.text) is not None
        here = (*path, kind, number)
        if kind == "positive" and not hit:
            yield sheet.finding("FK405", f"does not match {_short(example.text)}.", here, rule.id)
        elif kind == "negative" and hit:
            yield sheet.finding("FK406", f"matches {_short(example.text)}.", here, rule.id)
        elif kind == "known_failure" and hit:
            yield sheet.finding("FK407", f"matches {_short(example.text)} now.", here, rule.id)


def _run_holder(
    sheet: Sheet,
    path: tuple[int | str, ...],
    holder: Rule | RuleFile,
    target: str,
    rule: str | None,
    runner: ExampleRunner,
) -> Iterator[Finding]:
    failed: list[Finding] = []
    takers: list[set[str]] = []
    positives = 0
    for kind, number, example in _examples(holder):
        here = (*path, kind, number)
        if "[[" in unmark(example.text)[0]:
            continue
        try:
            entries = runner.found(target, example)
        except FangkongError as error:
            yield sheet.finding("FK405", f"has an example that is refused: {error}", here, rule)
            continue
        if isinstance(example, Negative):
            yield from _negative(sheet, here, rule, example, entries)
            continue
        problem, by = _positive(example, entries, rule)
        positives += kind != "known_failure"
        if kind == "known_failure":
            if problem is None:
                yield sheet.finding("FK407", f"finds {_short(example.text)} now.", here, rule)
        elif problem is not None:
            failed.append(sheet.finding("FK405", problem, here, rule))
            takers.append(by)
    if rule is not None and failed and len(failed) == positives and all(takers):
        names = ", ".join(sorted(set().union(*takers)))
        yield sheet.finding("FK306", f"never comes first: what it should find is found by {names}.", path, rule)
    else:
        yield from failed


def _positive(example: Example, entries: Sequence[dict[str, Any]], rule: str | None) -> tuple[str | None, set[str]]:
    """Return what is wrong with the findings of a positive example, and who else found what it marks."""
    _, spans = unmark(example.text)
    own = [e for e in entries if rule is None or rule in e["found_by"].split("+")]
    got = [(e["span"]["start"], e["span"]["end"]) for e in own]
    shown = ", ".join(f"{e['span']['text']} by {e['found_by']}" for e in entries) or "nothing"
    if got != spans:
        others = {e["found_by"] for e in entries if (e["span"]["start"], e["span"]["end"]) in spans and e not in own}
        return f"does not find the marks of {_short(example.text)}; found: {shown}.", others if not own else set()
    for key, wanted in example.value.items():
        if own and (given := own[0].get(key)) != wanted and key in own[0]:
            return f"gives {key} = {given!r}, not {wanted!r}, in {_short(example.text)}.", set()
    return None, set()


def _negative(
    sheet: Sheet,
    here: tuple[int | str, ...],
    rule: str | None,
    example: Negative,
    entries: Sequence[dict[str, Any]],
) -> Iterator[Finding]:
    _, spans = unmark(example.text)
    hits = [
        f"{e['span']['text']} by {e['found_by']}"
        for e in entries
        if not spans or any(e["span"]["start"] < end and start < e["span"]["end"] for start, end in spans)
    ]
    if hits:
        yield sheet.finding("FK406", f"has a negative example in which {', '.join(hits)} is found.", here, rule)


def _holders(source: RuleFile) -> Iterator[tuple[tuple[int | str, ...], Rule | RuleFile]]:
    for number, rule in enumerate(source.rule):
        yield ("rule", number), rule
    yield (), source


def _examples(holder: Rule | RuleFile) -> Iterator[tuple[str, int, Example | Negative]]:
    kinds = (
        ("positive", "negative", "known_failure")
        if isinstance(holder, Rule)
        else ("example", "negative", "known_failure")
    )
    for kind in kinds:
        for number, example in enumerate(getattr(holder, kind)):
            yield kind, number, example


def _todo(holder: Rule | RuleFile) -> bool:
    return isinstance(holder, Rule) and any("TODO" in string for _, string in strings(holder.model_dump()))


def _short(text: str) -> str:
    text = text.replace("\n", "⏎")
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"
