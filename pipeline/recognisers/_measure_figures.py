"""What figures tell of the places where somebody speaks of a measure: all candidates of a report at once."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..mention import Mention
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate
from ._measure_places import Places
from ._measure_wording import Wording

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NONE = -8.0
#: How near the last sure one must be to count as near: this figure stands for none at all.
_FAR = 400


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


def figures_of(
    doc: Document,
    places: Places,
    scores: NDArray[np.float32],
    candidates: Sequence[Candidate],
    number: re.Pattern[str],
    wording: Wording,
) -> dict[str, NDArray[np.float64]]:
    """Return the figures of some candidates by name, a row of all candidates each.

    Args:
        doc: The laid-out report.
        places: Its places.
        scores: The model's, a row for each of `places.every`.
        candidates: In text order; at least one.
        number: What numbers a heading or an item.
        wording: Patterns of the phrases around.
    """
    import numpy as np

    starts = np.array([one.start for one in candidates])
    lengths = np.array([one.end for one in candidates]) - starts
    columns = np.array([one.column for one in candidates])
    first_phrases = np.array([one.phrases[0] for one in candidates])
    last_phrases = np.array([one.phrases[-1] for one in candidates])
    widths = np.array([place.end - place.start for place in places.every])
    phrases = _Touched(scores, widths, columns, [one.phrases for one in candidates])
    items = _Touched(scores, widths, columns, [one.items for one in candidates])
    phrase, rival = phrases.score, phrases.rival
    elsewhere = _elsewhere(scores[: len(places.phrases)], first_phrases, last_phrases, columns)
    likely = (scores[first_phrases, columns] > 0).tolist()
    before, furthest, told_by_rules = np.array(_beside(candidates, likely), dtype=np.float64).T
    near = np.where(furthest < 0, _FAR, starts - furthest)
    title, heading_block, block_size, told, numbered, heading = np.array(
        [_stands(doc, one.start, number) for one in candidates], dtype=np.float64
    ).T
    return {
        "one": np.ones(len(candidates)),
        "phrase": phrase,
        "phrase+": np.maximum(phrase, 0.0),
        "item": items.score,
        "item+": np.maximum(items.score + 1, 0.0),
        "item-": np.minimum(items.score, -2.0),
        "rival": rival,
        "item_rival": items.rival,
        "margin": phrase - rival,
        "elsewhere": elsewhere,
        "elsewhere+": np.maximum(elsewhere, 0.0),
        "told_by_rules": np.minimum(told_by_rules, 4.0),
        "before": np.minimum(before, 5.0),
        "first": (before == 0).astype(np.float64),
        "near": (near < 40).astype(np.float64),
        "nearby": (near < 120).astype(np.float64),
        "title": title,
        "heading_block": heading_block,
        "short_block": (block_size < 22).astype(np.float64),
        "short_sentence": (told < 14).astype(np.float64),
        "numbered": numbered,
        "heading": heading,
        "length": np.minimum(lengths, 40) / 10,
        "phrase_length": np.minimum(phrases.widest, 60) / 10,
        "items": np.minimum(items.counts, 6).astype(np.float64),
        "listed": (phrases.widest != items.widest).astype(np.float64),
        "page": np.full(len(candidates), min(len(doc.string), 3000) / 1000),
        **wording.figures(doc.string, places, candidates),
    }


class _Touched:
    """The best score, rival and width among the places that each candidate touches."""

    def __init__(
        self,
        scores: NDArray[np.float32],
        widths: NDArray[np.int64],
        columns: NDArray[np.int64],
        touched: Sequence[tuple[int, ...]],
    ) -> None:
        import numpy as np

        self.counts = np.array(list(map(len, touched)))
        rows = np.array([row for some in touched for row in some])
        firsts = np.cumsum(self.counts) - self.counts
        around = scores[rows]
        own = around[np.arange(len(rows)), np.repeat(columns, self.counts)]
        # The best other code at a place: the second best where the candidate's own is the best.
        best_two = np.partition(around, (-2, -1), axis=1)[:, -2:]
        rivals = np.where(own >= best_two[:, 1], best_two[:, 0], best_two[:, 1])
        self.score: NDArray[np.float64] = np.maximum.reduceat(own, firsts).astype(np.float64)
        self.rival: NDArray[np.float64] = np.maximum.reduceat(rivals, firsts).astype(np.float64)
        self.widest: NDArray[np.int64] = np.maximum.reduceat(widths[rows], firsts)


def _elsewhere(
    scores: NDArray[np.float32], first: NDArray[np.int64], last: NDArray[np.int64], columns: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the best score that each candidate's code has in the phrases before and behind its own."""
    import numpy as np

    none = np.full((1, scores.shape[1]), _NONE, dtype=scores.dtype)
    before = np.maximum.accumulate(np.vstack([none, scores]), axis=0)
    behind = np.maximum.accumulate(np.vstack([none, scores[::-1]]), axis=0)[::-1]
    found: NDArray[np.float32] = np.maximum(before[first, columns], behind[last + 1, columns])
    return found.astype(np.float64)


def _beside(candidates: Sequence[Candidate], likely: Sequence[bool]) -> list[tuple[int, int, int]]:
    """Return what other candidates of its code each has; `likely` tells which the model is for.

    How many begin before it, where the sure ones of them end at the latest (-1: there is none), how many rules tell.
    """
    starts: dict[str, list[int]] = {}
    furthest: dict[str, list[int]] = {}
    found = []
    for one, sure in zip(candidates, likely, strict=True):  # in text order: what comes later does not begin before
        begun, reached = starts.setdefault(one.code, []), furthest.setdefault(one.code, [-1])
        before = bisect_left(begun, one.start)
        found.append((before, reached[before]))
        begun.append(one.start)
        reached.append(max(one.end, reached[-1]) if sure or one.mention else reached[-1])
    told = Counter([one.code for one in candidates if one.mention])
    return [
        (*beside, told[one.code] - (one.mention is not None)) for one, beside in zip(candidates, found, strict=True)
    ]


def _stands(doc: Document, at: int, number: re.Pattern[str]) -> tuple[bool, bool, int, int, bool, bool]:
    """Return whether a place is in title or heading, how long block and sentence are, which of them has a number."""
    block, sentence = doc.block_at(at), doc.sentence_at(at)
    start, size, kind = (block.start, block.end - block.start, block.kind) if block else (at, 0, "")
    told = sentence.end - sentence.start if sentence else 0
    return (
        kind == "title",
        kind == "heading",
        size,
        told,
        at - start < 8 and number.match(doc.string, start) is not None,
        sentence is not None and told < 24 and number.match(doc.string, sentence.start, sentence.end) is not None,
    )
