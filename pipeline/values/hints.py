"""What a model says about sentences: words with part of speech, and entities. Hints, never the truth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, Protocol

#: The taggers that there are; "none" is to do without.
TaggerName = Literal["lac", "spacy", "light", "none"]
DEFAULT_TAGGER: TaggerName = "light"
MeasuresName = Literal["model", "rules"]


class Word(NamedTuple):
    """A word and its part of speech (the tagger's own tag set). Offsets count in the sentence given."""

    start: int
    end: int
    tag: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A name: `label` is PER, LOC, ORG or TIME. Offsets count in the sentence given.

    `kind` is the kind of institution, "" where the tagger does not tell; `sure` is how sure it is, from 0 (it does not
    tell) to 1.
    """

    start: int
    end: int
    label: str
    kind: str = ""
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Tagged:
    """One sentence's words (covering it, in order) and entities."""

    words: tuple[Word, ...]
    entities: tuple[Entity, ...] = ()


class Tagger(Protocol):
    """A backend: sentences in, tags out, the same result for a sentence whatever stands beside it."""

    @property
    def name(self) -> str:
        """Name and version, as it stands in `--explain`."""
        ...

    @property
    def everywhere(self) -> bool:
        """Whether it may find names where no rule suspects one, and so should read every sentence."""
        ...

    def tag(self, sentences: Sequence[str]) -> list[Tagged]:
        """Return one `Tagged` for each sentence, in order."""
        ...
