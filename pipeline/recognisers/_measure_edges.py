"""Where a measure begins and ends, weighed by a small linear model beside the grammar's answer (_measure_spans.py).

Each side is a choice among places: from some characters in front of the trigger up to into it, and likewise behind. A
place is described by the characters on both sides of it and by how it lies to the trigger and to the grammar's edge.
Trained by training/measures/train_edges.py; weights ship in models/measures/edges.npz.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..mention import Mention
from ..values.measures import MeasureCandidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
#: So many characters beyond the trigger are looked at, unless the grammar's edge lies farther.
_REACH = 25
#: Of each side the best places that are weighed against each other.
_BEST = 8
#: A place this likely on both sides needs no weighing.
_SURE = 0.5
_STOPS = frozenset("。;!?\n")
_PAUSES = _STOPS | frozenset(",:()—")
#: Distances fall into classes: one each up to 8, then wider ones; the first is for places inside the trigger.
_CLASSES = (*range(9), 10, 13, 17, 22, 30)
_WIDTH = len(_CLASSES) + 2
_MOST = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of the weights stands for what, beside the characters."""

    codes: int

    @property
    def size(self) -> int:
        """How many columns there are."""
        return 6 * _WIDTH + 2 * (_MOST + 1) + 2 + self.codes * (_WIDTH + 2)


def places(text: str, one: Mention[MeasureCandidate], side: Side) -> range:
    """Return the places at which a measure may begin or end."""
    core, core_end = one.value.trigger_start, one.value.trigger_end
    if side == "left":
        low = core
        while low > 0 and core - low < _REACH and text[low - 1] not in _STOPS:
            low -= 1
        return range(min(low, one.start), max(core + 1, core_end))
    high = core_end
    while high < len(text) and high - core_end < _REACH and text[high] not in _STOPS:
        high += 1
    return range(core + 1, max(high, one.end) + 1)


def grams(text: str, at: int, side: Side) -> tuple[str, str, str, str, str]:
    """Return the characters around a place, outside and inside of the measure, each with a mark of its own."""
    before, behind = text[max(0, at - 2) : at], text[at : at + 2]
    out, into = (before, behind) if side == "left" else (behind, before)
    near_out, near_in = (before[-1:], behind[:1]) if side == "left" else (behind[:1], before[-1:])
    return "a" + near_out, "b" + out, "c" + near_in, "d" + into, "f" + before[-1:] + behind[:1]


def columns(
    text: str, one: Mention[MeasureCandidate], side: Side, found: range, code: int, layout: Layout
) -> NDArray[np.int64]:
    """Return for each place the columns that describe how it lies: a matrix of places x 8."""
    import numpy as np

    at = np.arange(found.start, found.stop)
    core, edge = (one.value.trigger_start, one.start) if side == "left" else (one.value.trigger_end, one.end)
    away = core - at if side == "left" else at - core
    beyond = at - edge if side == "right" else edge - at
    classes = _classes()
    far = np.where(away < 0, 0, classes[np.minimum(np.abs(away), len(classes) - 1)] + 1)
    off = classes[np.minimum(np.abs(beyond), len(classes) - 1)]
    pauses, items, edges = _marks(text, found, core, side)
    kind = np.sign(beyond) + 1
    first = 6 * _WIDTH
    second, third = first + _MOST + 1, first + 2 * (_MOST + 1)
    own = third + 2 + code * (_WIDTH + 2)
    return np.stack(
        [
            far,
            _WIDTH + kind * _WIDTH + far,
            4 * _WIDTH + (beyond > 0) * _WIDTH + off,
            first + pauses,
            second + items,
            third + edges,
            own + far,
            own + _WIDTH + (beyond == 0),
        ],
        axis=1,
    )


def _marks(text: str, found: range, core: int, side: Side) -> tuple[NDArray[np.int64], ...]:
    """Return how many pauses and list marks lie between each place and the trigger, and whether it is at a pause."""
    import numpy as np

    size = len(found)
    pause = np.fromiter((char in _PAUSES for char in text[found.start : found.stop]), np.int64)
    item = np.fromiter((char == "、" for char in text[found.start : found.stop]), np.int64)
    pause, item = np.resize(np.append(pause, 0), size), np.resize(np.append(item, 0), size)
    inner = core - found.start
    if side == "left":
        pauses, items = (np.cumsum(np.where(np.arange(size) < inner, x, 0)[::-1])[::-1] for x in (pause, item))
        edges = np.append(int(found.start == 0 or text[found.start - 1] in _PAUSES), pause[:-1])
    else:
        shifted = [np.append(0, np.where(np.arange(size) >= inner, x, 0)[:-1]) for x in (pause, item)]
        pauses, items = (np.cumsum(x) for x in shifted)
        edges = pause.copy()
        if found.stop - 1 >= len(text):
            edges[-1] = 1
    return np.minimum(pauses, _MOST), np.minimum(items, _MOST), edges


def _classes() -> NDArray[np.int64]:
    import numpy as np

    return np.searchsorted(_CLASSES, np.arange(_CLASSES[-1] + 2))


class EdgeModel:
    """Moves the edges of measures where that is likely to fit better.

    Args:
        weights: The file's arrays: measure codes, and for each side grams, their weights, and those of the columns.
        gain: How much more of its union with the true span a moved span must be expected to share.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], gain: float) -> None:
        self._code = {code: n for n, code in enumerate(str(weights["codes"]).split("\t"))}
        self._layout = Layout(len(self._code))
        self._grams = {
            side: dict(zip(str(weights[f"{side}_grams"]).split("\t"), weights[f"{side}_weights"].tolist(), strict=True))
            for side in SIDES
        }
        self._columns = {side: weights[f"{side}_columns"].astype(float) for side in SIDES}
        self._gain = gain
        self._seen: tuple[str, dict[Side, dict[int, float]]] = "", {"left": {}, "right": {}}

    def __call__(self, text: str, one: Mention[MeasureCandidate]) -> tuple[int, int]:
        """Return where the measure begins and ends."""
        import numpy as np

        if one.value.code not in self._code:
            return one.start, one.end
        starts, begins = self._chances(text, one, "left")
        ends, stops = self._chances(text, one, "right")
        if begins[one.start - starts.start] * stops[one.end - ends.start] >= _SURE:
            return one.start, one.end
        left, right = np.argsort(-begins, kind="stable")[:_BEST], np.argsort(-stops, kind="stable")[:_BEST]
        weight = begins[left][:, None] * stops[right][None, :]
        left, right = left + starts.start, right + ends.start
        shared = np.minimum(right[:, None], right) - np.maximum(left[:, None], left)[:, :, None, None]
        union = np.maximum(right[:, None], right) - np.minimum(left[:, None], left)[:, :, None, None]
        # Axes: chosen left, possible left, chosen right, possible right.
        expected = np.einsum("abcd,bd->ac", np.maximum(shared, 0) / np.maximum(union, 1), weight)
        expected[left[:, None] >= right[None, :]] = 0.0
        best = np.unravel_index(int(expected.argmax()), expected.shape)
        now_shared = np.minimum(one.end, right)[None, :] - np.maximum(one.start, left)[:, None]
        now_union = np.maximum(one.end, right)[None, :] - np.minimum(one.start, left)[:, None]
        now = float((np.maximum(now_shared, 0) / now_union * weight).sum())
        if float(expected[best]) - now < self._gain:
            return one.start, one.end
        return int(left[best[0]]), int(right[best[1]])

    def _chances(self, text: str, one: Mention[MeasureCandidate], side: Side) -> tuple[range, NDArray[np.float64]]:
        import numpy as np

        if self._seen[0] is not text:
            self._seen = text, {"left": {}, "right": {}}
        known, weights = self._seen[1][side], self._grams[side]
        found = places(text, one, side)
        scores = []
        for at in found:
            score = known.get(at)
            if score is None:
                score = known[at] = sum(weights.get(gram, 0.0) for gram in grams(text, at, side))
            scores.append(score)
        lie = columns(text, one, side, found, self._code[one.value.code], self._layout)
        total = np.array(scores) + self._columns[side][lie].sum(axis=1)
        chances = np.exp(total - total.max())
        return found, chances / chances.sum()
