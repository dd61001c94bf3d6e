"""Which measures stand: one decision over what the rules found and what the model sees, by weights learnt from both.

The weights are trained by training/measures/train.py on reports that the model had not seen.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left
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
        around = _Around(scores[: len(places.phrases)])
        alike = _Alike(scores, candidates)
        return [self._figures(doc, places, scores, best_two, around, one, alike) for one in candidates]

    def _figures(
        self,
        doc: Document,
        places: Places,
        scores: NDArray[np.float32],
        best_two: NDArray[np.float32],
        around: _Around,
        one: Candidate,
        alike: _Alike,
    ) -> dict[str, float]:
        text, column = doc.string, one.column
        phrase = max(float(scores[n, column]) for n in one.phrases)
        item = max(float(scores[n, column]) for n in one.items)
        rival = max(_rival(scores, best_two, n, column) for n in one.phrases)
        item_rival = max(_rival(scores, best_two, n, column) for n in one.items)
        elsewhere = around.best(one.phrases[0], one.phrases[-1], column)
        before, furthest, told_by_rules = alike.beside(one)
        near = 400 if furthest is None else one.start - furthest
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
            "told_by_rules": float(min(told_by_rules, 4)),
            "before": float(min(before, 5)),
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


class _Around:
    """The best score that each code has in the phrases before and behind a place."""

    def __init__(self, scores: NDArray[np.float32]) -> None:
        import numpy as np

        none = np.full((1, scores.shape[1]), _NONE, dtype=scores.dtype)
        self._before = np.maximum.accumulate(np.vstack([none, scores]), axis=0)
        self._behind = np.maximum.accumulate(np.vstack([none, scores[::-1]]), axis=0)[::-1]

    def best(self, first: int, last: int, column: int) -> float:
        """Return the best score outside some phrases."""
        return max(float(self._before[first, column]), float(self._behind[last + 1, column]))


class _Alike:
    """The other candidates of the same code, for quick questions about a place."""

    def __init__(self, scores: NDArray[np.float32], candidates: Sequence[Candidate]) -> None:
        self._starts: dict[str, list[int]] = {}
        self._furthest: dict[str, list[int | None]] = {}
        self._told: dict[str, int] = {}
        for one in candidates:  # in text order
            furthest = self._furthest.setdefault(one.code, [None])
            sure = one.mention is not None or scores[one.phrases[0], one.column] > 0
            reached = furthest[-1]
            furthest.append(one.end if sure and (reached is None or one.end > reached) else reached)
            self._starts.setdefault(one.code, []).append(one.start)
            self._told[one.code] = self._told.get(one.code, 0) + (one.mention is not None)

    def beside(self, one: Candidate) -> tuple[int, int | None, int]:
        """Return how many begin before one, where the sure ones of them end at the latest, and how many rules tell."""
        before = bisect_left(self._starts[one.code], one.start)
        return before, self._furthest[one.code][before], self._told[one.code] - (one.mention is not None)


def _rival(scores: NDArray[np.float32], best_two: NDArray[np.float32], row: int, column: int) -> float:
    """Return the score of the best other code at a place."""
    first = float(best_two[row, 1])
    return float(best_two[row, 0]) if scores[row, column] >= first else first


def weigh(weights: Mapping[str, float], figures: Mapping[str, float]) -> float:
    """Return the probability that a candidate is a measure."""
    total = sum([weights.get(name, 0.0) * value for name, value in figures.items() if value])
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
