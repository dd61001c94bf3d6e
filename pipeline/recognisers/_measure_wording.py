"""What the wording of a phrase tells for or against a measure in it: aims, times, praise, things looked at."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ._measure_places import Places

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ._measure_figures import Candidate

#: Where a pattern is looked for: in the whole phrase, in what stands before the candidate in it, right behind it.
_WHERE = ("phrase", "before", "behind")
#: So many phrases are kept at most.
_MOST_KNOWN = 1024


class Wording:
    """Tell by patterns how the phrase of a candidate is worded. Patterns: rules/measure_model.toml, `wording`."""

    def __init__(self, data: Mapping[str, Mapping[str, str]]) -> None:
        self._patterns = {where: [(n, re.compile(p)) for n, p in data[where].items()] for where in _WHERE}
        self.names = tuple(f"{where} {name}" for where in _WHERE for name, _ in self._patterns[where])
        self._known: dict[str, list[bool]] = {}

    def figures(self, text: str, places: Places, candidates: Sequence[Candidate]) -> dict[str, NDArray[np.float64]]:
        """Return for each candidate and pattern whether the pattern is there, a row of all candidates each."""
        import numpy as np

        rows = [self._told(text, places, one) for one in candidates]
        return dict(zip(self.names, np.array(rows, dtype=np.float64).T, strict=True))

    def _told(self, text: str, places: Places, one: Candidate) -> list[bool]:
        start, end = places.phrases[one.phrases[0]].start, places.phrases[one.phrases[-1]].end
        front = text[start : max(start, one.start)]
        before = [p.search(front) is not None for _, p in self._patterns["before"]]
        behind = [p.match(text, one.end, end) is not None for _, p in self._patterns["behind"]]
        return [*self._phrase(text[start:end]), *before, *behind]

    def _phrase(self, phrase: str) -> list[bool]:
        """Return what a phrase says; many candidates share one."""
        known = self._known.get(phrase)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[phrase] = [p.search(phrase) is not None for _, p in self._patterns["phrase"]]
        return known
