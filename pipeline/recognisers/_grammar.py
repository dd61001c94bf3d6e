"""The left edge and the kind of a name, from its head."""

from __future__ import annotations

from collections.abc import Iterable

from ..rulebook import RuleLibrary
from ._edges import Edges, WordLists
from ._heads import Candidate, Head
from ._kinds import KindWords
from ._school_modes import SchoolModes


class NameGrammar:
    """Grow heads leftwards into names."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        self._words = KindWords(library, lists)

    def names(self, text: str, heads: Iterable[Head], edges: Edges) -> list[Candidate]:
        """Return the names that heads stand for; `heads` come by their ends."""
        growth = SchoolModes(self._words, text, edges)
        for head in heads:
            growth.add(head)
        return growth.found
