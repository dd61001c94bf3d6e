"""Which measures stand: one decision over what the rules found and what the model sees, by weights learnt from both.

The weights are trained by training/measures/train.py on reports that the model had not seen.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..mention import Mention
from ..rulebook import CompiledRule
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate
from ._measure_places import Places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A list item is taken for the whole phrase where it alone is that much surer than the others.
_CLEAR = 1.0
_NONE = -8.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A measure that somebody speaks of: a rule (`mention`) or the model alone. Rows are numbers of places."""

    start: int
    end: int
    code: str
    column: int
    phrases: tuple[int, ...]
    items: tuple[int, ...]
    mention: Mention[MeasureCandidate] | None = None

    @property
    def rules(self) -> list[str]:
        """The ids of the rules that found it."""
        return self.mention.found_by.split("+") if self.mention else []


class MeasureReview:
    """Gather candidates, describe them in figures, and weigh them."""

    def __init__(self, codes: Sequence[str], rules: Mapping[str, CompiledRule], data: Mapping[str, Any]) -> None:
        self._codes = codes
        self._column = {code: index for index, code in enumerate(codes)}
        self._rules = rules
        self._lead, self._number = re.compile(data["lead"]), re.compile(data["number"])
        self._look = math.log(data["look"] / (1 - data["look"]))

    def candidates(
        self,
        text: str,
        places: Places,
        scores: NDArray[np.float32],
        found: Sequence[Mention[MeasureCandidate]],
    ) -> list[Candidate]:
        """Return all candidates in text order; `scores` are the model's, a row for each of `places.every`."""
        import numpy as np

        told: dict[int, set[str]] = {}
        gathered = []
        for mention in found:
            rows = places.phrases_at(mention.start, mention.end)
            column = self._column.get(mention.value.code)
            for row in rows:
                told.setdefault(row, set()).add(mention.value.code)
            if column is not None and rows:
                inside = tuple(places.items_at(rows, mention.start, mention.end))
                gathered.append(
                    Candidate(mention.start, mention.end, mention.value.code, column, tuple(rows), inside, mention)
                )
        for row, phrase in enumerate(places.phrases):
            listed = places.items[row]
            best = scores[[row, *listed]].max(axis=0)
            for column in np.flatnonzero(best >= self._look).tolist():
                if self._codes[column] in told.get(row, ()):
                    continue
                place = phrase
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
        """Return for each candidate the figures that its weight is made of."""
        import numpy as np

        if not candidates:
            return []
        best_two = np.sort(scores, axis=1)[:, -2:]
        phrase_scores = scores[: len(places.phrases)]
        by_code: dict[str, list[Candidate]] = {}
        for one in candidates:
            by_code.setdefault(one.code, []).append(one)
        return [
            self._figures(doc, places, scores, best_two, phrase_scores, one, by_code[one.code]) for one in candidates
        ]

    def _figures(
        self,
        doc: Document,
        places: Places,
        scores: NDArray[np.float32],
        best_two: NDArray[np.float32],
        phrase_scores: NDArray[np.float32],
        one: Candidate,
        same: Sequence[Candidate],
    ) -> dict[str, float]:
        text, column = doc.string, one.column
        phrase = max(float(scores[n, column]) for n in one.phrases)
        item = max(float(scores[n, column]) for n in one.items)
        rival = max(_rival(scores, best_two, n, column) for n in one.phrases)
        item_rival = max(_rival(scores, best_two, n, column) for n in one.items)
        elsewhere = max(
            float(phrase_scores[: one.phrases[0], column].max(initial=_NONE)),
            float(phrase_scores[one.phrases[-1] + 1 :, column].max(initial=_NONE)),
        )
        others = [other for other in same if other is not one]
        before = [other for other in others if other.start < one.start]
        near = min((one.start - b.end for b in before if b.mention or scores[b.phrases[0], column] > 0), default=400)
        block, sentence = doc.block_at(one.start), doc.sentence_at(one.start)
        block_start, block_size = (block.start, block.end - block.start) if block else (one.start, 0)
        told = text[sentence.start : sentence.end] if sentence else ""
        widest = max(places.every[n].end - places.every[n].start for n in one.phrases)
        widest_item = max(places.every[n].end - places.every[n].start for n in one.items)
        listed = float(widest != widest_item)
        numbered = float(one.start - block_start < 8 and self._number.match(text, block_start) is not None)
        heading = float(len(told) < 24 and self._number.match(told) is not None)
        title = float(block is not None and block.kind == "title")
        figures = {
            "one": 1.0,
            "phrase": phrase,
            "phrase+": max(phrase, 0.0),
            "item": item,
            "item+": max(item + 1, 0.0),
            "item-": min(item, -2.0),
            "rival": rival,
            "item_rival": item_rival,
            "margin": phrase - rival,
            "elsewhere": elsewhere,
            "elsewhere+": max(elsewhere, 0.0),
            "told_by_rules": float(min(sum(1 for other in others if other.mention), 4)),
            "before": float(min(len(before), 5)),
            "first": float(not before),
            "near": float(near < 40),
            "nearby": float(near < 120),
            "title": title,
            "heading_block": float(block is not None and block.kind == "heading"),
            "short_block": float(block_size < 22),
            "short_sentence": float(len(told) < 14),
            "numbered": numbered,
            "heading": heading,
            "length": min(one.end - one.start, 40) / 10,
            "phrase_length": min(widest, 60) / 10,
            "items": float(min(len(one.items), 6)),
            "listed": listed,
            "page": min(len(text), 3000) / 1000,
        }
        if one.mention is None:
            return {f"model:{name}": value for name, value in figures.items()} | {f"model:{one.code}": 1.0}
        named = {f"rule:{name}": value for name, value in figures.items()} | {f"rule:{one.code}": 1.0}
        rule = self._rules.get(one.rules[0])
        named["rule:several"] = float(len(one.rules) > 1)
        named["rule:weak"] = float(rule is not None and rule.data.get("need") == "action")
        named["rule:loose"] = float(rule is not None and bool(rule.data.get("loose")))
        named["rule:polarity"] = float(bool(one.mention.value.polarity))
        named["rule:kind " + one.rules[0].partition(".")[2]] = 1.0
        named.update({f"rule:{name}": 1.0 for name in one.rules})
        return named


def _rival(scores: NDArray[np.float32], best_two: NDArray[np.float32], row: int, column: int) -> float:
    """Return the score of the best other code at a place."""
    first = float(best_two[row, 1])
    return float(best_two[row, 0]) if scores[row, column] >= first else first


def weigh(weights: Mapping[str, float], figures: Mapping[str, float]) -> float:
    """Return the probability that a candidate is a measure."""
    total = sum([weights.get(name, 0.0) * value for name, value in figures.items() if value])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
