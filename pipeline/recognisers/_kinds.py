"""What decides the kind of a name, and which names may stand inside another. Words: rules/institutions/kinds.toml."""

from __future__ import annotations

import re

from ..rulebook import RuleLibrary
from ._edges import WordLists


class KindWords:
    """The words of rules/institutions/kinds.toml, ready to look up."""

    def __init__(self, library: RuleLibrary, lists: WordLists) -> None:
        data = library.rulebook("institutions/kinds").data
        self.vocational = tuple(data["vocational"].split())
        self.lists = lists
        generic = "|".join(sorted(map(re.escape, lists.generic), key=len, reverse=True))
        self._generic = re.compile(f"(?:{generic})*")
        self.joins = re.compile(data["joins"])
        subjects = "|".join(sorted(map(re.escape, data["subjects"].split()), key=len, reverse=True))
        self.subjects = re.compile(f"(?:{subjects})+")
        self.subject_before = re.compile(f"(?:{subjects}){{1,3}}$")
        self.name_final, self.rooms = tuple(data["name_final"].split()), frozenset(data["rooms"].split())
        self.our, self.parties = tuple(data["our"].split()), tuple(data["parties"].split())
        self.broken_line = re.compile(data["broken_line"])
        self.founders: dict[str, list[str]] = data["founders"]
        self.bases = frozenset(data["bases"])
        self.schools = frozenset(data["schools"])
        self.owners = frozenset(data["owners"])
        self.party_places = tuple(data["places_of_party"].split())
        self.parts = tuple(data["parts"].split())
        self.grown = frozenset(data["grown"])
        self._inside = frozenset(data["inside"].split())
        self._independent = frozenset(data["independent"].split())
        self.before_place = tuple(data["before_place"].split())
        self.epidemic = tuple(data["epidemic"].split())
        self.nations = tuple(data["nations"].split())
        self.units = frozenset(data["units"])
        self.inner_words = tuple(data["inner_words"].split())
        self.unit_owners = frozenset(data["unit_owners"].split())
        self.outside = frozenset(data["outside"].split())
        self.own_letter = tuple(data["own_letter"].split())
        self.bureau_parts = tuple(data["bureau_parts"].split())
        self.umbrellas = tuple(data["umbrellas"].split())
        self.members = tuple(data["members"].split())

    def is_independent(self, own: str) -> bool:
        """Tell whether a college that bears a university's name is one of its own: 天津商业大学宝德学院."""
        if own in self._independent:
            return True
        return 1 < len(own) <= 4 and own not in self._inside and self.subjects.fullmatch(own) is None

    def is_generic(self, words: str) -> bool:
        """Tell whether words in front of a head name nothing: 农村, 民办."""
        return self._generic.fullmatch(words) is not None
