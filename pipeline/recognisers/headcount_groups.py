"""Which people a count means: told by the noun behind it, the noun in front of it, or the heading of its list."""

from __future__ import annotations

import re

from ..gazetteer import NameMatcher
from ..rulebook import RuleLibrary
from ..segmentation.document import Document

# What parts the noun in front of a number from what belongs to something else.
_BREAK = re.compile("[,。;:!?、()“”\n]")
_BRACKET = re.compile(r"\([^()\n]{1,30}\)$")
_COMMA = re.compile("[,、]")
_REACH = 60


class GroupFinder:
    """Find the groups that a count names."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("headcounts")
        words = {**book.lexicon["people"], **book.lexicon["neutral"]}
        self._words: NameMatcher[tuple[str, ...]] = NameMatcher({word: tuple(words[word]) for word in words})
        context = library.rulebook("headcount_context")
        self._elided = context["headcount_context.elided"].pattern

    def in_noun(self, noun: str) -> tuple[str, ...]:
        """Return the groups that a noun phrase names, in its order: 党员干部及教师 names three."""
        groups = [group for _, _, found in self._words(noun) for group in found]
        named = tuple(dict.fromkeys(groups))
        # 名同志, 名代表 and 人员 say nothing beside a word that does.
        telling = tuple(group for group in named if group != "other")
        return telling or named

    def in_front(self, doc: Document, start: int) -> tuple[str, ...]:
        """Return the groups of the last noun before a number in its own phrase, else of the heading it stands under."""
        sentence = doc.sentence_at(start)
        if sentence is None:
            return ()
        front = _BRACKET.sub("", doc.string[max(sentence.start, start - _REACH) : start])
        pieces = _BREAK.split(front)
        phrase = pieces[-1]
        if groups := self._last(phrase):
            return groups
        if phrase and not self._elided.match(phrase):
            return ()
        before = front[: len(front) - len(phrase)]
        if before.endswith(":"):
            return self._last(_BREAK.split(before[:-1])[-1])
        if phrase and before.endswith(","):
            return self._last(_COMMA.split(before[:-1])[-1])
        return ()

    def _last(self, phrase: str) -> tuple[str, ...]:
        """Return the groups of the last word for people in a phrase, with those directly joined to it."""
        hits = list(self._words(phrase))
        groups: tuple[str, ...] = ()
        reached = None
        for left, right, found in reversed(hits):
            if reached is not None and reached != right:
                break
            groups = (*found, *groups)
            reached = left
        return tuple(dict.fromkeys(groups))
