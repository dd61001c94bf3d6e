"""Every single error with its context and the rule behind it: what to mend next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from .compare import Check, Comparison
from .items import Item
from .matching import Outcome

_CONTEXT = 20


@dataclass(frozen=True, slots=True)
class ScoredError:
    """One error. `left` and `right` are the raw text around `text`; `counts` says whether it costs a field's F1."""

    report: str
    field: str
    kind: str
    start: int | None
    end: int | None
    text: str
    left: str
    right: str
    expected: str
    got: str
    found_by: str
    counts: bool

    def as_json(self) -> dict[str, Any]:
        """Return the error by the names of its parts."""
        return asdict(self)

    def __str__(self) -> str:
        """Return the error as two lines for a terminal."""
        place = f"[{self.start}, {self.end})" if self.start is not None else ""
        told = " ".join(part for part in (self._told(), f"({self.found_by})" if self.found_by else "") if part)
        head = f"{self.report} {self.field} {self.kind} {place}".rstrip()
        context = f"\n    {_line(self.left)}[[{_line(self.text)}]]{_line(self.right)}" if self.text else ""
        return f"{head} {told}{context}"

    def _told(self) -> str:
        if self.expected and self.got:
            return f"expected {self.expected}; got {self.got}"
        return self.expected or self.got


def errors(comparison: Comparison) -> Iterator[ScoredError]:
    """Yield the errors of one report: mentions in text order, then measure codes, then attributes."""
    for outcome in comparison.outcomes:
        # Self-references are told as links, below.
        if outcome.kind not in ("right", "optional") and outcome.field != "self_mentions":
            yield _of_outcome(comparison, outcome)
    for outcome in comparison.codes:
        if outcome.kind != "right":
            yield _of_outcome(comparison, outcome)
    for check in comparison.checks:
        if not check.right:
            yield _of_check(comparison, check)


def _of_outcome(comparison: Comparison, outcome: Outcome) -> ScoredError:
    label, prediction = outcome.label, outcome.prediction
    place = label or prediction
    expected, got = (_say(label) if label else ""), (_say(prediction) if prediction else "")
    if outcome.kind == "wrong_span" and label and prediction:
        expected, got = repr(label.text), repr(prediction.text)
    return _placed(comparison, place, outcome.field, outcome.kind, expected, got, prediction, counts=True)


def _of_check(comparison: Comparison, check: Check) -> ScoredError:
    fields = {"groups": "headcounts", "purpose": "platforms", "status": "measure_mentions", "form": "institutions"}
    field = fields.get(check.name, check.name)
    kind = f"wrong_{check.name}"
    place = check.label or check.prediction
    return _placed(comparison, place, field, kind, check.expected, check.got, check.prediction, counts=False)


def _placed(
    comparison: Comparison,
    place: Item | None,
    field: str,
    kind: str,
    expected: str,
    got: str,
    prediction: Item | None,
    *,
    counts: bool,
) -> ScoredError:
    start, end = (place.start, place.end) if place else (None, None)
    return ScoredError(
        report=comparison.name,
        field=field,
        kind=kind,
        start=start,
        end=end,
        text=place.text if place else "",
        left=comparison.raw[max(0, place.start - _CONTEXT) : place.start] if place else "",
        right=comparison.raw[place.end : place.end + _CONTEXT] if place else "",
        expected=expected,
        got=got,
        found_by=prediction.found_by if prediction else "",
        counts=counts,
    )


def _say(item: Item) -> str:
    if item.field == "dates":
        return str(item.attributes.get("value", ""))
    if item.field == "headcounts":
        low, high, value, unit = item.value
        return f"value {value} min {low} max {high} {unit}"
    value = ", ".join("null" if part is None else str(part) for part in item.value)
    return f"{value} ({item.entity})" if item.field == "institutions" else value


def _line(text: str) -> str:
    return text.replace("\r", " ").replace("\n", "⏎")
