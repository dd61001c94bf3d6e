"""Names that only a tagger finds: those whose kind it tells, and companies and media that end in a telling word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ..rulebook import RuleLibrary
from ..values.hints import Tagged
from ._edges import NAME_CHAR, STRICT, Edges, WordLists, is_tail
from ._heads import Candidate

_SHORTEST = 3
_ORG = "ORG"
#: What a name is written with: no stroke, and no mark of punctuation but brackets and quotes.
_NAME = re.compile(r"[\w()（）“”‘’《》·•.&\- ]+")
#: A name between two ends of words, as in a header.
_LINE = re.compile(r"[\s>|:].*[\s<|(]", re.S)


class TaggedNames:
    """Take organisations over from a tagger, under conditions. Endings: rules/institutions/kinds.toml."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        data = library.rulebook("institutions/kinds").data
        self._places = lists.full_places | lists.short_places
        self._letters = lists.letters
        self._cut = frozenset(data["cut"].split())
        self._sure: float = data["entity_sure"]
        endings = data["entity_endings"]
        self._kinds = {word: kind for kind, words in endings.items() for word in words.split()}
        generic = "|".join(sorted(map(re.escape, lists.generic), key=len, reverse=True))
        self._generic = re.compile(f"(?:{generic})+")
        words = sorted(self._kinds, key=len, reverse=True)
        self._ending = re.compile("|".join(map(re.escape, words)))

    def _is_generic(self, words: str) -> bool:
        return self._generic.fullmatch(words) is not None

    def edged(
        self, text: str, names: Sequence[Candidate], hints: Mapping[int, Tagged], edges: Edges
    ) -> Iterator[Candidate]:
        """Yield names as a tagger that tells kinds sees them begin: 翻开|东风小学, 滨江新城|教育局."""
        begins = {
            start + entity.end: start + entity.start
            for start, tagged in hints.items()
            for entity in tagged.entities
            if entity.kind and entity.sure >= self._sure
        }
        surfaces = Counter(text[name.start : name.end] for name in names)
        for name in names:
            at = begins.get(name.end, name.start)
            trims = name.start < at < name.head and not edges.places(name.start, at)
            # What stands in front of the same name twice, or on a line alone with it, is part of it.
            trims = trims and surfaces[text[name.start : name.end]] == 1 and text[at] not in self._letters
            first = edges.first(at, name.head)
            cut = at - name.start == 1 and first is not None and first.role == "place" and is_tail(name.start, first)
            trims = trims and not cut and not _LINE.fullmatch(text, name.start - 1, name.end + 1)
            grows = at < name.start and edges.limit(name.start, STRICT).start <= at
            yield replace(name, start=at) if trims or grows else name

    def wanted(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield the endings in a text: only there can a tagger add a name."""
        for match in self._ending.finditer(text):
            yield match.span()

    def _is_name(self, name: str, left: int, right: int, edges: Edges) -> bool:
        """Refuse what our lists know better: places, classes, and spans that cut a listed word."""
        if name in self._places or self._is_generic(name):
            return False
        if not NAME_CHAR.match(name, len(name) - 1) and name[-1] not in ")）”":
            return False
        if not _NAME.fullmatch(name):
            return False
        first = edges.first(left, right)
        if first is not None and first.role in {"stop", "class"} and first.start == left:
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
                while left < right and not NAME_CHAR.match(text, left):
                    left += 1
                if entity.kind and entity.sure:
                    cut = text[right - 1 : right + 1] in self._cut
                    if not cut and entity.sure >= self._sure and self._is_name(text[left:right], left, right, edges):
                        yield Candidate(left, right, entity.kind, tagger, right)
                    continue
                if right - left < _SHORTEST:
                    continue
                ending = next((m for m in self._ending.finditer(text, left, right) if m.end() == right), None)
                named = ending is not None and not self._is_generic(text[left : ending.start()])
                if ending is not None and named and ending.start() > left + 1:
                    yield Candidate(left, right, self._kinds[ending[0]], tagger, ending.start())
