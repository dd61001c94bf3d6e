"""The best path of tags through the scores of a network, by looking only where there is a choice."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# What sums of single floats over a long text may be off by.
_SLACK = 1e-3


class TagPaths:
    """Find the path of tags with the highest sum of scores and transitions (Viterbi).

    Transitions weigh little beside scores. A tag can only be on the best path if no other tag beats it there by more
    than any transitions could make up for, and nearly everywhere that leaves one. The few stretches with a choice are
    searched as usual; the path is the one that a search over all tags finds.
    """

    def __init__(self, transitions: NDArray[np.float32]) -> None:
        # What one tag may lose against another by the transitions on its left and on its right.
        left = (transitions[:, :, None] - transitions[:, None, :]).max(axis=0)
        right = (transitions[:, None, :] - transitions[None, :, :]).max(axis=2)
        self._bound: NDArray[np.float32] = left + right + _SLACK
        self._most = float(self._bound.max())
        self._steps: list[list[float]] = transitions.tolist()

    def __call__(self, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return the tag of each character of each text; `scores` is texts x characters x tags."""
        import numpy as np

        texts, length, tags = scores.shape
        flat = scores.reshape(-1, tags)
        best = flat.argmax(axis=1)
        top = flat[np.arange(len(flat)), best]
        near = flat >= (top - self._most)[:, None]
        open_rows = np.flatnonzero(near.sum(axis=1) > 1)
        choices: dict[int, list[int]] = {}
        for row, alive in zip(open_rows.tolist(), self._alive(flat, top, best, open_rows), strict=True):
            if len(alive) > 1:
                choices[row] = alive
        for row in choices:
            if row % length == 0 or row - 1 not in choices:
                self._settle(flat, best, choices, row, length)
        path: NDArray[np.int64] = best.reshape(texts, length)
        return path

    def _alive(
        self, flat: NDArray[np.float32], top: NDArray[np.float32], best: NDArray[np.int64], rows: NDArray[np.int64]
    ) -> list[list[int]]:
        """Return for each row the tags that may be on the best path."""
        held = top[rows, None] - flat[rows] <= self._bound[:, best[rows]].T
        return [line.nonzero()[0].tolist() for line in held]

    def _settle(
        self, flat: NDArray[np.float32], best: NDArray[np.int64], choices: dict[int, list[int]], first: int, length: int
    ) -> None:
        """Search the stretch of open rows that begins at `first`, between the tags that are sure on either side."""
        steps = self._steps
        last, stop = first, first - first % length + length  # the stretch ends with its text
        while last + 1 < stop and last + 1 in choices:
            last += 1
        before = steps[int(best[first - 1])] if first % length else None
        tags = choices[first]
        sums = [float(flat[first, tag]) + (before[tag] if before else 0.0) for tag in tags]
        trail: list[list[int]] = []
        for row in range(first + 1, last + 1):
            trail.append([])
            wider = []
            for tag in choices[row]:
                total, came = max((sums[n] + steps[old][tag], -n) for n, old in enumerate(tags))
                wider.append(total + float(flat[row, tag]))
                trail[-1].append(-came)
            sums, tags = wider, choices[row]
        if last + 1 < stop:
            after = int(best[last + 1])
            sums = [total + steps[tag][after] for total, tag in zip(sums, tags, strict=True)]
        at = max(range(len(sums)), key=lambda n: (sums[n], -n))
        for row in range(last, first - 1, -1):
            best[row] = choices[row][at]
            if row > first:
                at = trail[row - first - 1][at]


def words_of(path: Sequence[int], inside: Sequence[bool]) -> list[tuple[int, int, int]]:
    """Return `(start, end, tag)` of each word of one text; `inside` tells of each tag whether it continues a word."""
    starts = [at for at, tag in enumerate(path) if not inside[tag] or at == 0]
    return [(start, end, path[start]) for start, end in pairwise([*starts, len(path)])]
