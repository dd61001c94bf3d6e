"""One report, labelled and predicted, side by side: everything that scores, errors and the baseline are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ...schemas.record import Reject, Report
from ..run import Analysis, Extractor
from ..values.raw import RawReport
from .goldfiles import GoldFile
from .items import Item, labelled, predicted
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


def compare_all(files: Sequence[GoldFile], extractor: Extractor) -> Iterator[Comparison]:
    """Yield one comparison for each labelled report, in order."""
    sources = [
        RawReport(text=f.raw, id=f.name, path=f.file, url=f.gold.source.url if f.gold.source else None) for f in files
    ]
    for file, outcome in zip(files, extractor.analyse(sources), strict=True):
        yield compare(file, outcome)


def compare(file: GoldFile, outcome: Analysis | Reject) -> Comparison:
    """Return what became of one labelled report; a rejected one counts as one where nothing was found."""
    labels = labelled(file.gold)
    report, page_rule, reject = None, "", ""
    found: dict[str, list[Item]] = {name: [] for name in labels}
    if isinstance(outcome, Reject):
        reject = f"{outcome.error}: {outcome.message}"
    else:
        report, page = outcome.report, outcome.findings.dates.published
        page_rule = page.found_by if page else ""
        found = predicted(report, outcome.explained().explain)
    outcomes = [o for name in labels for o in match(name, labels[name], found[name])]
    return Comparison(
        name=file.name,
        raw=file.raw,
        meta=dict(file.gold.meta),
        outcomes=tuple(outcomes),
        codes=tuple(_codes(labels["measure_mentions"], found["measure_mentions"])),
        documents=tuple(_documents(labels, found, outcomes)),
        checks=tuple(_checks(file, report, outcomes, page_rule)),
        predictions=tuple(item for items in found.values() for item in items),
        reject=reject,
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
    wanted: dict[Any, Item] = {}
    optional: set[Any] = set()
    for item in labels:
        if item.optional:
            optional.add(key(item))
        else:
            wanted.setdefault(key(item), item)
    told: dict[Any, Item] = {}
    for item in predictions:
        if id(item) not in left_out or key(item) in wanted:
            told.setdefault(key(item), item)
    for value in sorted({*wanted, *told} - (optional - wanted.keys())):
        kind = "right" if value in wanted and value in told else "missed" if value in wanted else "spurious"
        label, prediction = wanted.get(value), told.get(value)
        yield Outcome(
            name,
            kind,
            replace(label, field=name, value=(value,)) if label else None,
            replace(prediction, field=name, value=(value,)) if prediction else None,
        )


_ATTRIBUTES = (
    ("groups", "headcounts", "groups"),
    ("purpose", "platforms", "purpose"),
    ("status", "measure_mentions", "status"),
    ("form", "institutions", "form"),
)


def _checks(file: GoldFile, report: Report | None, outcomes: Sequence[Outcome], page_rule: str) -> Iterator[Check]:
    gold = file.gold
    for name, field, attribute in _ATTRIBUTES:
        for outcome in outcomes:
            if outcome.field == field and outcome.kind == "right" and outcome.label and outcome.prediction:
                expected, got = outcome.label.attributes[attribute], outcome.prediction.attributes[attribute]
                yield Check(name, expected == got, _say(expected), _say(got), outcome.label, outcome.prediction)
    yield from _self_links(outcomes)
    # A key that is left out was not labelled; null says that there is none.
    if "published" in gold.model_fields_set and not (gold.published and gold.published.optional):
        expected_day = gold.published.start if gold.published else None
        page = report.published if report else None
        got_day = page.start if page else None
        where = Item("published", page.span.start, page.span.end, page.span.text, ()) if page and page.span else None
        prediction = replace(where, found_by=page_rule) if where else None
        yield Check("published", expected_day == got_day, str(expected_day), str(got_day), None, prediction)
    if "institution" in gold.model_fields_set:
        wanted = gold.institution_name(gold.institution)
        names = {entry.id: entry.name for entry in report.institutions} if report else {}
        told = names.get(report.institution) if report and report.institution else None
        yield Check("reporting_institution", wanted == told, str(wanted), str(told))


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


def _say(value: object) -> str:
    return ", ".join(sorted(value)) or "none" if isinstance(value, frozenset) else str(value)
