"""A linear model over character n-grams beside the measure rules: it knows more wordings than rules can list.

It adds a measure where it is sure and no rule spoke, and takes back what a rule found where it sees nothing of the
kind. Trained by training/measures/train.py; weights ship in models/measures, thresholds in rules/measure_model.toml.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence, Set
from importlib import resources
from typing import TYPE_CHECKING

from ..errors import BackendError
from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document, Segment
from ..values.measures import MeasureCandidate
from ._ngram_index import NgramIndex

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Shortest and longest n-gram, and what stands for either end of a phrase.
NGRAMS = (1, 4)
EDGE = "\u0002"
_PAUSE = re.compile(r"[,。;:!?\n]|(?<=[^ ]) +(?=[^ ])")


def phrases(text: str, start: int = 0, end: int | None = None) -> Iterator[Segment]:
    """Yield the stretches between two pauses of a text, without white space at their ends."""
    stop = len(text) if end is None else end
    at = start
    for match in (*_PAUSE.finditer(text, start, stop), None):
        right = match.start() if match else stop
        piece = text[at:right]
        if piece.strip():
            left = at + len(piece) - len(piece.lstrip())
            yield Segment(left, left + len(piece.strip()))
        at = match.end() if match else stop


def ngrams(phrase: str) -> set[str]:
    """Return the character n-grams of a phrase, its ends marked; digits count as one sign."""
    text = EDGE + "".join("0" if char.isdigit() else char for char in phrase) + EDGE
    shortest, longest = NGRAMS
    return {text[at : at + size] for size in range(shortest, longest + 1) for at in range(len(text) - size + 1)}


class MeasureModel:
    """Probabilities of measure codes for phrases, and what they mean for the rules' findings."""

    def __init__(self, library: RuleLibrary) -> None:
        import numpy as np

        folder = resources.files("fangkong.models") / "measures"
        if not (folder / "about.json").is_file():
            raise BackendError(f"the measure model is missing at {folder}. Reinstall fangkong.")
        about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
        self.codes: tuple[str, ...] = tuple(about["codes"])
        self.name = f"measure-model {about['version']}"
        self._column = {code: index for index, code in enumerate(self.codes)}
        data = library.rulebook("measure_model").data
        self._add, self._veto = float(data["add"]), float(data["veto"])
        self._lead = re.compile(data["lead"])
        with (folder / "weights.npz").open("rb") as file:
            held = np.load(file)
            self._index = NgramIndex(str(held["grams"]).split("\n"), EDGE)
            self._weights: NDArray[np.float32] = held["weights"].astype(np.float32)
            self._bias: NDArray[np.float32] = held["bias"].astype(np.float32)

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a matrix of phrases x codes; each cell the probability that the phrase tells of that measure."""
        import numpy as np

        scores = np.zeros((len(texts), len(self.codes)), dtype=np.float32)
        rows, known = self._index(texts)
        counts = np.bincount(rows, minlength=len(texts))
        if len(rows):
            firsts = np.flatnonzero(np.diff(rows, prepend=-1))
            scores[rows[firsts]] = np.add.reduceat(self._weights[known], firsts, axis=0)
        # Each phrase has length one as a vector, however long it is.
        scores /= np.sqrt(np.maximum(counts, 1)).astype(np.float32)[:, None]
        scores += self._bias
        chances: NDArray[np.float32] = (1 / (1 + np.exp(-scores))).astype(np.float32)
        return chances

    def review(
        self, doc: Document, found: Sequence[Mention[MeasureCandidate]], trusted: Set[str] = frozenset()
    ) -> list[Mention[MeasureCandidate]]:
        """Return the rules' findings without those that the model sees nothing in, and with those it adds.

        Args:
            doc: The laid-out report.
            found: What the rules found.
            trusted: Ids of rules whose findings always stand: a user's own know words that the model does not.
        """
        places = [
            phrase for block in doc.blocks if block.is_content for phrase in phrases(doc.string, block.start, block.end)
        ]
        if not places:
            return list(found)
        chances = self.probabilities([doc.string[p.start : p.end] for p in places])
        kept = [
            m
            for m in found
            if m.value.polarity or not trusted.isdisjoint(m.found_by.split("+")) or self._believes(m, places, chances)
        ]
        added = [
            Mention("MEASURE", place.start, place.end, MeasureCandidate(code, place.start, place.end), self.name)
            for row, place in enumerate(self._without_lead(doc.string, place) for place in places)
            for code in (self.codes[column] for column in (chances[row] >= self._add).nonzero()[0])
            if not any(m.value.code == code and m.start < place.end and place.start < m.end for m in kept)
        ]
        return sorted([*kept, *added], key=lambda m: (m.start, m.end, m.value.code))

    def _without_lead(self, text: str, place: Segment) -> Segment:
        lead = self._lead.match(text, place.start, place.end)
        return Segment(lead.end(), place.end) if lead and lead.end() < place.end else place

    def _believes(
        self, mention: Mention[MeasureCandidate], places: Sequence[Segment], chances: NDArray[np.float32]
    ) -> bool:
        column = self._column.get(mention.value.code)
        rows = [row for row, p in enumerate(places) if p.start < mention.end and mention.start < p.end]
        return column is None or not rows or bool(chances[rows, column].max() >= self._veto)
