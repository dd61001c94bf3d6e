"""Our own light tagger: institutions with their kinds by a small network over characters and our word lists.

Weights: models/names; how they were made: training/ner.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

import numpy as np

from ..errors import BackendError
from ..rulebook import RuleLibrary
from ..values.hints import Entity, Tagged
from ._edges import WordLists
from ._light_network import BEGIN, LAST, OUTSIDE, Floats, Numbers, codes, in_one_row, mark, scores

#: Characters that go through the network at once.
_BATCH = 4096
_NO_INSTITUTION = ("PER", "LOC")
_SHORTEST = 2


class LightTagger:
    """Institutions with their kinds, each with how sure the network is; persons and places on the way. No words.

    Note [Exact batches]: sentences stand in one row with gaps that no convolution crosses, and sums are taken in blocks
    of equal size, so a sentence gets the same result alone and in a batch.
    """

    everywhere = True

    def __init__(self, library: RuleLibrary) -> None:
        model = resources.files("fangkong.models") / "names"
        if not (model / "weights.npz").is_file():
            raise BackendError(f"the tagger's model is missing at {model}. Reinstall fangkong, or choose --ner none.")
        about = json.loads((model / "about.json").read_text(encoding="utf-8"))
        with (model / "weights.npz").open("rb") as file, np.load(file) as weights:
            self._weights: dict[str, Any] = {name: weights[name].astype(np.float32) for name in weights.files}
        self._labels: list[str] = about["labels"]
        self._lists = WordLists(library)
        self.name = f"fangkong names {about['version']}"

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        """Return the entities of each sentence, in order."""
        known: dict[str, Tagged] = {}
        batch: list[str] = []
        size = 0
        for sentence in dict.fromkeys(sentences):  # what stands twice is read once
            batch.append(sentence)
            size += len(sentence)
            if size >= _BATCH:
                known.update(zip(batch, self._tag(batch), strict=True))
                batch, size = [], 0
        known.update(zip(batch, self._tag(batch), strict=True))
        return [known[sentence] for sentence in sentences]

    def _tag(self, sentences: Sequence[str]) -> list[Tagged]:
        if not sentences:
            return []
        chars, starts = codes(sentences)
        # No word of the lists reaches over a gap: they are looked up once for all sentences.
        marks = mark(self._lists.roles(in_one_row(sentences)[0]), len(chars))
        tags, labels = scores(chars, marks, self._weights)
        found: list[list[Entity]] = [[] for _ in sentences]
        names = [span for span in spans(tags.argmax(axis=1)) if span[1] - span[0] >= _SHORTEST]
        for (start, end), kind, sure in zip(names, *self._judged(names, tags, labels), strict=True):
            number = bisect_right(starts, start) - 1
            at = starts[number]
            name = self._labels[kind]
            if name in _NO_INSTITUTION:
                entity = Entity(start - at, end - at, name, sure=round(sure, 4))
            else:
                entity = Entity(start - at, end - at, "ORG", name if name != "ORG" else "", round(sure, 4))
            found[number].append(entity)
        return [Tagged((), tuple(entities)) for entities in found]

    @staticmethod
    def _judged(names: Sequence[tuple[int, int]], tags: Floats, labels: Floats) -> tuple[list[int], list[float]]:
        """Return the likeliest label of each name, and how sure it and the name's ends are."""
        if not names:
            return [], []
        firsts, ends = np.array(names).T
        sizes = ends - firsts
        # Character by character, all names at once, in the order in which one alone would be summed up.
        sums = labels[firsts]
        for offset in range(1, int(sizes.max())):
            longer = np.flatnonzero(sizes > offset)
            sums[longer] += labels[firsts[longer] + offset]
        kinds = _chances(sums / sizes.astype(np.float32)[:, None])
        best = kinds.argmax(axis=1)
        inside = np.repeat(firsts - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
        least = np.minimum.reduceat(_chances(tags[inside]).max(axis=1), np.cumsum(sizes) - sizes)
        return best.tolist(), np.minimum(least, kinds.max(axis=1)).astype(np.float64).tolist()


def spans(tags: Numbers) -> Iterator[tuple[int, int]]:
    """Yield the names in a row of tags: from a first character to the last, or to where the next begins or none is."""
    start = before = -1
    for at in np.flatnonzero(tags != OUTSIDE).tolist():
        if start >= 0 and (before + 1 != at or tags[at] == BEGIN):
            yield start, before + 1
            start = -1
        if tags[at] == BEGIN:
            start = at
        elif tags[at] == LAST and start >= 0:
            yield start, at + 1
            start = -1
        before = at
    if start >= 0:
        yield start, before + 1


def _chances(scores: Floats) -> Floats:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = raised / raised.sum(axis=1, keepdims=True)
    return chances
