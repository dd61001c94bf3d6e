"""Names that only a tagger finds: companies and media whose names end in a telling word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..rulebook import RuleLibrary
from ..values.hints import Tagged
from ._heads import Candidate

_SHORTEST = 3
_ORG = "ORG"


class TaggedNames:
    """Take organisations over from a tagger, under conditions. Endings: rules/institutions/kinds.toml."""

    def __init__(self, library: RuleLibrary) -> None:
        endings = library.rulebook("institutions/kinds").data["entity_endings"]
        self._kinds = {word: kind for kind, words in endings.items() for word in words.split()}
        words = sorted(self._kinds, key=len, reverse=True)
        self._ending = re.compile("|".join(map(re.escape, words)))

    def wanted(self, text: str) -> Iterator[int]:
        """Yield the places where an ending stands: only there can a tagger add a name."""
        for match in self._ending.finditer(text):
            yield match.start()

    def __call__(self, text: str, hints: Mapping[int, Tagged], tagger: str) -> Iterator[Candidate]:
        """Yield the organisations of the tagged sentences that end in one of our endings."""
        for start, tagged in hints.items():
            for entity in tagged.entities:
                left, right = start + entity.start, start + entity.end
                if entity.label != _ORG or right - left < _SHORTEST:
                    continue
                ending = next((m for m in self._ending.finditer(text, left, right) if m.end() == right), None)
                if ending is not None and ending.start() > left + 1:
                    yield Candidate(left, right, self._kinds[ending[0]], tagger, ending.start())
