"""Which prediction answers which label, and what that makes of the two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .items import Item

#: Least share of the union of two spans that their overlap must have to count as the same place.
LEAST_OVERLAP = {"measure_mentions": 1 / 3}
DEFAULT_OVERLAP = 1 / 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one label, one prediction, or the pair of them.

    `kind`: right, missed, spurious, wrong_value (kind, id and code have words of their own: wrong_kind, wrong_id,
    wrong_code), wrong_span, or optional (left out of every count).
    """

    field: str
    kind: str
    label: Item | None = None
    prediction: Item | None = None


_WRONG = {"institutions": "wrong_kind", "platforms": "wrong_id", "measure_mentions": "wrong_code"}


def overlap(one: Item, other: Item) -> float:
    """Return the overlap of two spans as a share of their union."""
    shared = min(one.end, other.end) - max(one.start, other.start)
    if shared <= 0:
        return 0.0
    return shared / (max(one.end, other.end) - min(one.start, other.start))


def match(name: str, labels: Sequence[Item], predictions: Sequence[Item]) -> list[Outcome]:
    """Return the outcomes of one field of one report, in text order.

    Each prediction answers at most one label and each label at most one prediction: first the pairs that are right,
    then the rest, both by best overlap; a label that counts goes before an optional one with the same overlap. A
    measure's code belongs to its identity: measures with different codes are never paired as the same mention.
    """
    pairs = _pairs(name, labels, predictions)
    taken: set[int] = set()
    answered: set[int] = set()
    outcomes = []
    for _, _, l_index, p_index in pairs:
        if l_index in answered or p_index in taken:
            continue
        answered.add(l_index)
        taken.add(p_index)
        label, prediction = labels[l_index], predictions[p_index]
        if label.optional or prediction.optional:
            kind = "optional"
        else:
            kind = "right" if label.value == prediction.value else _WRONG.get(name, "wrong_value")
        outcomes.append(Outcome(name, kind, label, prediction))
    left = [label for n, label in enumerate(labels) if n not in answered]
    over = [prediction for n, prediction in enumerate(predictions) if n not in taken]
    outcomes.extend(_leftovers(name, left, over))
    return sorted(outcomes, key=lambda o: ((o.label or o.prediction).start, (o.label or o.prediction).end))  # type: ignore[union-attr]


def _pairs(name: str, labels: Sequence[Item], predictions: Sequence[Item]) -> list[tuple[int, float, int, int]]:
    least = LEAST_OVERLAP.get(name, DEFAULT_OVERLAP)
    pairs = []
    for l_index, label in enumerate(labels):
        for p_index, prediction in enumerate(predictions):
            share = overlap(label, prediction)
            same = label.value == prediction.value
            if share < least or (name == "measure_mentions" and not same):
                continue
            right = same and not label.optional
            pairs.append((0 if right else 1, -share - (0 if label.optional else 1e-9), l_index, p_index))
    return sorted(pairs)


def _leftovers(name: str, labels: Sequence[Item], predictions: Sequence[Item]) -> list[Outcome]:
    """Pair what remains for the telling only: it counts as one miss and one spurious prediction all the same."""
    outcomes: list[Outcome] = []
    left = [label for label in labels if not label.optional]
    # Predictions are optional only where a second labelling stands in for them.
    over = [prediction for prediction in predictions if not prediction.optional]
    near = sorted(
        (
            (label.value != prediction.value, -overlap(label, prediction), n, k)
            for n, label in enumerate(left)
            for k, prediction in enumerate(over)
            if overlap(label, prediction) > 0
        )
    )
    used_l: set[int] = set()
    used_p: set[int] = set()
    for other, share, n, k in near:
        if n in used_l or k in used_p:
            continue
        if other and -share < LEAST_OVERLAP.get(name, DEFAULT_OVERLAP):
            continue
        used_l.add(n)
        used_p.add(k)
        outcomes.append(Outcome(name, _WRONG.get(name, "wrong_value") if other else "wrong_span", left[n], over[k]))
    outcomes += [Outcome(name, "missed", label=label) for n, label in enumerate(left) if n not in used_l]
    outcomes += [Outcome(name, "spurious", prediction=p) for k, p in enumerate(over) if k not in used_p]
    outcomes += [Outcome(name, "optional", label=label) for label in labels if label.optional]
    outcomes += [Outcome(name, "optional", prediction=p) for p in predictions if p.optional]
    return outcomes
