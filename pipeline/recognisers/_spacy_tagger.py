"""Our own spaCy NER over pkuseg words. Weights: models/ner; how they were made: training/ner."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from importlib import resources
from typing import Any

from ..errors import BackendError
from ..segmentation.tokens import tokenizer
from ..values.hints import Entity, Tagged, Word

_BATCH = 64


class SpacyTagger:
    """Words, persons, places, and institutions with their kinds, by a spaCy `ner` that we trained.

    Words carry no part of speech. Sentences are tagged one beside the other, never joined: the same result alone or in
    a batch.
    """

    everywhere = False

    def __init__(self) -> None:
        model = resources.files("fangkong.models") / "ner"
        if not (model / "ner.bin").is_file():
            raise BackendError(f"the NER's model is missing at {model}. Reinstall fangkong, or choose another --ner.")
        about = json.loads((model / "about.json").read_text(encoding="utf-8"))
        words = tokenizer()
        self._words: Any = words
        ner: Any = words.create_pipe("ner", config={"model": about["config"]})
        for label in about["labels"]:
            ner.add_label(label)
        ner.initialize(lambda: [_example(words)], nlp=words)
        ner.from_bytes(zlib.decompress((model / "ner.bin").read_bytes()), exclude=["vocab"])
        self._ner = ner
        self.name = f"fangkong ner {about['version']}"

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        """Return words and entities of each sentence, in order."""
        out = []
        for first in range(0, len(sentences), _BATCH):
            docs = [self._words.make_doc(text) for text in sentences[first : first + _BATCH]]
            self._ner.set_annotations(docs, self._ner.predict(docs))
            out += [_tagged(doc) for doc in docs]
        return out


def _example(words: Any) -> Any:
    """Return what spaCy needs to lay a network out."""
    from spacy.training import Example

    doc = words.make_doc("学校")
    return Example(doc, words.make_doc("学校"))


def _tagged(doc: Any) -> Tagged:
    words = tuple(Word(token.idx, token.idx + len(token), "") for token in doc)
    return Tagged(words, tuple(_entity(span) for span in doc.ents))


def _entity(span: Any) -> Entity:
    label = span.label_
    if label in ("PER", "LOC"):
        return Entity(span.start_char, span.end_char, label)
    # The parser tells no chances: its kinds are kept, but are not enough to add a name.
    return Entity(span.start_char, span.end_char, "ORG", "" if label == "ORG" else label, sure=0.0)
