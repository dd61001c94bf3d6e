"""Headcounts: how many people a report names, and which. Rules: rules/headcounts.toml, headcount_context.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ..mention import Mention, Notice
from ..numerals import Count, read_count
from ..rulebook import CompiledRule, RuleLibrary
from ..scanner import scanner_of
from ..segmentation.document import Document
from ..values.headcounts import HeadcountValue
from .headcount_context import ContextFilter, Place
from .headcount_groups import GroupFinder, GroupReader
from .headcount_notices import NoticeFinder

_ROUGH = "other"
_MAX_VALUE = 2 * 10**9


class HeadcountRecogniser:
    """Find headcounts."""

    def __init__(self, library: RuleLibrary) -> None:
        self._book = library.rulebook("headcounts")
        self._rules = scanner_of(self._book.rules)
        self._approximators = self._book.lexicon["approximators"]
        self._trailing = self._book.lexicon["trailing"]
        self._trailer = re.compile("|".join(sorted(self._trailing, key=len, reverse=True)))
        self._groups = GroupFinder(library)
        context = library.rulebook("headcount_context")
        self._sum = context["headcount_context.sum"].pattern
        self._and = context["headcount_context.and"].pattern
        self._context = ContextFilter(library)
        self._notices = NoticeFinder(library)
        self._last: tuple[Document, Sequence[Mention[HeadcountValue]]] | None = None

    def __call__(self, doc: Document) -> Iterator[Mention[HeadcountValue]]:
        """Yield headcounts in text order, without overlap."""
        # Asked twice for one report, once for its headcounts and once for what to warn of.
        if self._last is None or self._last[0] is not doc:
            self._last = doc, self._found(doc)
        yield from self._last[1]

    def notices(self, doc: Document) -> Iterator[Notice]:
        """Yield a warning for each number of people that noise destroyed, and for each total that its parts miss."""
        yield from self._notices(doc, list(self(doc)))

    def _found(self, doc: Document) -> Sequence[Mention[HeadcountValue]]:
        reader = self._groups.reader(doc)
        kept: list[Mention[HeadcountValue]] = []
        for mention in sorted(self._candidates(doc, reader), key=lambda m: (m.start, -m.end)):
            if kept and kept[-1].overlaps(mention):
                kept[-1] = kept[-1].beating([mention])
            else:
                kept.append(mention)
        return list(self._with_inherited_groups(doc, kept, reader))

    def _with_inherited_groups(
        self, doc: Document, mentions: Sequence[Mention[HeadcountValue]], reader: GroupReader
    ) -> Iterator[Mention[HeadcountValue]]:
        """Give a bare 人 the groups of the counts before it in its sentence, else of the last people named there."""
        inside: list[Mention[HeadcountValue]] = []
        for mention in mentions:
            value = mention.value
            sentence = doc.sentence_at(mention.start)
            if inside and (sentence is None or inside[0].start < sentence.start):
                inside = [] if sentence is None else [m for m in inside if m.start >= sentence.start]
            if inside and self._sum.fullmatch(doc.string, inside[-1].end, mention.start):
                mention = replace(mention, value=replace(value, groups=_together(inside)))
            elif not value.groups and value.unit == "persons":
                groups = _together(self._joined(doc.string, inside)) or reader.in_sentence(mention.start)
                mention = replace(mention, value=replace(value, groups=groups))
            yield mention
            inside.append(mention)

    def _joined(self, string: str, mentions: Sequence[Mention[HeadcountValue]]) -> Sequence[Mention[HeadcountValue]]:
        """Return the last of some counts with those that 和 and the like join to it."""
        first = len(mentions) - 1
        while first > 0 and self._and.fullmatch(string, mentions[first - 1].end, mentions[first].start):
            first -= 1
        return mentions[max(first, 0) :]

    def _candidates(self, doc: Document, reader: GroupReader) -> Iterator[Mention[HeadcountValue]]:
        damaged = {at for _, start, end in self._notices.damaged(doc) for at in range(start, end)}
        for rule, match in self._rules(doc.string):
            if not doc.in_content(match.start()) or match.start("number") in damaged:
                continue
            value = self._value(doc, rule, match, reader)
            if value is None:
                continue
            noun = match.groupdict().get("noun") or ""
            place = Place(match.start(), match.start("number"), match.end("number"), match.end(), noun)
            if self._context.objection(doc, place, value) is None:
                yield Mention("HEADCOUNT", match.start(), match.end(), value, rule.id)

    def _value(
        self, doc: Document, rule: CompiledRule, match: re.Match[str], reader: GroupReader
    ) -> HeadcountValue | None:
        parts = match.groupdict()
        count = read_count(parts["number"])
        if count is None or max(count.low or 0, count.high or 0, count.value or 0) > _MAX_VALUE:
            return None
        kind = self._approximators.get(parts.get("before") or "")
        if kind is None:
            trailer = self._trailer.match(doc.string, match.end())
            kind = self._trailing.get(parts.get("trailing") or (trailer[0] if trailer else ""))
        low, high, approx = _bounds(count, kind)
        noun = parts.get("noun") or ""
        groups = reader.in_noun(noun)
        if not groups and rule.data.get("unit") == "person_times":
            groups = reader.just_behind(match.end())
        if not groups:
            groups = reader.in_front(match.start()) or ((_ROUGH,) if noun else reader.just_behind(match.end()))
        elif groups == (_ROUGH,):
            groups = reader.just_in_front(match.start()) or groups
        return HeadcountValue(
            value=count.value,
            min=low,
            max=high,
            approx=approx,
            unit=rule.data.get("unit", "persons"),
            groups=groups,
        )


def _together(mentions: Sequence[Mention[HeadcountValue]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(group for mention in mentions for group in mention.value.groups))


def _bounds(count: Count, kind: str | None) -> tuple[int | None, int | None, str]:
    """Return lower bound, upper bound and approximation of a count behind an approximator."""
    if count.shape == "range" or kind is None:
        return count.low, count.high, count.shape
    if kind == "about" or count.shape == "about" or (count.shape == "over" and kind in ("nearly", "at_most")):
        return None, None, "about"  # 近2000余名 contradicts itself: open on both sides
    if kind in ("nearly", "at_most"):
        return None, count.value, kind
    return count.value, None, kind
