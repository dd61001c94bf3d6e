"""Which people a count means: told by the noun behind it, the noun in front of it, or what it is a part of."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..gazetteer import NameMatcher
from ..rulebook import CompiledRule, RuleLibrary
from ..segmentation.document import Document

Groups = tuple[str, ...]

# What parts the noun in front of a number from what belongs to something else.
_BREAK = re.compile("[,。;:!?、()“”\n]")
_BRACKET = re.compile(r"\([^()\n]{1,30}\)$")
_COMMA = re.compile("[,、]")
# What ends a list of people in front of a number, read from behind.
_LIST_END = re.compile("[0-9,。;:!?“”\n]")
_OF = re.compile("(?:组成)?的|")
_REACH = 120
_WORD = 8
_GAP = 0
_ROUGH = "other"


class GroupFinder:
    """Make the readers of groups for one report after another."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("headcounts")
        words = {**book.lexicon["implied"], **book.lexicon["people"], **book.lexicon["neutral"]}
        context = library.rulebook("headcount_context")
        self._elided = context["headcount_context.elided"].pattern
        self._joint = context["headcount_context.joint"].pattern
        self._grade = context["headcount_context.grade"]
        self._plain = _matcher(words)
        self._stages = [
            (rule.pattern, _matcher({**words, **book.lexicon[rule.data["lexicon"]]}))
            for rule in context.rules
            if rule.data["side"] == "stage"
        ]

    def reader(self, doc: Document) -> GroupReader:
        """Return a reader for one report: what 孩子 and 新生 are depends on the kind of school it tells of."""
        counts = [(len(pattern.findall(doc.string)), matcher) for pattern, matcher in self._stages]
        most, matcher = max(counts, key=lambda pair: pair[0], default=(0, self._plain))
        return GroupReader(doc, matcher if most else self._plain, self._elided, self._joint, self._grade)


class GroupReader:
    """Read the groups that the counts of one report name."""

    def __init__(
        self,
        doc: Document,
        words: NameMatcher[Groups],
        elided: re.Pattern[str],
        joint: re.Pattern[str],
        grade: CompiledRule,
    ) -> None:
        self._doc = doc
        self._words = words
        self._elided = elided
        self._joint = joint
        self._grade = grade

    def in_noun(self, noun: str) -> Groups:
        """Return the groups that a noun phrase names, in its order: 党员干部及教师 names three."""
        named = tuple(dict.fromkeys(group for _, _, found in self._words(noun) for group in found))
        # 同志, 代表 and 人员 say nothing beside a word that does.
        telling = tuple(group for group in named if group != _ROUGH)
        return telling or named

    def in_front(self, start: int) -> Groups:
        """Return the groups of the last noun before a number in its own phrase, else of the heading it stands under."""
        phrase, front = self._phrase(start)
        if groups := self._last(phrase):
            return self._listed(front) or groups
        if self._grade.pattern.search(phrase):
            return tuple(self._grade.data["groups"])
        if phrase and not self._elided.match(phrase):
            return ()
        before = front[: len(front) - len(phrase)]
        if before.endswith(":"):
            return self._last(_BREAK.split(before[:-1])[-1])
        if phrase and before.endswith(","):
            return self._last(_COMMA.split(before[:-1])[-1])
        return ()

    def just_in_front(self, start: int) -> Groups:
        """Return the groups of a word for people that touches the number: 领导班子 before 7名成员."""
        window = self._doc.string[max(0, start - _WORD) : start]
        for _, right, found in self._words(window):
            if right == len(window):
                return found
        return ()

    def just_behind(self, end: int) -> Groups:
        """Return the groups of a word for people that follows at once: 12人志愿者队伍, 12人的志愿服务队."""
        end += len(_OF.match(self._doc.string, end)[0])  # type: ignore[index]
        for left, _, found in self._words(self._doc.string[end : end + _WORD]):
            return found if left <= _GAP else ()
        return ()

    def in_sentence(self, start: int) -> Groups:
        """Return the groups of the last word for people anywhere before a number in its sentence."""
        sentence = self._doc.sentence_at(start)
        front = self._doc.string[max(sentence.start, start - _REACH) : start] if sentence else ""
        # Two marks side by side have nothing between them.
        parts = reversed(_LIST_END.split(front))
        return next((groups for part in parts if len(part) > 1 and (groups := self._listed(part))), ())

    def _phrase(self, start: int) -> tuple[str, str]:
        sentence = self._doc.sentence_at(start)
        if sentence is None:
            return "", ""
        front = _BRACKET.sub("", self._doc.string[max(sentence.start, start - _REACH) : start])
        return _BREAK.split(front)[-1], front

    def _listed(self, front: str) -> Groups:
        """Return the groups of a list of people that ends at a number: 校长、校医和班主任420人."""
        text = _LIST_END.split(front)[-1]
        words = list(self._words(text))
        first = len(words) - 1
        while first > 0:
            between = text[words[first - 1][1] : words[first][0]]
            if between and not self._joint.fullmatch(between):
                break
            first -= 1
        return tuple(dict.fromkeys(group for _, _, found in words[max(first, 0) :] for group in found))

    def _last(self, phrase: str) -> Groups:
        """Return the groups of the last word for people in a phrase, with those directly joined to it."""
        groups: Groups = ()
        reached = None
        for left, right, found in reversed(list(self._words(phrase))):
            if reached is not None and reached != right:
                break
            groups = (*found, *groups)
            reached = left
        return tuple(dict.fromkeys(groups))


def _matcher(words: Mapping[str, Sequence[str]]) -> NameMatcher[Groups]:
    return NameMatcher({word: tuple(words[word]) for word in words})
