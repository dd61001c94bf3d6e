"""Privacy: names of persons, telephone numbers and the like, hidden so that offsets hold. Rules: rules/privacy.toml.

See docs/privacy.md for what is hidden, and what is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from .mention import Notice
from .rulebook import RuleLibrary
from .segmentation.document import Document
from .values.hints import Tagged

#: Stands in place of each hidden character.
STAR = "＊"


class Hidden(NamedTuple):
    """A place to hide, in normalised offsets, and what stands there: person, phone, id_card, account or email."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with what leads to persons hidden, and what was hidden in it."""

    text: str
    words: tuple[str, ...]

    def notice(self, notice: Notice) -> Notice:
        """Return a notice whose message quotes nothing hidden."""
        message = notice.message
        for word in self.words:
            message = message.replace(word, STAR * len(word))
        return replace(notice, message=message)


class Masker:
    """Hides what leads to natural persons: by rules, and by the tagger's persons where it read."""

    def __init__(self, library: RuleLibrary) -> None:
        self._book = library.rulebook("privacy")
        self._public = frozenset(self._book.data["public"])
        self._name = self._book["privacy.name"].pattern
        self._title = self._book["privacy.title"].pattern

    def __call__(self, doc: Document, names: Iterable[tuple[int, int]], hints: Mapping[int, Tagged]) -> Masked:
        """Return the raw text with persons hidden.

        Args:
            doc: The report.
            names: Where institutions and platforms are named, in normalised offsets: no person is looked for there.
            hints: What the tagger said of sentences, by their start.
        """
        places = sorted(set(self.places(doc.string, list(names), hints)))
        raw = list(doc.text.raw)
        words = set()
        for place in places:
            left, right = doc.text.to_raw(place.start, place.end)
            words |= {doc.string[place.start : place.end], doc.text.raw[left:right]}
            raw[left:right] = [char if char in "\r\n" else STAR for char in raw[left:right]]
        return Masked("".join(raw), tuple(sorted(words, key=len, reverse=True)))

    def places(self, text: str, names: list[tuple[int, int]], hints: Mapping[int, Tagged]) -> Iterator[Hidden]:
        """Yield what is to be hidden in a normalised text."""
        found = set()
        for place in (*self._by_rules(text), *self._by_tagger(text, hints)):
            if place.kind != "person":
                yield place
            elif text[place.start : place.end] not in self._public and not _meets(place, names):
                found.add(text[place.start : place.end])
                yield place
        # Who is named once with a title is meant wherever the name stands.
        for name in sorted(found):
            if len(name) > 1:
                for match in re.finditer(re.escape(name), text):
                    again = Hidden(*match.span(), "person")
                    if not _meets(again, names):
                        yield again

    def _by_rules(self, text: str) -> Iterator[Hidden]:
        for rule, match in self._book.finditer(text):
            if rule.data["kind"] == "part":
                continue
            if "hide" in match.re.groupindex:
                yield Hidden(*match.span("hide"), rule.data["kind"])
            else:
                start, end = match.span("names")
                at = start
                while at < end and (name := self._name.search(text, at, end)):
                    yield Hidden(*name.span(), rule.data["kind"])
                    at = name.end()

    def _by_tagger(self, text: str, hints: Mapping[int, Tagged]) -> Iterator[Hidden]:
        for start, tagged in hints.items():
            for entity in tagged.entities:
                if entity.label != "PER":
                    continue
                left = start + entity.start
                name = self._title.sub("", text[left : start + entity.end])
                if self._name.fullmatch(name):
                    yield Hidden(left, left + len(name), "person")


def _meets(place: Hidden, names: list[tuple[int, int]]) -> bool:
    return any(place.start < end and start < place.end for start, end in names)
