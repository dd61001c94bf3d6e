"""Whether a number may be a headcount where it stands. Rules: rules/headcount_context.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..rulebook import CompiledRule, RuleLibrary
from ..segmentation.document import Document
from ..values.headcounts import HeadcountValue

_REACH = 30
#: Figures so round that a second one beside them makes both a manner of speaking.
_ROUND = ("百", "千", "万")
_SIDES = ("before", "behind", "sentence", "noun", "opening", "round")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a candidate stands: its span, the end of its numeral, and the noun that it holds."""

    start: int
    number_start: int
    number_end: int
    end: int
    noun: str


class ContextFilter:
    """Tell what makes a number no headcount: 每校1名, 访问量3万人次, the one student of a drill."""

    def __init__(self, library: RuleLibrary) -> None:
        rules = library.rulebook("headcount_context").rules
        self._rules = tuple(rule for rule in rules if rule.data["side"] in _SIDES)

    def objection(self, doc: Document, place: Place, value: HeadcountValue) -> str | None:
        """Return the id of the rule that refuses the candidate, or None."""
        texts = _surroundings(doc, place)
        for rule in self._rules:
            if not _applies(rule, value):
                continue
            hit = rule.pattern.search(texts[rule.data["side"]]) is not None
            if hit != rule.data.get("needed", False):
                return rule.id
        return None


def _applies(rule: CompiledRule, value: HeadcountValue) -> bool:
    units = rule.data.get("units")
    most = rule.data.get("most")
    return (units is None or value.unit in units) and (
        most is None or (value.value is not None and value.value <= most)
    )


def _surroundings(doc: Document, place: Place) -> Mapping[str, str]:
    string = doc.string
    sentence = doc.sentence_at(place.start)
    first = sentence.start if sentence else place.start
    last = max(sentence.end, place.end) if sentence else place.end
    return {
        "before": string[max(first, place.start - _REACH) : place.start],
        "behind": string[place.end : min(last, place.end + _REACH)],
        "sentence": string[first:last],
        "noun": place.noun,
        "round": string[place.end : place.end + _REACH]
        if string[place.number_start : place.number_end] in _ROUND
        else "",
        "opening": string[max(first, place.start - _REACH) : place.number_end],
    }
