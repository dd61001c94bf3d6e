"""Where a measure begins and ends: from its governing verb to the end of its object. Words: rules/clause.toml."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..rulebook import Rulebook
from ..segmentation.document import Document
from ._measure_places import LISTED

_EDGE = re.compile(r"[,。;:!?\n()\t —]")
_SEPARATOR = re.compile(f"{LISTED.pattern}|,")
_OPEN, _CLOSE = "“‘《【", "”’》】"
_QUOTE = re.compile(f"[{_OPEN}{_CLOSE}]")


@dataclass(frozen=True, slots=True)
class Part:
    """The stretch between two commas (or stronger marks)."""

    start: int
    end: int


class _Trigger(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


#: No part is wider, not even in a text without any punctuation.
_WIDEST = 300
#: What stands before a verb (adverbs, 对…进行) is never so long.
_LEAD = 40


class ClauseGrammar:
    """Find the part of a clause, the verb that governs a trigger, and the end of its object."""

    def __init__(self, book: Rulebook) -> None:
        def words(name: str) -> str:
            return "|".join(map(re.escape, sorted(book.lexicon[name], key=lambda w: (-len(w), w))))

        verbs, adverbs, nouns = words("verbs"), words("adverbs"), words("tails")
        self._verb = re.compile(f"(?:{verbs})(?![点员组队站栏部])[好了着]?")
        self._own_verb = re.compile(f"(?:{verbs})(?![点员组队站栏部])")
        self._adverbs = re.compile(f"(?:{adverbs}){{1,3}}地?$")
        self._tail = re.compile(book.data["tail"].replace("(?&tails)", f"(?:{nouns})"))
        self._action_behind = re.compile(book.data["action_behind"])
        self._count = re.compile(book.data["count"])
        self._beneficiary = re.compile(book.data["beneficiary"])
        self.merge, self.linked = int(book.data["merge"]), int(book.data["linked"])
        self._light = re.compile(book.data["light"])
        self._verb_reach = int(book.data["verb_reach"])
        self._short = int(book.data["short"])
        self._widest_left, self._widest_right = int(book.data["widest_left"]), int(book.data["widest_right"])
        self._subject = re.compile(book.data["subject"])
        self._action_reach = int(book.data["action_reach"])
        self._list_number = re.compile(book.data["list_number"])
        self._known: tuple[str, list[int]] = "", []

    def part(self, doc: Document, at: int) -> Part:
        """Return the part that holds a character."""
        edges = self._edges(doc.string)
        behind = bisect_left(edges, at)
        start = edges[behind - 1] + 1 if behind else 0
        end = edges[behind] if behind < len(edges) else len(doc.string)
        start = max(start, at - (at - start) % _WIDEST)
        number = self._list_number.match(doc.string, start, at)
        return Part(number.end() if number else start, min(end, start + _WIDEST))

    def _edges(self, text: str) -> list[int]:
        """Return where the marks stand that part a text; asked for every trigger, found once."""
        known = self._known
        if known[0] is not text:
            self._known = known = text, [m.start() for m in _EDGE.finditer(text)]
        return known[1]

    def acts(self, text: str, part: Part, hit: _Trigger) -> bool:
        """Tell whether the part says that something is done with a trigger that alone says too little (G7)."""
        left = text[max(part.start, hit.start - self._action_reach) : hit.start]
        return bool(
            self._verb.search(left)
            or self._action_behind.match(text, hit.end, part.end)
            or self._count.search(text, hit.start, part.end)
            or self._count.search(left)
        )

    def extend(
        self, text: str, part: Part, start: int, end: int, edges: tuple[Sequence[int], Sequence[int]], right: str
    ) -> tuple[int, int]:
        """Return the span around a trigger; `edges` are where the triggers of the part begin and end, both sorted."""
        starts, ends = edges
        before, after = bisect_right(ends, start), bisect_left(starts, end)
        floor = ends[before - 1] if before else part.start
        ceiling = max(starts[after] if after < len(starts) else part.end, end)
        listed = floor > part.start
        if listed:
            floor = max((m.end() for m in _SEPARATOR.finditer(text, floor, start)), default=floor)
        left = self._left(text, floor, start, listed)
        stop = self._right(text, end, min(ceiling, max(part.end, end)), right)
        left, stop = self._widen(text, (left, stop), floor, min(ceiling, max(part.end, end)))
        return _balanced(text, left, stop, part)

    def _widen(self, text: str, span: tuple[int, int], floor: int, ceiling: int) -> tuple[int, int]:
        """Return a short span with the words around it, for a bare trigger says too little to be read alone."""
        left, stop = span
        if stop - left >= self._short:
            return span
        found = _SEPARATOR.search(text, stop, ceiling)
        rest = found.start() if found else ceiling
        if rest - stop <= self._widest_right:
            stop = rest
        if left - floor <= self._widest_left:
            left = floor
            if subject := self._subject.match(text, left, span[0]):
                left = subject.end()
        return left, stop

    def _left(self, text: str, floor: int, start: int, listed: bool) -> int:
        verbs = list(self._verb.finditer(text, floor, start))
        own = self._own_verb.match(text, start)
        at = start
        if verbs and (not own or verbs[-1].end() == start) and start - verbs[-1].end() <= self._verb_reach:
            at = verbs[-1].start()
            for verb in reversed(verbs[:-1]):
                if text[verb.end() : at] not in ("", "并", "、"):
                    break
                at = verb.start()
        elif listed and start - floor <= 8:
            return floor
        near = max(floor, at - _LEAD)
        if adverb := self._adverbs.search(text[near:at]):
            at = near + adverb.start()
        near = max(floor, at - _LEAD)
        if whom := self._beneficiary.search(text[near:at]):
            return near + whom.start()
        if self._light.match(text, at) and (object_ := text.rfind("对", max(floor, at - 40), at)) >= 0:
            return object_
        return at

    def _right(self, text: str, end: int, ceiling: int, right: str) -> int:
        if right == "part":
            found = _SEPARATOR.search(text, end, ceiling) if ceiling - end > 14 else None
            stop = found.start() if found else ceiling
            return min(stop, end + 18)
        tail = self._tail.match(text, end, ceiling)
        return tail.end() if tail else end


def _balanced(text: str, start: int, end: int, part: Part) -> tuple[int, int]:
    """Return the span with quotation marks and book-title marks closed where one of a pair was left out."""
    while end > start and text[end - 1] in "、,和及与 ":
        end -= 1
    if not _QUOTE.search(text, max(0, start - 1), end + 1):
        return start, end
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        inside = text[start:end]
        if inside.count(opening) > inside.count(closing):
            at = text.find(closing, end, end + 20)
            if at >= 0:
                end = at + 1
        elif inside.count(closing) > inside.count(opening):
            at = text.rfind(opening, max(part.start, start - 30), start)
            if at >= 0:
                start = at
        elif text[start - 1 : start] == opening and text[end : end + 1] == closing:
            start, end = start - 1, end + 1
    return start, end
