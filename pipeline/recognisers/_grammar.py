"""The left edge and the kind of a name, from its head."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..rulebook import RuleLibrary
from ._edges import Edges, WordLists
from ._heads import Candidate, Head
from ._kinds import KindWords
from ._school_modes import SchoolModes

_SHORTEST = 3


class NameGrammar:
    """Grow heads leftwards into names."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        self._words = KindWords(library, lists)

    def names(self, text: str, heads: Iterable[Head], edges: Edges) -> list[Candidate]:
        """Return the names that heads stand for; `heads` come by their ends."""
        growth = SchoolModes(self._words, text, edges)
        for head in heads:
            growth.add(head)
        verbs = {name.start for name in growth.found if self._begins_with_verb(text, name)}
        return [replace(n, start=n.start + 1) if n.start in verbs else n for n in growth.found]

    def _begins_with_verb(self, text: str, name: Candidate) -> bool:
        """Tell whether a name holds a verb in front, which what stands behind it tells: 经|明德中学|同意."""
        if name.start == name.head or name.end - name.start <= _SHORTEST:
            return False
        around = self._words.lists.around.items()
        return any(text[name.start] in before and after.match(text, name.end) for before, after in around)
