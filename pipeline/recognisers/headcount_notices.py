"""Warnings about numbers of people: destroyed ones, and totals that their parts do not add up to."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from ..mention import Mention, Notice
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.headcounts import HeadcountValue

Found = Sequence[Mention[HeadcountValue]]


class NoticeFinder:
    """Find what a careful reader should know about the headcounts of a report. Rules: rules/headcount_notices.toml."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("headcount_notices")
        self._damage = tuple(rule for rule in book.rules if "code" in rule.data)
        self._parts = next(rule.pattern for rule in book.rules if rule.data.get("use") == "parts")
        self._sum = next(rule.pattern for rule in book.rules if rule.data.get("use") == "sum")

    def __call__(self, doc: Document, mentions: Found) -> Iterator[Notice]:
        """Yield warnings in no set order."""
        for code, start, end in self.damaged(doc):
            yield Notice(code, "A number of people stood here and was destroyed; it was not guessed.", start, end)
        for sentence in doc.sentences:
            first, last = (bisect_left(mentions, at, key=lambda m: m.start) for at in (sentence.start, sentence.end))
            inside = mentions[first:last]
            if len(inside) > 2:
                yield from self._mismatches(doc.string, inside)

    def damaged(self, doc: Document) -> Iterator[tuple[str, int, int]]:
        """Yield the warning code and the place of each number of people that noise destroyed."""
        for rule in self._damage:
            for match in rule.finditer(doc.string):
                if doc.in_content(match.start()):
                    yield rule.data["code"], *match.span()

    def _mismatches(self, string: str, inside: Found) -> Iterator[Notice]:
        total = None
        for number, mention in enumerate(inside):
            if number == 0:
                continue
            between = string[inside[number - 1].end : mention.start]
            if total is None and self._parts.search(between):
                total = inside[number - 1]
                parts = _same_list(inside[number:], total)
                if len(parts) > 1 and _exceeds(parts, total):
                    yield _notice(total, parts)
            elif total is None and self._sum.search(between) and number > 1:
                parts = [m for m in inside[:number] if m.value.unit == mention.value.unit]
                if len(parts) > 1 and (_exceeds(parts, mention) or _falls_short(parts, mention)):
                    yield _notice(mention, parts)
                return
        if total is not None:
            parts = _same_list(inside[inside.index(total) + 1 :], total)
            if len(parts) > 1 and _covers(parts, total) and _falls_short(parts, total):
                yield _notice(total, parts)


def _same_list(candidates: Found, total: Mention[HeadcountValue]) -> list[Mention[HeadcountValue]]:
    return [m for m in candidates if m.value.unit == total.value.unit]


def _exceeds(parts: Found, total: Mention[HeadcountValue]) -> bool:
    """Tell whether the least that the parts can be is more than the most that the total can be."""
    highest = _high(total)
    return highest is not None and sum(_low(part) for part in parts) > highest


def _falls_short(parts: Found, total: Mention[HeadcountValue]) -> bool:
    highs = [_high(part) for part in parts]
    return None not in highs and sum(high or 0 for high in highs) < _low(total)


def _covers(parts: Found, total: Mention[HeadcountValue]) -> bool:
    """Tell whether the parts name every group of a total of several, so that nobody is left over."""
    named = {group for part in parts for group in part.value.groups}
    return len(total.value.groups) > 1 and set(total.value.groups) <= named


def _low(mention: Mention[HeadcountValue]) -> int:
    value = mention.value
    return _stated(value, 0.9) if value.min is None else value.min


def _high(mention: Mention[HeadcountValue]) -> int | None:
    value = mention.value
    if value.max is not None or value.approx in ("at_least", "at_most"):
        return value.max
    return _stated(value, 1.1) if value.value is not None and value.approx == "about" else None


def _stated(value: HeadcountValue, share: float) -> int:
    """Return the number said, widened by the tenth that 约 and 近 allow; a part of no number counts nothing."""
    return round((value.value or 0) * share)


def _notice(total: Mention[HeadcountValue], parts: Found) -> Notice:
    added = "+".join(str(part.value.value if part.value.value is not None else "?") for part in parts)
    return Notice(
        "total_mismatch",
        f"The total {total.value.value} and its parts ({added}) do not agree; both are told as they stand.",
        total.start,
        total.end,
    )
