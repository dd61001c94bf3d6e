"""A linear model over character n-grams beside the measure rules: it knows more wordings than rules can list.

It scores every phrase and list item for every code; a second small model then decides over what it sees and what the
rules found together (_measure_review.py). Trained by training/measures/train.py; weights ship in models/measures,
thresholds in rules/measure_model.toml.
"""

from __future__ import annotations

import json
from collections.abc import Sequence, Set
from importlib import resources
from typing import TYPE_CHECKING

from ..errors import BackendError
from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document, Segment
from ..values.measures import MeasureCandidate
from ._measure_places import EDGE, VIEWS, places_of, views
from ._measure_review import Candidate, MeasureReview, weigh
from ._ngram_index import NgramIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
        self._keep = float(data["keep"])
        rules = {rule.id: rule for book in library.rulebooks("measures") for rule in book.rules}
        self._review = MeasureReview(self.codes, rules, data)
        self._decision: dict[str, float] = json.loads((folder / "review.json").read_text(encoding="utf-8"))
        self._views: list[tuple[NgramIndex, NDArray[np.float32], float]] = []
        with (folder / "weights.npz").open("rb") as file:
            held = np.load(file)
            for name, _, share in VIEWS:
                index = NgramIndex(str(held[f"{name}_grams"]).split("\n"), EDGE)
                self._views.append((index, held[f"{name}_weights"].astype(np.float32), share))
            self._bias: NDArray[np.float32] = held["bias"].astype(np.float32)

    def scores(self, doc: Document, places: Sequence[Segment]) -> NDArray[np.float32]:
        """Return a matrix of places x codes; each cell the log-odds that the place tells of that measure."""
        import numpy as np

        seen = [views(doc, place) for place in places]
        scores = np.tile(self._bias, (len(places), 1))
        for number, (index, weights, share) in enumerate(self._views):
            # Neighbours share their sentence and much of what stands around them: each text is looked up once.
            texts = {text: row for row, text in enumerate(dict.fromkeys(one[number] for one in seen))}
            rows, known = index(list(texts))
            sums = np.zeros((len(texts), len(self.codes)), dtype=np.float32)
            if len(rows):
                firsts = np.flatnonzero(np.diff(rows, prepend=-1))
                sums[rows[firsts]] = np.add.reduceat(weights[known], firsts, axis=0)
            # Each text has the same length as a vector, however long it is.
            counts = np.bincount(rows, minlength=len(texts))
            sums *= (share / np.sqrt(np.maximum(counts, 1))).astype(np.float32)[:, None]
            scores += sums[[texts[one[number]] for one in seen]]
        return scores

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
        figures = self._review.features(doc, places, scores, candidates)
        weighed = {id(one.mention) for one in candidates if one.mention}
        kept = [mention for mention in found if id(mention) not in weighed]
        for one, figure in zip(candidates, figures, strict=True):
            if not trusted.isdisjoint(one.rules) or weigh(self._decision, figure) >= self._keep:
                kept.append(one.mention or self._mention(one))
        return sorted(kept, key=lambda m: (m.start, m.end, m.value.code))

    def _mention(self, one: Candidate) -> Mention[MeasureCandidate]:
        return Mention("MEASURE", one.start, one.end, MeasureCandidate(one.code, one.start, one.end), self.name)
