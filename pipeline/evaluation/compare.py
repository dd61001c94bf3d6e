"""One report, labelled and predicted, side by side: everything that scores, errors and the baseline are made of."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...schemas.gold import GoldReport
from ...schemas.record import Date, Explanation, Reject, Report
from ..run import Analysis, Extractor
from ..values.raw import RawReport
from .goldfiles import GoldFile
from .items import SPAN_FIELDS, Item, labelled, predicted
from .matching import Outcome, match


@dataclass(frozen=True, slots=True)
class Check:
    """One attribute compared: what the label says, what the prediction says, and where."""

    name: str
    right: bool
    expected: str
    got: str
    label: Item | None = None
    prediction: Item | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one labelled report.

    `outcomes` holds the mentions of every field; `codes` the measures as a set, each code an outcome without a place;
    `documents` the sets of institution names and platform ids; `checks` the attributes.
    """

    name: str
    raw: str
    meta: dict[str, Any]
    outcomes: tuple[Outcome, ...]
    codes: tuple[Outcome, ...]
    documents: tuple[Outcome, ...]
    checks: tuple[Check, ...]
    predictions: tuple[Item, ...]
    reject: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """What somebody read out of a report, machine or person: mentions, page date, reporting institution."""

    items: dict[str, list[Item]]
    published: Date | None = None
    institution: str | None = None
    page_rule: str = ""
    reject: str = ""


def compare_all(files: Sequence[GoldFile], extractor: Extractor) -> Iterator[Comparison]:
    """Yield one comparison for each labelled report, in order."""
    sources = [
        RawReport(text=f.raw, id=f.name, path=f.file, url=f.gold.source.url if f.gold.source else None) for f in files
    ]
    for file, outcome in zip(files, extractor.analyse(sources), strict=True):
        yield compare(file, reading(outcome))


def reading(outcome: Analysis | Reject) -> Reading:
    """Return what fangkong read; a rejected report counts as one where nothing was found."""
    if isinstance(outcome, Reject):
        return Reading({name: [] for name in SPAN_FIELDS}, reject=f"{outcome.error}: {outcome.message}")
    page = outcome.findings.dates.published
    return reading_of_record(outcome.report, outcome.explained().explain, page.found_by if page else "")


def reading_of_record(report: Report, explain: Iterable[Explanation] = (), page_rule: str = "") -> Reading:
    """Return what a record says."""
    names = {entry.id: entry.name for entry in report.institutions}
    institution = names.get(report.institution) if report.institution else None
    return Reading(predicted(report, explain), report.published, institution, page_rule)


def reading_of_gold(gold: GoldReport) -> Reading:
    """Return what another person labelled, to measure how far two labellings agree."""
    return Reading(labelled(gold), gold.published, gold.institution_name(gold.institution))


def compare(file: GoldFile, told: Reading) -> Comparison:
    """Return what became of one labelled report."""
    labels = labelled(file.gold)
    outcomes = [o for name in SPAN_FIELDS for o in match(name, labels[name], told.items[name])]
    return Comparison(
        name=file.name,
        raw=file.raw,
        meta=dict(file.gold.meta),
        outcomes=tuple(outcomes),
        codes=tuple(_codes(labels["measure_mentions"], told.items["measure_mentions"])),
        documents=tuple(_documents(labels, told.items, outcomes)),
        checks=tuple(_checks(file.gold, told, outcomes)),
        predictions=tuple(item for name in SPAN_FIELDS for item in told.items[name]),
        reject=told.reject,
    )


def _codes(labels: Sequence[Item], predictions: Sequence[Item]) -> Iterator[Outcome]:
    return _sets("measures", labels, predictions, lambda item: item.value[0], left_out=frozenset())


def _documents(labels: Any, found: Any, outcomes: Sequence[Outcome]) -> Iterator[Outcome]:
    passed = frozenset(id(o.prediction) for o in outcomes if o.kind == "optional" and o.prediction)
    names = ("institutions", "self_mentions")
    yield from _sets(
        "institution_names",
        [item for name in names for item in labels[name]],
        [item for name in names for item in found[name]],
        lambda item: item.entity,
        left_out=passed,
    )
    yield from _sets("platform_ids", labels["platforms"], found["platforms"], lambda item: item.entity, left_out=passed)


def _sets(
    name: str, labels: Sequence[Item], predictions: Sequence[Item], key: Any, *, left_out: frozenset[int]
) -> Iterator[Outcome]:
    """Compare sets of keys; left out is one whose labels are all optional, or whose predictions met such."""
    wanted, spared = _first_by_key(labels, key)
    told, doubtful = _first_by_key((p for p in predictions if id(p) not in left_out), key)
    # A label counts even where one of several predictions of its key met an optional label.
    told |= {key(p): p for p in reversed(predictions) if key(p) in wanted and not p.optional}
    for value in sorted({*wanted, *told} - spared - doubtful):
        kind = "right" if value in wanted and value in told else "missed" if value in wanted else "spurious"
        label, prediction = wanted.get(value), told.get(value)
        yield Outcome(
            name,
            kind,
            replace(label, field=name, value=(value,)) if label else None,
            replace(prediction, field=name, value=(value,)) if prediction else None,
        )


def _first_by_key(items: Iterable[Item], key: Any) -> tuple[dict[Any, Item], set[Any]]:
    """Return the first item of each key that counts, and the keys that only optional items have."""
    counted: dict[Any, Item] = {}
    optional: set[Any] = set()
    for item in items:
        if item.optional:
            optional.add(key(item))
        else:
            counted.setdefault(key(item), item)
    return counted, optional - counted.keys()


_ATTRIBUTES = (
    ("groups", "headcounts", "groups"),
    ("purpose", "platforms", "purpose"),
    ("status", "measure_mentions", "status"),
    ("form", "institutions", "form"),
)


def _checks(gold: GoldReport, told: Reading, outcomes: Sequence[Outcome]) -> Iterator[Check]:
    for name, field, attribute in _ATTRIBUTES:
        for outcome in outcomes:
            if outcome.field == field and outcome.kind == "right" and outcome.label and outcome.prediction:
                wanted, seen = outcome.label.attributes[attribute], outcome.prediction.attributes[attribute]
                yield Check(name, wanted == seen, _say(wanted), _say(seen), outcome.label, outcome.prediction)
    yield from _self_links(outcomes)
    # A key that is left out was not labelled; null says that there is none.
    if "published" in gold.model_fields_set and not (gold.published and gold.published.optional):
        expected, page = gold.published.start if gold.published else None, told.published
        got = page.start if page else None
        where = Item("published", page.span.start, page.span.end, page.span.text, ()) if page and page.span else None
        prediction = replace(where, found_by=told.page_rule) if where else None
        yield Check("published", expected == got, str(expected), str(got), None, prediction)
    if "institution" in gold.model_fields_set:
        school = gold.institution_name(gold.institution)
        right = _typed(school) == _typed(told.institution)
        yield Check("reporting_institution", right, str(school), str(told.institution))


def _self_links(outcomes: Sequence[Outcome]) -> Iterator[Check]:
    """A self-reference is right when it leads to the labelled institution: the same name, or a shared mention."""
    same = {
        (o.label.entity, o.prediction.entity)
        for o in outcomes
        if o.field == "institutions" and o.label and o.prediction and o.kind in ("right", "optional", "wrong_kind")
    }
    for outcome in outcomes:
        label, prediction = outcome.label, outcome.prediction
        if outcome.field != "self_mentions" or label is None or label.optional:
            continue
        got = prediction.entity if prediction and outcome.kind == "right" else ""
        right = bool(got) and (got == label.entity or (label.entity, got) in same)
        yield Check("self_links", right, label.entity, got or "not found", label, prediction)


def _typed(name: str | None) -> str | None:
    return name and unicodedata.normalize("NFKC", name)


def _say(value: object) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, frozenset) else str(value)
