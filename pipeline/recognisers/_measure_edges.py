"""Where measures begin and end, weighed by a small linear model beside the grammar's answer (_measure_spans.py).

Each side is a choice among places: from some characters in front of the trigger up to into it, and likewise behind. A
place is described by the characters on both sides of it and by how it lies to the trigger and to the grammar's edge.
All measures of a report are weighed at once. Trained by training/measures/train_edges.py; weights ship in
models/measures/edges.npz.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from ..mention import Mention
from ..values.measures import MeasureCandidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]

Side = Literal["left", "right"]
SIDES: tuple[Side, Side] = ("left", "right")
#: So many characters beyond the trigger are looked at, unless the grammar's edge lies farther.
_REACH = 25
#: Of each side the best places that are weighed against each other.
_BEST = 8
#: A place this likely on both sides needs no weighing.
_SURE = 0.5
#: Measures weighed at once, which bounds memory.
_PORTION = 64
_STOPS, _PAUSES, _ITEM = "。;!?\n", "。;!?\n,:()—", "、"
#: Distances fall into classes: one each up to 8, then wider ones; the first is for places inside the trigger.
_CLASSES = (*range(9), 10, 13, 17, 22, 30)
_WIDTH = len(_CLASSES) + 2
_MOST = 3
#: Characters beside a place, as kinds of gram: outside one and two, inside one and two, and one on each side.
_KINDS = 5
_CHAR_BITS, _KIND_BITS = 21, 42


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column of the weights stands for what, beside the characters."""

    codes: int

    @property
    def size(self) -> int:
        """How many columns there are."""
        return 6 * _WIDTH + 2 * (_MOST + 1) + 2 + self.codes * (_WIDTH + 2)


class Page:
    """The characters of a text as numbers, padded, and how many pauses and list marks stand in front of each place."""

    def __init__(self, text: str) -> None:
        import numpy as np

        self.text = text
        chars = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.int64)
        self.chars: Ints = np.concatenate([[0, 0], chars, [0, 0]])
        self.pauses, self.items = (
            np.concatenate([[0], np.cumsum(np.isin(chars, [ord(char) for char in marks]))])
            for marks in (_PAUSES, _ITEM)
        )
        self.stops: Ints = np.flatnonzero(np.isin(chars, [ord(char) for char in _STOPS]))


@dataclass(frozen=True, slots=True)
class Places:
    """The places of one side for some measures, end to end: the place, and the number of the measure it is for."""

    at: Ints
    of: Ints
    #: Where the places of each measure begin.
    first: Ints


def places(page: Page, found: Sequence[Mention[MeasureCandidate]], side: Side) -> Places:
    """Return the places at which measures may begin or end."""
    import numpy as np

    core = np.array([one.value.trigger_start for one in found], np.int64)
    core_end = np.array([one.value.trigger_end for one in found], np.int64)
    if side == "left":
        before = np.searchsorted(page.stops, core)
        stop = np.where(before > 0, page.stops[before - 1] + 1, 0) if len(page.stops) else np.zeros_like(core)
        low = np.maximum(np.maximum(core - _REACH, stop), 0)
        low = np.minimum(low, [one.start for one in found])
        high = np.maximum(core + 1, core_end)
    else:
        behind = np.searchsorted(page.stops, core_end)
        stops = np.append(page.stops, len(page.text))
        low = core + 1
        high = np.minimum(np.minimum(core_end + _REACH, stops[behind]), len(page.text))
        high = np.maximum(high, [one.end for one in found]) + 1
    sizes = high - low
    first = np.cumsum(sizes) - sizes
    of = np.repeat(np.arange(len(found)), sizes)
    return Places(np.arange(len(of)) - first[of] + low[of], of, first)


def grams(page: Page, at: Ints, side: Side) -> Ints:
    """Return the characters around places as numbers, one for each kind of gram: a matrix of places x kinds."""
    import numpy as np

    before_2, before, behind, behind_2 = (page.chars[at + n] for n in range(4))
    wide_out, wide_in = (before_2 << _CHAR_BITS) | before, (behind << _CHAR_BITS) | behind_2
    near_out, near_in = before, behind
    if side == "right":
        wide_out, wide_in, near_out, near_in = wide_in, wide_out, near_in, near_out
    told = [near_out, wide_out, near_in, wide_in, (before << _CHAR_BITS) | behind]
    return np.stack([gram | (kind << _KIND_BITS) for kind, gram in enumerate(told)], axis=1)


def columns(
    page: Page, found: Sequence[Mention[MeasureCandidate]], side: Side, spread: Places, codes: Ints, layout: Layout
) -> Ints:
    """Return the columns that describe how each place lies: a matrix of places x 8. `codes` numbers those measures'."""
    import numpy as np

    at, of = spread.at, spread.of
    if side == "left":
        core = np.array([one.value.trigger_start for one in found])[of]
        edge = np.array([one.start for one in found])[of]
        away, beyond = core - at, edge - at
        near, far_end = at, np.maximum(core, at)
        at_pause = np.where(at > 0, page.pauses[at] - page.pauses[at - 1], 1)
    else:
        core = np.array([one.value.trigger_end for one in found])[of]
        edge = np.array([one.end for one in found])[of]
        away, beyond = at - core, at - edge
        near, far_end = np.minimum(core, at), at
        last = len(page.text)
        at_pause = np.where(at < last, page.pauses[np.minimum(at + 1, last)] - page.pauses[at], 1)
    classes = np.searchsorted(_CLASSES, np.arange(_CLASSES[-1] + 2))
    top = len(classes) - 1
    far = np.where(away < 0, 0, classes[np.minimum(np.abs(away), top)] + 1)
    off = classes[np.minimum(np.abs(beyond), top)]
    pauses = np.minimum(page.pauses[far_end] - page.pauses[near], _MOST)
    items = np.minimum(page.items[far_end] - page.items[near], _MOST)
    first = 6 * _WIDTH
    second, third = first + _MOST + 1, first + 2 * (_MOST + 1)
    own = third + 2 + codes[of] * (_WIDTH + 2)
    told = [
        far,
        _WIDTH * (2 + np.sign(beyond)) + far,
        _WIDTH * (4 + (beyond > 0)) + off,
        first + pauses,
        second + items,
        third + at_pause,
        own + far,
        own + _WIDTH + (beyond == 0),
    ]
    return np.stack(told, axis=1)


class EdgeModel:
    """Moves the edges of measures where that is likely to fit better.

    Args:
        weights: The file's arrays: measure codes, and for each side grams (sorted), their weights, and those of the
            columns.
        gain: How much more of its union with the true span a moved span must be expected to share.
    """

    def __init__(self, weights: Mapping[str, NDArray[Any]], gain: float) -> None:
        self._code = {code: n for n, code in enumerate(str(weights["codes"]).split("\t"))}
        self._layout = Layout(len(self._code))
        self._grams = {side: weights[f"{side}_grams"] for side in SIDES}
        self._weights = {side: weights[f"{side}_weights"].astype(float) for side in SIDES}
        self._columns = {side: weights[f"{side}_columns"].astype(float) for side in SIDES}
        self._gain = gain

    def __call__(self, text: str, found: Sequence[Mention[MeasureCandidate]]) -> list[tuple[int, int]]:
        """Return where each measure begins and ends."""
        spans = [(one.start, one.end) for one in found]
        known = [n for n, one in enumerate(found) if one.value.code in self._code]
        page = Page(text) if known else None
        for at in range(0, len(known), _PORTION):
            portion = known[at : at + _PORTION]
            if page is not None:
                for n, span in zip(portion, self._portion(page, [found[n] for n in portion]), strict=True):
                    spans[n] = span
        return spans

    def _portion(self, page: Page, found: Sequence[Mention[MeasureCandidate]]) -> Iterator[tuple[int, int]]:
        import numpy as np

        left, begins, now_begins = self._chances(page, found, "left", [one.start for one in found])
        right, stops, now_stops = self._chances(page, found, "right", [one.end for one in found])
        start = np.array([one.start for one in found])
        end = np.array([one.end for one in found])
        open_ = np.flatnonzero(now_begins * now_stops < _SURE)
        if len(open_):
            left, right = left[open_], right[open_]
            weight = begins[open_][:, :, None] * stops[open_][:, None, :]
            # Axes: measure, chosen left, possible left, chosen right, possible right.
            expected = np.einsum(
                "nabcd,nbd->nac",
                _shares(
                    left[:, :, None, None, None],
                    right[:, None, None, :, None],
                    left[:, None, :, None, None],
                    right[:, None, None, None, :],
                ),
                weight,
            )
            expected[left[:, :, None] >= right[:, None, :]] = 0.0
            now = _shares(start[open_][:, None, None], end[open_][:, None, None], left[:, :, None], right[:, None, :])
            flat, row = expected.reshape(len(open_), -1), np.arange(len(open_))
            best = flat.argmax(axis=1)
            better = flat[row, best] - (now * weight).sum(axis=(1, 2)) >= self._gain
            start[open_] = np.where(better, left[row, best // left.shape[1]], start[open_])
            end[open_] = np.where(better, right[row, best % left.shape[1]], end[open_])
        yield from zip(start.tolist(), end.tolist(), strict=True)

    def _chances(
        self, page: Page, found: Sequence[Mention[MeasureCandidate]], side: Side, now: Sequence[int]
    ) -> tuple[Ints, Floats, Floats]:
        """Return the likeliest places of each measure, how likely they are, and how likely the grammar's edge is."""
        import numpy as np

        spread = places(page, found, side)
        codes = np.array([self._code[one.value.code] for one in found])
        lie = columns(page, found, side, spread, codes, self._layout)
        # Neighbours share places; what their characters weigh is summed once.
        at, where = np.unique(spread.at, return_inverse=True)
        around, known = grams(page, at, side), self._grams[side]
        rows = np.minimum(np.searchsorted(known, around), len(known) - 1)
        by_chars = np.where(known[rows] == around, self._weights[side][rows], 0.0).sum(axis=1)
        scores = by_chars[where] + self._columns[side][lie].sum(axis=1)
        powers = np.exp(scores - np.maximum.reduceat(scores, spread.first)[spread.of])
        chances = powers / np.add.reduceat(powers, spread.first)[spread.of]
        sizes = np.diff(np.append(spread.first, len(spread.of)))
        inner = np.arange(len(spread.of)) - spread.first[spread.of]
        table = np.full((len(found), max(_BEST, int(sizes.max()))), -1.0)
        table[spread.of, inner] = chances
        best = np.argsort(-table, axis=1, kind="stable")[:, :_BEST]
        likely = np.take_along_axis(table, best, axis=1)
        lowest = spread.at[spread.first]
        mine = table[np.arange(len(found)), np.array(now) - lowest]
        return lowest[:, None] + np.where(likely < 0, 0, best), np.maximum(likely, 0.0), mine


def _shares(start: Ints, end: Ints, other_start: Ints, other_end: Ints) -> Floats:
    """Return what share of their union spans have in common."""
    import numpy as np

    common = np.minimum(end, other_end) - np.maximum(start, other_start)
    union = np.maximum(end, other_end) - np.minimum(start, other_start)
    shares: Floats = np.maximum(common, 0) / np.maximum(union, 1)
    return shares
