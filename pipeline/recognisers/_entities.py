"""Names that only a tagger finds: those whose kind it tells, and companies and media that end in a telling word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..rulebook import RuleLibrary
from ..values.hints import Tagged
from ._edges import Edges, WordLists
from ._heads import Candidate

_SHORTEST = 3
_ORG = "ORG"


class TaggedNames:
    """Take organisations over from a tagger, under conditions. Endings: rules/institutions/kinds.toml."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        data = library.rulebook("institutions/kinds").data
        self._places = lists.full_places | lists.short_places
        self._sure: float = data["entity_sure"]
        endings = data["entity_endings"]
        self._kinds = {word: kind for kind, words in endings.items() for word in words.split()}
        generic = "|".join(sorted(map(re.escape, lists.generic), key=len, reverse=True))
        self._generic = re.compile(f"(?:{generic})+")
        words = sorted(self._kinds, key=len, reverse=True)
        self._ending = re.compile("|".join(map(re.escape, words)))

    def _is_generic(self, words: str) -> bool:
        return self._generic.fullmatch(words) is not None

    def wanted(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the endings in a text: only there can a tagger add a name."""
        for match in self._ending.finditer(text):
            yield match.span()

    def _is_name(self, name: str, left: int, right: int, edges: Edges) -> bool:
        """Refuse what our lists know better: places, classes, and spans that cut a listed word."""
        if name in self._places or self._is_generic(name):
            return False
        before = edges.token_before(left)
        if before is not None and before.end == left and before.role == "class":
            return False
        return edges.token_over(left) is None and edges.token_over(right) is None

    def __call__(self, text: str, hints: Mapping[int, Tagged], tagger: str, edges: Edges) -> Iterator[Candidate]:
        """Yield the organisations of the tagged sentences that bear a kind, or end in one of our endings."""
        for start, tagged in hints.items():
            for entity in tagged.entities:
                left, right = start + entity.start, start + entity.end
                if entity.label != _ORG:
                    continue
                if entity.kind and entity.sure:
                    if entity.sure >= self._sure and self._is_name(text[left:right], left, right, edges):
                        yield Candidate(left, right, entity.kind, tagger, right)
                    continue
                if right - left < _SHORTEST:
                    continue
                ending = next((m for m in self._ending.finditer(text, left, right) if m.end() == right), None)
                named = ending is not None and not self._is_generic(text[left : ending.start()])
                if ending is not None and named and ending.start() > left + 1:
                    yield Candidate(left, right, self._kinds[ending[0]], tagger, ending.start())
