"""Word edges without a segmenter: stop words, class words and place names, cut out of the text in one pass."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from ..gazetteer import NameMatcher
from ..places import common_names, short_name
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.hints import Tagged

Role = Literal["stop", "class", "work", "noun", "keep", "place"]
#: What names are made of, besides digits.
NAME_CHAR = re.compile(r"[㐀-䶿一-鿿〇·]")
#: Roles of words that end a name.
STRICT: frozenset[str] = frozenset({"stop", "class", "work", "noun"})
_GROUP = "(集团)"
_REACH = 36
#: Characters of the shortest name of a place with its letter: 南县.
_SHORT_PLACE = 2
_ROUNDED = "余多几"


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the lists, or a place name, where it stands in the text."""

    start: int
    end: int
    role: Role


@dataclass(frozen=True, slots=True)
class Limit:
    """How far left a name may reach, and what stops it there ("" for punctuation or the end of reach)."""

    start: int
    role: Role | Literal[""]


def is_tail(start: int, place: Token) -> bool:
    """Tell whether a place of two characters follows one character: it may be the end of one that the list lacks."""
    return place.start - start == 1 and place.end - place.start == _SHORT_PLACE


class WordLists:
    """The words of rules/institutions/boundary.toml and the place names, ready to look up."""

    def __init__(self, library: RuleLibrary) -> None:
        data = library.rulebook("institutions/boundary").data
        places = data["places"]
        self.generic = frozenset(data["generic"].split())
        self.suffixes = tuple(sorted(places["suffixes"].split(), key=len, reverse=True))
        self.letters: str = places["letters"]
        self.sure_letters: str = places["sure_letters"]
        self.countries = tuple(places["countries"].split())
        self.around = {before: re.compile(after) for before, after in data["around"].items()}
        self.edge = frozenset(data["edge"].split())
        self.counted: str = data["counted"]
        self.counted_class: str = data["counted_class"]
        self.stop_tags = frozenset(data["stop_tags"].split())
        self.inner_class = frozenset(data["inner_class"].split())
        self.always_class = tuple(data["always_class"].split())
        self.listed_class = re.compile(data["listed_class"])
        peoples = sorted(places["peoples"].split(), key=len, reverse=True)
        not_short = frozenset(places["not_short"].split())
        names: dict[str, Role] = {}
        for role in ("noun", "work", "stop", "class", "keep"):
            names.update(dict.fromkeys(data[role].split(), role))
        self.short_places = set[str]()
        self.full_places = set[str]()
        for row in library.gazetteer("divisions"):
            full = row["name"]
            short = short_name(full)
            self.full_places.add(full)
            names[full] = "place"
            for common in common_names(full, peoples):
                self.full_places.add(common)
                names.setdefault(common, "place")
            # Short county names are often common words (公安, 合作): only those of provinces and cities are read alone.
            if len(short) > 1 and short not in not_short and row["id"].endswith("00"):
                self.short_places.add(short)
                names.setdefault(short, "place")
            elif len(short) > 1 and short not in not_short:
                self.short_places.add(short)
                names.setdefault(short, "keep")
                if short[-1] in self.letters:
                    self.full_places.add(short)
        self._matcher = NameMatcher(names)

    def roles(self, text: str) -> Iterator[tuple[int, int, Role]]:
        """Yield the listed words and places of a text with their roles."""
        yield from self._matcher(text)

    def edges(self, doc: Document) -> Edges:
        """Return the word edges of one document."""
        return Edges(self, doc, tuple(Token(s, e, r) for s, e, r in self._matcher(doc.string)))


class Edges:
    """Word edges of one document."""

    def __init__(self, lists: WordLists, doc: Document, tokens: tuple[Token, ...]) -> None:
        self._lists = lists
        self._doc = doc
        self._tokens = tokens
        self._hinted: set[int] = set()
        #: Places where a hint would have stopped a name, had there been one.
        self.open: set[int] = set()

    def add_hints(self, start: int, tagged: Tagged, stop_tags: frozenset[str]) -> None:
        """Let the words of a sentence with a tag of `stop_tags` stop names, where our lists know no better."""
        for word in tagged.words:
            if word.tag not in stop_tags:
                continue
            left, right = start + word.start, start + word.end
            known = self.token_before(right)
            if known is None or known.end <= left:
                text = self._doc.string[left:right]
                if text not in self._lists.short_places and self.token_over(right) is None:
                    self._hinted.add(right)

    def token_before(self, at: int) -> Token | None:
        """Return the last token that ends at or before `at`."""
        index = bisect_right(self._ends, at) - 1
        return self._tokens[index] if index >= 0 else None

    def token_over(self, at: int) -> Token | None:
        """Return the token that `at` falls into the middle of."""
        index = bisect_right(self._ends, at)
        if index < len(self._tokens) and self._tokens[index].start < at:
            return self._tokens[index]
        return None

    def limit(self, at: int, roles: frozenset[str]) -> Limit:
        """Return how far left a name may reach whose head begins at `at`; `roles` are the token roles that stop it."""
        text = self._doc.string
        over = self.token_over(at)
        if over is not None and over.role == "class":
            return Limit(at, "class")
        stop = at
        floor = max(0, at - _REACH)
        while stop > floor:
            char = text[stop - 1]
            if NAME_CHAR.match(char) or (stop < len(text) and _ordinal_digit(text, stop - 1, at)):
                stop -= 1
            elif text.startswith(_GROUP, max(0, stop - len(_GROUP))) and stop - len(_GROUP) >= floor:
                stop -= len(_GROUP)
            else:
                break
        role: Role | Literal[""] = ""
        if stop < at and stop > 0 and text[stop - 1].isdigit():
            unit = stop + (text[stop] in _ROUNDED)
            if unit < at and text[unit] in self._lists.counted:
                role = "class" if text[unit] in self._lists.counted_class else "stop"
                stop = unit + 1
        index = bisect_right(self._ends, at) - 1
        while index >= 0 and self._tokens[index].end > stop:
            token = self._tokens[index]
            if token.role in roles:
                stop, role = token.end, token.role
                break
            index -= 1
        if "noun" in roles:
            for edge in range(at, stop, -1):
                if edge in self._hinted:
                    return Limit(edge, "stop")
                if edge not in self.open and self._is_open(edge):
                    self.open.add(edge)
        return Limit(stop, role)

    def first(self, start: int, end: int) -> Token | None:
        """Return the first token that lies inside a stretch."""
        index = bisect_right(self._ends, start)
        if index < len(self._tokens) and start <= self._tokens[index].start and self._tokens[index].end <= end:
            return self._tokens[index]
        return None

    def _is_open(self, at: int) -> bool:
        """Tell whether a hint may stop a name at a place: where no token of ours ends and none lies across."""
        index = bisect_right(self._ends, at)
        if index and self._ends[index - 1] == at:
            return False
        return not (index < len(self._tokens) and self._tokens[index].start < at)

    def places(self, start: int, end: int) -> list[Token]:
        """Return the place names that lie inside a stretch."""
        index = bisect_right(self._ends, start)
        found = []
        while index < len(self._tokens) and self._tokens[index].end <= end:
            if self._tokens[index].role == "place" and self._tokens[index].start >= start:
                found.append(self._tokens[index])
            index += 1
        return found

    @cached_property
    def _ends(self) -> list[int]:
        return [token.end for token in self._tokens]


def _ordinal_digit(text: str, place: int, head: int) -> bool:
    """Tell whether a digit belongs to an ordinal of a name: 第87, 合肥168中."""
    if not text[place].isdigit():
        return False
    right = place
    while right < len(text) and text[right].isdigit():
        right += 1
    left = place
    while left > 0 and text[left - 1].isdigit():
        left -= 1
    return right - left <= 4 and (right == head or text[left - 1 : left] == "第")
