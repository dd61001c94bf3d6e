"""Our own light tagger: institutions with their kinds by a small network over characters and our word lists.

Weights: models/names; how they were made: training/ner.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any

import numpy as np

from ..errors import BackendError
from ..rulebook import RuleLibrary
from ..values.hints import Entity, Tagged
from ._edges import WordLists
from ._light_network import BEGIN, LAST, OUTSIDE, Floats, Numbers, codes, mark, scores

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
        out: list[Tagged] = []
        batch: list[str] = []
        size = 0
        for sentence in sentences:
            batch.append(sentence)
            size += len(sentence)
            if size >= _BATCH:
                out += self._tag(batch)
                batch, size = [], 0
        return out + self._tag(batch)

    def _tag(self, sentences: Sequence[str]) -> list[Tagged]:
        if not sentences:
            return []
        chars, starts = codes(sentences)
        marks = np.zeros(len(chars), dtype=np.int64)
        for start, sentence in zip(starts, sentences, strict=True):
            marks[start : start + len(sentence)] = mark(self._lists.roles(sentence), len(sentence))
        tags, labels = scores(chars, marks, self._weights)
        found: list[list[Entity]] = [[] for _ in sentences]
        number, last = 0, len(starts) - 1
        for start, end in spans(tags.argmax(axis=1)):
            while number < last and starts[number + 1] <= start:
                number += 1
            if end - start >= _SHORTEST:
                found[number].append(self._entity(start, end, starts[number], tags, labels))
        return [Tagged((), tuple(entities)) for entities in found]

    def _entity(self, start: int, end: int, offset: int, tags: Floats, labels: Floats) -> Entity:
        kinds = _chances(labels[start:end].mean(axis=0, keepdims=True))[0]
        best = int(kinds.argmax())
        sure = min(float(_chances(tags[start:end]).max(axis=1).min()), float(kinds[best]))
        name = self._labels[best]
        if name in _NO_INSTITUTION:
            return Entity(start - offset, end - offset, name, sure=round(sure, 4))
        return Entity(start - offset, end - offset, "ORG", name if name != "ORG" else "", round(sure, 4))


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
