"""Measures: what is done against the epidemic. Rules: rules/measures/, one file per category, and rules/clause.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import get_args

from ...schemas.record import MeasureCode
from ..errors import RuleFileError
from ..mention import Mention
from ..rulebook import CompiledRule, Rulebook, RuleLibrary
from ..scanner import Scanner
from ..segmentation.document import Document
from ..values.measures import MeasureCandidate
from ._measure_filters import MeasureFilter
from ._measure_spans import ClauseGrammar, Part

#: Triggers are looked up by stretches of so many characters.
_STRETCH = 64
_CODES: tuple[str, ...] = get_args(MeasureCode)


@dataclass(frozen=True, slots=True)
class _Trigger:
    """A rule with what its `data` says of triggers.

    `marked`: a group of the pattern marks the deciding words. `loose`: it runs over words that are not its own, so that
    others may lie inside.
    """

    rule: CompiledRule
    code: str
    marked: bool
    needs_action: bool
    shares: bool
    loose: bool
    polarity: str
    right: str

    @classmethod
    def of(cls, rule: CompiledRule) -> _Trigger:
        told = rule.data
        return cls(
            rule,
            told["code"],
            "t" in rule.pattern.groupindex,
            told.get("need") == "action",
            bool(told.get("shares")),
            bool(told.get("loose")),
            str(told.get("polarity", "")),
            str(told.get("right", "")),
        )


@dataclass(frozen=True, slots=True)
class _Hit:
    """A trigger in the text: the words that decide the code."""

    start: int
    end: int
    trigger: _Trigger

    @property
    def code(self) -> str:
        return self.trigger.code

    def inside(self, other: _Hit) -> bool:
        return (
            other.start <= self.start and self.end <= other.end and (self.start, self.end) != (other.start, other.end)
        )


class MeasureRecogniser:
    """Find measures: a trigger of the catalogue, with the verb that governs it and the object it takes.

    A rule's `data` says which `code` a trigger stands for, and `need = "action"` where the trigger counts only
    with an action beside it. A group `t` in the pattern marks the deciding words when the pattern looks further.
    """

    label = "MEASURE"

    def __init__(self, library: RuleLibrary) -> None:
        books = library.rulebooks("measures")
        for book in books:
            _check(book)
        self._rules = Scanner([(_Trigger.of(rule), rule.pattern) for book in books for rule in book.rules])
        self._grammar = ClauseGrammar(library.rulebook("clause"))
        self._filter = MeasureFilter(library, books)

    def __call__(self, doc: Document) -> Iterator[Mention[MeasureCandidate]]:
        """Yield measure candidates in text order. Two of different codes may overlap."""
        hits = self._settle(self._hits(doc))
        found: list[Mention[MeasureCandidate]] = []
        by_part: dict[tuple[int, int], list[_Hit]] = {}
        for hit in hits:
            part = self._grammar.part(doc, hit.start)
            by_part.setdefault((part.start, max(part.end, hit.end)), []).append(hit)
        for (start, end), inside in by_part.items():
            found.extend(self._read(doc.string, Part(start, end), inside))
        found = _linked(doc.string, sorted(found, key=lambda m: (m.start, m.end, m.value.code)), self._grammar.linked)
        yield from self._filter.background(doc, found)

    def _hits(self, doc: Document) -> Iterator[_Hit]:
        allows = self._filter.prepare(doc)
        for trigger, match in self._rules(doc.string):
            start, end = match.span("t") if trigger.marked and match["t"] else match.span()
            if not allows(start, end, trigger.code, trigger.rule):
                continue
            hit = _Hit(start, end, trigger)
            if not trigger.needs_action or self._grammar.acts(doc.string, self._grammar.part(doc, start), hit):
                yield hit

    @staticmethod
    def _settle(hits: Iterable[_Hit]) -> list[_Hit]:
        """Keep the longest of nested triggers (G4); triggers of one code that overlap become one."""
        kept: list[_Hit] = []
        by_stretch: dict[int, list[_Hit]] = {}
        for hit in sorted(hits, key=_strength):
            stretches = range(hit.start // _STRETCH, hit.end // _STRETCH + 1)
            near = {id(k): k for stretch in stretches for k in by_stretch.get(stretch, ())}
            rivals = [k for k in near.values() if hit.start < k.end and k.start < hit.end]
            if any(k.code == hit.code for k in rivals):
                continue
            if not hit.trigger.shares and any(
                hit.inside(k) and not (k.trigger.shares or k.trigger.loose) for k in rivals
            ):
                continue
            kept.append(hit)
            for stretch in stretches:
                by_stretch.setdefault(stretch, []).append(hit)
        return sorted(kept, key=lambda h: (h.start, h.end))

    def _read(self, text: str, part: Part, hits: Sequence[_Hit]) -> Iterator[Mention[MeasureCandidate]]:
        edges = sorted(h.start for h in hits), sorted(h.end for h in hits)
        last: dict[str, Mention[MeasureCandidate]] = {}
        for hit in hits:
            trigger = hit.trigger
            start, end = self._grammar.extend(text, part, hit.start, hit.end, edges, trigger.right)
            value = MeasureCandidate(hit.code, hit.start, hit.end, trigger.polarity)
            mention: Mention[MeasureCandidate] = Mention(self.label, start, end, value, trigger.rule.id)  # type: ignore[arg-type]
            before = last.get(hit.code)
            if (
                before
                and hit.start - before.end <= self._grammar.merge
                and before.value.polarity == value.polarity
                and not re.search(r"[。;]", text[before.end : hit.start])
            ):
                last[hit.code] = _joined(before, mention)
                continue
            if before:
                yield before
            last[hit.code] = mention
        yield from last.values()


def _check(book: Rulebook) -> None:
    """Refuse a user's rule for a code that no record can hold."""
    for rule in book.rules:
        if (code := rule.data.get("code")) not in _CODES:
            near = get_close_matches(str(code), _CODES, n=3, cutoff=0.4) or _CODES[:3]
            raise RuleFileError(
                book.file,
                f"needs in data a code of the catalogue, not {code!r}. Near it: {', '.join(near)}. "
                "`fangkong measures` lists all; the record holds no others.",
                rule=rule.id,
            )


def _strength(hit: _Hit) -> tuple[bool, bool, int, int, str]:
    """Return what puts triggers in order: the end of a measure first, terms before plain words, long before short."""
    trigger = hit.trigger
    return (not trigger.polarity, trigger.loose, hit.start - hit.end, hit.start, trigger.rule.id)


def _linked(text: str, found: Sequence[Mention[MeasureCandidate]], reach: int) -> list[Mention[MeasureCandidate]]:
    """Join short mentions of one code that only a comma parts: 明确分工,责任到人."""
    kept: list[Mention[MeasureCandidate]] = []
    last: dict[str, int] = {}
    for mention in found:
        at = last.get(mention.value.code)
        if (
            at is not None
            and text[kept[at].end : mention.start] in (",", "、", ", ")
            and mention.end - kept[at].start <= reach
            and kept[at].value.polarity == mention.value.polarity
        ):
            kept[at] = _joined(kept[at], mention)
            continue
        last[mention.value.code] = len(kept)
        kept.append(mention)
    return sorted(kept, key=lambda m: (m.start, m.end, m.value.code))


def _joined(first: Mention[MeasureCandidate], second: Mention[MeasureCandidate]) -> Mention[MeasureCandidate]:
    """Return one mention for two items of the same code in one list."""
    names = dict.fromkeys([*first.found_by.split("+"), *second.found_by.split("+")])
    return replace(
        first,
        start=min(first.start, second.start),
        end=max(first.end, second.end),
        found_by="+".join(names),
    )
