"""The figures: precision, recall and F1 per field, record score, accuracies, 95 % intervals over reports."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .compare import Comparison
from .matching import Outcome

#: The five fields whose mean F1 is the record score.
FIELDS = ("dates", "institutions", "headcounts", "platforms", "measures")
ACCURACIES = ("published", "reporting_institution", "self_links", "form", "groups", "status", "purpose")
DOCUMENT_SETS = ("institution_names", "platform_ids")
#: Fields that a floor or the baseline can hold.
GATED = (*FIELDS, "measure_mentions")
_RESAMPLES = 1000
_SEED = 20200123


@dataclass(frozen=True, slots=True)
class Counts:
    """True positives, false positives, false negatives of one field, and the figures made of them."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.tp + other.tp, self.fp + other.fp, self.fn + other.fn)

    @property
    def labels(self) -> int:
        """How many labels count."""
        return self.tp + self.fn

    @property
    def precision(self) -> float:
        """Share of the predictions that are right; 1 where nothing was predicted and nothing was there."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else float(not self.fn)

    @property
    def recall(self) -> float:
        """Share of the labels that were found; 1 where nothing was there and nothing was predicted."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else float(not self.fp)

    @property
    def f1(self) -> float:
        """Harmonic mean of the two; 1 where nothing was there and nothing was predicted."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 1.0

    def as_json(self) -> dict[str, float | int]:
        """Return the figures by name."""
        figures = {"precision": self.precision, "recall": self.recall, "f1": self.f1}
        return {name: round(value, 4) for name, value in figures.items()} | {
            "tp": self.tp,
            "fp": self.fp,
            "fn": self.fn,
        }


def count(outcomes: Iterable[Outcome], *, exact: bool = False) -> Counts:
    """Return the counts of some outcomes; `exact` asks for equal spans on top."""
    tp = fp = fn = 0
    for outcome in outcomes:
        label, prediction = outcome.label, outcome.prediction
        if outcome.kind == "optional":
            continue
        right = outcome.kind == "right"
        if right and exact and label and prediction:
            right = (label.start, label.end) == (prediction.start, prediction.end)
        tp += right
        fp += prediction is not None and not right
        fn += label is not None and not right
    return Counts(tp, fp, fn)


def field_counts(comparison: Comparison, field: str, *, exact: bool = False) -> Counts:
    """Return the counts of one field in one report."""
    if field == "measures":
        return count(comparison.codes)
    if field in DOCUMENT_SETS:
        return count(o for o in comparison.documents if o.field == field)
    return count((o for o in comparison.outcomes if o.field == field), exact=exact)


def total(comparisons: Iterable[Comparison], field: str, *, exact: bool = False) -> Counts:
    """Return the counts of one field over reports."""
    return sum((field_counts(c, field, exact=exact) for c in comparisons), Counts())


def record_score(comparisons: Sequence[Comparison]) -> float:
    """Return the mean of the five F1s."""
    return sum(total(comparisons, field).f1 for field in FIELDS) / len(FIELDS)


def accuracy(comparisons: Iterable[Comparison], name: str) -> tuple[int, int]:
    """Return how many times an attribute is right, and how many times it was compared."""
    checks = [check for c in comparisons for check in c.checks if check.name == name]
    return sum(check.right for check in checks), len(checks)


def intervals(comparisons: Sequence[Comparison]) -> dict[str, tuple[float, float]]:
    """Return 95 % bootstrap intervals over reports for each field's F1 and for the record score; seeded."""
    table = {f: [field_counts(c, f) for c in comparisons] for f in (*FIELDS, "measure_mentions")}
    rng = random.Random(_SEED)
    drawn: dict[str, list[float]] = {name: [] for name in (*table, "record_score")}
    for _ in range(_RESAMPLES):
        sample = rng.choices(range(len(comparisons)), k=len(comparisons))
        f1s = {}
        for field, counts in table.items():
            tp = sum(counts[n].tp for n in sample)
            wrong = sum(counts[n].fp + counts[n].fn for n in sample)
            f1s[field] = Counts(tp, wrong).f1
            drawn[field].append(f1s[field])
        drawn["record_score"].append(sum(f1s[f] for f in FIELDS) / len(FIELDS))
    return {name: _middle(values) for name, values in drawn.items()}


def _middle(values: list[float]) -> tuple[float, float]:
    values = sorted(values)
    return values[int(len(values) * 0.025)], values[min(len(values) - 1, int(len(values) * 0.975))]


def summary(comparisons: Sequence[Comparison], *, with_intervals: bool = True) -> dict[str, Any]:
    """Return every figure as a JSON object: `record_score`, and per field `precision`, `recall`, `f1`."""
    bounds = intervals(comparisons) if with_intervals else {}

    def field(name: str, of: Callable[[str], Counts]) -> dict[str, Any]:
        told: dict[str, Any] = of(name).as_json()
        if name in bounds:
            told["interval"] = [round(x, 4) for x in bounds[name]]
        return told

    result: dict[str, Any] = {"record_score": round(record_score(comparisons), 4)}
    if bounds:
        result["record_score_interval"] = [round(x, 4) for x in bounds["record_score"]]
    result["reports"] = len(comparisons)
    for name in (*FIELDS, "measure_mentions"):
        result[name] = field(name, lambda n: total(comparisons, n))
    placed = (*FIELDS[:4], "measure_mentions")
    exact = {name: total(comparisons, name, exact=True) for name in placed}
    result["exact_span"] = {name: counts.as_json() for name, counts in exact.items()}
    result["exact_span"]["all"] = sum(exact.values(), Counts()).as_json()
    for name in ACCURACIES:
        right, of = accuracy(comparisons, name)
        result[name] = {"accuracy": round(right / of, 4) if of else None, "right": right, "of": of}
    result["documents"] = {name: total(comparisons, name).as_json() for name in DOCUMENT_SETS}
    result["rejects"] = [f"{c.name}: {c.reject}" for c in comparisons if c.reject]
    return result
