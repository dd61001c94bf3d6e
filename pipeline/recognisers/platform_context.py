"""Whether a platform name means the platform where it stands, and which one. Rules: rules/platform_context.toml."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from ..rulebook import CompiledRule, RuleLibrary
from ..scanner import scanner_of
from ..segmentation.document import Document
from .platform_catalogue import Named

_PLACE = "◆"
_REACH = 80
#: What may stand between the items of a list.
_BETWEEN = frozenset(["", "、", "和", "及", "与", "或", "+", "/", "以及", "”“", "”、“", "”和“", "”及“", "”与“"])


class Spans:
    """Places of a text that can be asked whether one of them holds another place."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [left for left, _ in ordered]
        self._furthest = list(accumulate((right for _, right in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Tell whether `[start, end)` lies wholly inside one of the places."""
        before = bisect_right(self._starts, start) - 1
        return before >= 0 and self._furthest[before] >= end


class PlatformContext:
    """Refuse or license known names by the words around them."""

    def __init__(self, library: RuleLibrary) -> None:
        rules = library.rulebook("platform_context").rules
        self._blockers = scanner_of(_of_kind(rules, "blocker"), whole=True)
        self._switches = _of_kind(rules, "switch")
        self._licences: dict[str, list[CompiledRule]] = {}
        for rule in _of_kind(rules, "licence"):
            for alias in rule.data["aliases"]:
                self._licences.setdefault(alias, []).append(rule)

    def blocked(self, string: str) -> Spans:
        """Return the places that hold a name inside another word or a line of contact data."""
        return Spans(match.span() for _, match in self._blockers(string))

    def licensed(self, doc: Document, named: Sequence[Named]) -> list[Named]:
        """Return the names that count: those that need no licence, have one, or stand in a list with one that does."""
        kept = []
        for number, name in enumerate(named):
            beside = (*named[max(0, number - 1) : number], *named[number + 1 : number + 2])
            sure = [n for n in beside if n.alias not in self._licences]
            if name.alias not in self._licences or self._licence(doc, name, sure):
                kept.append(name)
        return kept

    def switched(self, doc: Document, identity: str, start: int) -> str:
        """Return the id meant by the sentence: 空中课堂 is the national channel beside 中国教育电视台."""
        sentence = doc.sentence_at(start)
        text = doc.string[sentence.start : sentence.end] if sentence else ""
        for rule in self._switches:
            if rule.data["from"] == identity and rule.pattern.search(text):
                return str(rule.data["to"])
        return identity

    def _licence(self, doc: Document, name: Named, sure: Sequence[Named]) -> bool:
        for rule in self._licences[name.alias]:
            if rule.pattern.search(_around(doc, name, rule.data.get("scope", "clause"))):
                continue
            if not (rule.data.get("list") and any(_neighbours(doc.string, name, other) for other in sure)):
                return False
        return True


def _of_kind(rules: Sequence[CompiledRule], kind: str) -> tuple[CompiledRule, ...]:
    return tuple(rule for rule in rules if rule.data["kind"] == kind)


def _around(doc: Document, name: Named, scope: str) -> str:
    segment = doc.sentence_at(name.start) if scope == "sentence" else doc.clause_at(name.start)
    left = max(segment.start if segment else name.start, name.start - _REACH)
    right = min(segment.end if segment else name.end, name.end + _REACH)
    return doc.string[left : name.start] + _PLACE + doc.string[name.end : max(right, name.end)]


def _neighbours(string: str, one: Named, other: Named) -> bool:
    left, right = sorted((one, other), key=lambda n: n.start)
    return left.end <= right.start and string[left.end : right.start] in _BETWEEN
