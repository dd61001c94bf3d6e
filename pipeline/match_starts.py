"""Where matches of many patterns may begin, worked out for all of them at once: for texts with many words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from .required_words import Characters

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Characters beyond the first plane are told apart nowhere here; see `MatchStarts.fits`.
_PLANE = 0x10000
#: So many words are looked at together: a text that repeats one takes no more memory for it.
_TOGETHER = 4096

#: A pattern's number, and the first and the last place at which a match may begin.
Window = tuple[int, int, int]


class MatchStarts:
    """Find the places of a text at which a match of a pattern may begin.

    Args:
        users: For each word the patterns that need it: a number, and how far behind the start of a match it begins.
        firsts: For each pattern the characters that its matches begin with.
    """

    def __init__(self, users: Sequence[Sequence[tuple[int, int, int]]], firsts: Sequence[Characters]) -> None:
        import numpy as np

        self._counts = np.array([len(some) for some in users], dtype=np.int64)
        self._begins = np.cumsum(self._counts) - self._counts
        flat = [user for some in users for user in some]
        self._numbers, self._least, self._most = np.array(flat, dtype=np.int64).reshape(-1, 3).T
        # Characters that a pattern asks for have a column each, all others share the first.
        known = sorted({character for first in firsts for character in first.known})
        columns = {character: column for column, character in enumerate(known, 1)}
        self._columns = np.zeros(_PLANE + 1, dtype=np.int64)
        self._columns[[min(ord(character), _PLANE) for character in known]] = range(1, len(known) + 1)
        #: Whether the characters can be told apart.
        self.fits = all(ord(character) < _PLANE for character in known)
        self._allowed = np.zeros((len(firsts), len(known) + 1), dtype=np.bool_)
        for row, first in zip(self._allowed, firsts, strict=True):
            row[:] = first.out
            row[[columns[character] for character in first.known]] = not first.out

    def __call__(
        self, text: str, hits: Sequence[tuple[int, int, int]], windows: Iterable[Window]
    ) -> Iterator[tuple[int, list[int]]]:
        """Yield the number of each pattern with places for it, and those places in text order.

        Args:
            text: The text.
            hits: The words in it: number, start, end.
            windows: More places to look at.
        """
        import numpy as np

        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        columns = self._columns[np.minimum(codes, _PLANE)]
        words = np.array(hits, dtype=np.int64).reshape(-1, 3)
        found = [self._starts(columns, *np.array(sorted(windows), dtype=np.int64).reshape(-1, 3).T)]
        for begin in range(0, len(words), _TOGETHER):
            some, starts, _ = words[begin : begin + _TOGETHER].T
            users, which = _spread(self._begins[some], self._counts[some])
            at = starts[which]
            found.append(self._starts(columns, self._numbers[users], at - self._most[users], at - self._least[users]))
        pairs = np.sort(np.concatenate(found))
        pairs = pairs[np.diff(pairs, prepend=-1) != 0]
        numbers = pairs // max(1, len(columns))
        places = (pairs - numbers * len(columns)).tolist()
        cuts = np.flatnonzero(np.diff(numbers, prepend=-1)).tolist()
        for begin, end in pairwise([*cuts, len(places)]):
            yield int(numbers[begin]), places[begin:end]

    def _starts(
        self,
        columns: NDArray[np.int64],
        numbers: NDArray[np.int64],
        first: NDArray[np.int64],
        last: NDArray[np.int64],
    ) -> NDArray[np.int64]:
        """Return the places in some windows with a fit character: number times length of the text, plus place."""
        import numpy as np

        first = np.maximum(first, 0)
        places, which = _spread(first, np.maximum(np.minimum(last, len(columns) - 1) - first + 1, 0))
        numbers = numbers[which]
        fit = self._allowed[numbers, columns[places]]
        found: NDArray[np.int64] = numbers[fit] * len(columns) + places[fit]
        return found


def _spread(begins: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the numbers of some ranges in one row, and of which range each is."""
    import numpy as np

    which = np.repeat(np.arange(len(counts)), counts)
    return np.arange(len(which)) + (begins - (np.cumsum(counts) - counts))[which], which
