"""Which measures stand: one decision over what the rules found and what the model sees, by weights learnt from both.

The weights are trained by training/measures/train.py on reports that the model had not seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..mention import Mention
from ..rulebook import CompiledRule
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate
from ._measure_figures import Candidate, figures_of
from ._measure_places import Places
from ._measure_wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Candidate", "MeasureReview", "weigh"]
#: A list item is taken for the whole phrase where it alone is that much surer than the others.
_CLEAR = 1.0

#: Traits are looked up anew behind so many different ones.
_MOST_KNOWN = 4096


class MeasureReview:
    """Gather candidates, describe them in figures, and weigh them."""

    def __init__(
        self,
        codes: Sequence[str],
        rules: Mapping[str, CompiledRule],
        data: Mapping[str, Any],
        weights: Mapping[str, float] | None = None,
    ) -> None:
        self._weights = weights or {}
        self._trait_weights = lru_cache(_MOST_KNOWN)(self._weights_of_traits)
        self._codes = codes
        self._column = {code: index for index, code in enumerate(codes)}
        self._rules = rules
        self._lead, self._number = re.compile(data["lead"]), re.compile(data["number"])
        self._wording = Wording(data["wording"])
        self._look = math.log(data["look"] / (1 - data["look"]))

    def candidates(
        self,
        text: str,
        places: Places,
        scores: NDArray[np.float32],
        found: Sequence[Mention[MeasureCandidate]],
    ) -> list[Candidate]:
        """Return all candidates in text order; `scores` are the model's, a row for each of `places.every`."""
        told: set[tuple[int, int]] = set()
        gathered = []
        for mention in found:
            rows = places.phrases_at(mention.start, mention.end)
            column = self._column.get(mention.value.code)
            if column is None or not rows:
                continue
            told.update([(row, column) for row in rows])
            inside = tuple(places.items_at(rows, mention.start, mention.end))
            gathered.append(
                Candidate(mention.start, mention.end, mention.value.code, column, tuple(rows), inside, mention)
            )
        for row, column in _likely(places, scores, self._look):
            if (row, column) in told:
                continue
            place, listed = places.phrases[row], places.items[row]
            if len(listed) > 1:
                first, second = sorted(listed, key=lambda item: -scores[item, column])[:2]
                surest = scores[first, column]
                if surest > scores[second, column] + _CLEAR and surest >= scores[row, column] - _CLEAR:
                    place = places.every[first]
            start = self._without_lead(text, place.start, place.end)
            gathered.append(Candidate(start, place.end, self._codes[column], column, (row,), listed or (row,)))
        return sorted(gathered, key=lambda c: (c.start, c.end, c.code))

    def _without_lead(self, text: str, start: int, end: int) -> int:
        lead = self._lead.match(text, start, end)
        return lead.end() if lead and lead.end() < end else start

    def features(
        self, doc: Document, places: Places, scores: NDArray[np.float32], candidates: Sequence[Candidate]
    ) -> list[dict[str, float]]:
        """Return for each candidate, by name, the figures that its weight is made of."""
        if not candidates:
            return []
        figures = figures_of(doc, places, scores, candidates, self._number, self._wording)
        rows = zip(*[column.tolist() for column in figures.values()], strict=True)
        return [
            {f"{_side(one.mention)}:{name}": value for name, value in zip(figures, row, strict=True)}
            | self._traits(one.code, *_told(one.mention))
            for one, row in zip(candidates, rows, strict=True)
        ]

    def _traits(self, code: str, found_by: str, polarity: str) -> dict[str, float]:
        """Return what is told of a candidate without a look at the text."""
        if not found_by:
            return {f"model:{code}": 1.0}
        names = found_by.split("+")
        rule = self._rules.get(names[0])
        return {
            f"rule:{code}": 1.0,
            "rule:several": float(len(names) > 1),
            "rule:weak": float(rule is not None and rule.data.get("need") == "action"),
            "rule:loose": float(rule is not None and bool(rule.data.get("loose"))),
            "rule:polarity": float(bool(polarity)),
            "rule:kind " + names[0].partition(".")[2]: 1.0,
            **{f"rule:{name}": 1.0 for name in names},
        }

    def _weights_of_traits(self, code: str, found_by: str, polarity: str) -> list[float]:
        traits = self._traits(code, found_by, polarity)
        return [self._weights.get(name, 0.0) * value for name, value in traits.items() if value]

    def chances(
        self, doc: Document, places: Places, scores: NDArray[np.float32], candidates: Sequence[Candidate]
    ) -> list[float]:
        """Return the probability of each candidate that it is a measure: `weigh` over `features`, all at once."""
        import numpy as np

        if not candidates:
            return []
        figures = figures_of(doc, places, scores, candidates, self._number, self._wording)
        sides = [[self._weights.get(f"{side}:{name}", 0.0) for name in figures] for side in ("model", "rule")]
        weights = np.array(sides)[[int(one.mention is not None) for one in candidates]]
        # A running sum adds one after the other, as `weigh` does; a plain one would add in another order.
        totals = np.cumsum(np.array(list(figures.values())).T * weights, axis=1)[:, -1].tolist()
        return [
            _chance(sum(self._trait_weights(one.code, *_told(one.mention)), total))
            for one, total in zip(candidates, totals, strict=True)
        ]


def _side(mention: Mention[MeasureCandidate] | None) -> str:
    return "rule" if mention else "model"


def _told(mention: Mention[MeasureCandidate] | None) -> tuple[str, str]:
    """Return what found a candidate, and its polarity; nothing where the model alone speaks of it."""
    return (mention.found_by, mention.value.polarity) if mention else ("", "")


def _likely(places: Places, scores: NDArray[np.float32], least: float) -> list[tuple[int, int]]:
    """Return each phrase and column where the phrase or an item of its list has such a score."""
    import numpy as np

    if not places.phrases:
        return []
    rows = [number for row, listed in enumerate(places.items) for number in (row, *listed)]
    sizes = np.array([1 + len(listed) for listed in places.items])
    best = np.maximum.reduceat(scores[rows], np.cumsum(sizes) - sizes, axis=0)
    found, columns = np.nonzero(best >= least)
    return list(zip(found.tolist(), columns.tolist(), strict=True))


def _chance(total: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def weigh(weights: Mapping[str, float], figures: Mapping[str, float]) -> float:
    """Return the probability that a candidate is a measure."""
    return _chance(sum([weights.get(name, 0.0) * value for name, value in figures.items() if value]))
