"""A linear model over character n-grams beside the measure rules: it knows more wordings than rules can list.

It scores every phrase and list item for every code; a second small model then decides over what it sees and what the
rules found together (_measure_review.py); a third moves edges (_measure_edges.py). Trained in training/measures;
weights ship in models/measures, thresholds in rules/measure_model.toml.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING

from ..errors import BackendError
from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document, Segment
from ..values.measures import MeasureCandidate
from ._measure_edges import EdgeModel
from ._measure_figures import Candidate
from ._measure_places import EDGE, VIEWS, places_of, views_of
from ._measure_review import MeasureReview
from ._ngram_index import NgramIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: About so many n-grams are weighed at once.
_TOGETHER = 1024


class MeasureModel:
    """Scores of measure codes for places of a report, and what they mean for the rules' findings."""

    def __init__(self, library: RuleLibrary) -> None:
        import numpy as np

        folder = resources.files("fangkong.models") / "measures"
        if not (folder / "about.json").is_file():
            raise BackendError(f"the measure model is missing at {folder}. Reinstall fangkong.")
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self.codes: tuple[str, ...] = tuple(about["codes"])
        self.name = f"measure-model {about['version']}"
        data = library.rulebook("measure_model").data
        self._keep, self._add = float(data["keep"]), float(data["add"])
        rules = {rule.id: rule for book in library.rulebooks("measures") for rule in book.rules}
        decision = json.loads((folder / "review.json").read_text(encoding="utf-8"))
        self._review = MeasureReview(self.codes, rules, data, decision)
        with (folder / "weights.npz").open("rb") as file:
            held = np.load(file)
            self._index = NgramIndex([str(held[f"{name}_grams"]).split("\n") for name, _, _ in VIEWS], EDGE)
            weights = np.concatenate([held[f"{name}_weights"] for name, _, _ in VIEWS])
            self._weights: NDArray[np.float32] = weights.astype(np.float32)
            self._bias: NDArray[np.float32] = held["bias"].astype(np.float32)
        with (folder / "edges.npz").open("rb") as file:
            self._edges = EdgeModel(np.load(file), float(data["edge_gain"]))

    def scores(self, doc: Document, places: Sequence[Segment]) -> NDArray[np.float32]:
        """Return a matrix of places x codes; each cell the log-odds that the place tells of that measure."""
        import numpy as np

        scores = np.tile(self._bias, (len(places), 1))
        if not places:
            return scores
        seen = list(views_of(doc, places))
        # Neighbours share their sentence and much of what stands around them: each text is looked up once.
        texts = [list(dict.fromkeys(view)) for view in zip(*seen, strict=True)]
        rows, known = self._index(texts)
        counts = np.bincount(rows, minlength=sum(map(len, texts)))
        sums = self._sums(rows, known, len(counts))
        # Each text has the same length as a vector, however long it is.
        shares = np.repeat([share for _, _, share in VIEWS], list(map(len, texts)))
        sums *= (shares / np.sqrt(np.maximum(counts, 1))).astype(np.float32)[:, None]
        first = 0
        for view, some in zip(zip(*seen, strict=True), texts, strict=True):
            numbers = dict(zip(some, range(first, first + len(some)), strict=True))
            scores += sums.take([numbers[text] for text in view], axis=0)
            first += len(some)
        return scores

    def _sums(self, rows: NDArray[np.int64], known: NDArray[np.int64], size: int) -> NDArray[np.float32]:
        """Return for each of so many texts the sum of the weights of its n-grams."""
        import numpy as np

        sums = np.zeros((size, len(self.codes)), dtype=np.float32)
        firsts = np.flatnonzero(np.diff(rows, prepend=-1))
        # Some texts at a time: their weights stay in the processor's cache, and a long report takes no more memory.
        cuts = np.searchsorted(firsts, np.arange(0, len(rows), _TOGETHER)).tolist()
        for first, last in pairwise(dict.fromkeys([*cuts, len(firsts)])):
            begin, end = firsts[first], firsts[last] if last < len(firsts) else len(rows)
            weights = self._weights.take(known[begin:end], axis=0)
            sums[rows[firsts[first:last]]] = np.add.reduceat(weights, firsts[first:last] - begin, axis=0)
        return sums

    def review(
        self, doc: Document, found: Sequence[Mention[MeasureCandidate]], trusted: Set[str] = frozenset()
    ) -> list[Mention[MeasureCandidate]]:
        """Return the rules' findings without those that do not hold, and with those that the model adds.

        Args:
            doc: The laid-out report.
            found: What the rules found.
            trusted: Ids of rules whose findings always stand: a user's own know words that the model does not.
        """
        places = places_of(doc)
        if not places.phrases:
            return list(found)
        scores = self.scores(doc, places.every)
        candidates = self._review.candidates(doc.string, places, scores, found)
        chances = self._review.chances(doc, places, scores, candidates)
        weighed = {id(one.mention) for one in candidates if one.mention}
        kept = [mention for mention in found if id(mention) not in weighed]
        moving: list[Mention[MeasureCandidate]] = []
        for one, chance in zip(candidates, chances, strict=True):
            own = not trusted.isdisjoint(one.rules)
            if one.mention is not None and chance >= self._keep and not own:
                moving.append(one.mention)
            elif own or chance >= (self._add if one.mention is None else self._keep):
                kept.append(one.mention or self._mention(one))
        spans = self._edges(doc.string, moving)
        kept += [replace(one, start=start, end=end) for one, (start, end) in zip(moving, spans, strict=True)]
        return list(_apart(sorted(kept, key=lambda m: (m.start, m.end, m.value.code))))

    def _mention(self, one: Candidate) -> Mention[MeasureCandidate]:
        return Mention("MEASURE", one.start, one.end, MeasureCandidate(one.code, one.start, one.end), self.name)


def _apart(found: Sequence[Mention[MeasureCandidate]]) -> Iterator[Mention[MeasureCandidate]]:
    """Yield mentions in text order, of those whose edges now say the same only the first."""
    seen: set[tuple[int, int, str]] = set()
    for mention in found:
        if (key := (mention.start, mention.end, mention.value.code)) not in seen:
            seen.add(key)
            yield mention
