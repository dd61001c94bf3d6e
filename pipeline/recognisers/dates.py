"""Dates: calendar expressions, their year possibly unknown. Rules: rules/dates/*.toml, rules/date_guards.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..date_points import NotADate, read_point, read_tail
from ..mention import Mention
from ..rulebook import CompiledRule, RuleLibrary
from ..scanner import Scanner, scanner_of
from ..segmentation.document import Document
from ..values.dates import DateExpression, DatePoint

_REACH = 8
#: Marks of a point that is nothing on its own: the 24 of 2月24、25日.
_ONLY_JOINED = frozenset({"needs_left", "needs_right", "range_only"})


@dataclass(frozen=True, slots=True)
class _Found:
    """One point in the text: its span, where what belongs to it ends (`after`), and how it may join others."""

    start: int
    end: int
    after: int
    point: DatePoint
    rules: tuple[str, ...]
    data: Mapping[str, Any]


class DateRecogniser:
    """Find calendar expressions: points first, then what joins them, then the words around them.

    Args:
        library: The rules.
        expressions: Read a date cell or short text: more forms count (3天前, 12/1), and nothing is guarded against.
    """

    def __init__(self, library: RuleLibrary, *, expressions: bool = False) -> None:
        guards = () if expressions else library.rulebook("date_guards").rules
        self._guards = scanner_of(guards)
        kinds: dict[str, list[tuple[CompiledRule, Mapping[str, Mapping[str, Any]]]]] = {}
        folders = ("dates", "dates_expressions") if expressions else ("dates",)
        for book in (book for folder in folders for book in library.rulebooks(folder)):
            for rule in book.rules:
                # A week of term is a date only to those who say when the term begins.
                if (needs := rule.data.get("needs")) and not library.rulebook(needs).data.get("term"):
                    continue
                kinds.setdefault(rule.data.get("kind", "point"), []).append((rule, book.lexicon))
        self._points = Scanner(
            ((order, rule, lexicon), rule.pattern) for order, (rule, lexicon) in enumerate(kinds.get("point", []))
        )
        self._tails = kinds.get("tail", [])
        self._brackets = kinds.get("bracket", [])
        self._joins = [rule for rule, _ in kinds.get("join", [])]
        self._before = [rule for rule, _ in kinds.get("before", [])]
        self._after = [rule for rule, _ in kinds.get("after", [])]
        self._datelines = [rule for rule, _ in kinds.get("dateline", [])]

    def __call__(self, doc: Document) -> Iterator[Mention[DateExpression]]:
        """Yield expressions in text order, without overlap."""
        text = doc.string
        for chain, joins in self._chains(text, _once(text, self._found(text))):
            yield self._mention(text, chain, joins)

    def _found(self, text: str) -> list[_Found]:
        """Return the points of a text, the longest at each place, none inside a guarded place."""
        trapped = sorted(match.span() for _, match in self._guards(text))
        matches = [
            (match.start(), -match.end(), order, match, rule, lexicon)
            for (order, rule, lexicon), match in self._points(text)
        ]
        found: list[_Found] = []
        at, trap = 0, 0
        for start, _, _, match, rule, lexicon in sorted(matches, key=lambda m: m[:3]):
            while trap < len(trapped) and trapped[trap][1] <= start:
                trap += 1
            if start < at or (trap < len(trapped) and trapped[trap][0] < match.end()):
                continue
            try:
                point = read_point(match, rule.data, lexicon)
            except NotADate:
                continue
            found.append(self._with_tail(text, _Found(*match.span(), match.end(), point, (rule.id,), rule.data)))
            # What the bracket behind a date says of it is no date of its own: 1月26日(农历正月初二).
            at = found[-1].after
        if all("needs_damage" in one.data for one in found if one.data.get("repaired")):
            return [one for one in found if "needs_damage" not in one.data]
        return found

    def _with_tail(self, text: str, found: _Found) -> _Found:
        """Return the point with day-part and clock taken in and the bracket behind it read."""
        point, end, rules, data = found.point, found.end, list(found.rules), found.data
        if _is_day(point):
            for rule, lexicon in self._tails:
                if match := rule.pattern.match(text, end):
                    if _cuts(text, match.end()):
                        continue
                    try:
                        point = read_tail(point, match, lexicon)
                    except NotADate:
                        continue
                    end = match.end()
                    rules.append(rule.id)
                    data = {**data, "repaired": True} if rule.data.get("repaired") else data
                    break
        after = end
        for rule, lexicon in self._brackets:
            if match := rule.pattern.match(text, after):
                weekday = next((w for k, w in match.groupdict().items() if k.startswith("weekday") and w), None)
                if weekday:
                    point = replace(point, checked_weekday=lexicon["weekday"][weekday]["number"])
                rules.append(rule.id)
                after = match.end()
        return replace(found, end=end, after=after, point=point, rules=tuple(rules), data=data)

    def _chains(self, text: str, found: Sequence[_Found]) -> Iterator[tuple[list[_Found], list[CompiledRule]]]:
        """Yield points joined to ranges and lists; what can only continue another is dropped on its own."""
        at = 0
        while at < len(found):
            chain: list[_Found] = [found[at]]
            joins: list[CompiledRule] = []
            while at + 1 < len(found):
                join = self._join(text, chain, joins, found[at + 1])
                if join is None or (join.data["form"] == "list" and self._opens_range(text, found, at + 1)):
                    break
                chain.append(found[at + 1])
                joins.append(join)
                at += 1
            at += 1
            single = len(chain) == 1
            if single and not chain[0].data.keys().isdisjoint(_ONLY_JOINED):
                continue
            yield chain, joins

    def _opens_range(self, text: str, found: Sequence[_Found], at: int) -> bool:
        """Tell whether a range begins at a point: the 4日 of 4月1日、4日至6日, which is no part of a list."""
        if at + 1 >= len(found):
            return False
        join = self._join(text, [found[at]], [], found[at + 1])
        return join is not None and join.data["form"] == "range"

    def _join(
        self, text: str, chain: Sequence[_Found], joins: Sequence[CompiledRule], right: _Found
    ) -> CompiledRule | None:
        left = chain[-1]
        if right.start - left.after > _REACH:
            return None
        for rule in self._joins:
            if not rule.pattern.fullmatch(text, left.after, right.start):
                continue
            form = rule.data["form"]
            if form == "range" and not joins and not left.data.get("list_only"):
                return rule
            # A bracket between two days parts them: 6月5日(星期日)、6日 are two mentions.
            # Only the first join can be that of a range.
            if (
                form == "list"
                and left.after == left.end
                and all(j.data["form"] == "list" for j in joins[:1])
                and _coordinate(left, right)
            ):
                return rule
        return None

    def _mention(self, text: str, chain: Sequence[_Found], joins: Sequence[CompiledRule]) -> Mention[DateExpression]:
        start, end, after = chain[0].start, chain[-1].end, chain[-1].after
        rules = [rule for found in chain for rule in found.rules] + [rule.id for rule in joins]
        side, role, tense = chain[0].data.get("side", ""), chain[0].data.get("role", "content"), ""
        for rule in self._after:
            if rule.data.get("grain") == "year" and not _is_year(chain[-1].point):
                continue
            if rule.pattern.match(text, after):
                side, tense = side or rule.data["side"], rule.data.get("tense", "")
                rules.append(rule.id)
                break
        for rule in self._before:
            if rule.pattern.search(text, max(0, start - _REACH), start):
                side = side or rule.data["side"]
                rules.append(rule.id)
                break
        for rule in self._datelines:
            if rule.pattern.match(text, after):
                role = "dateline"
                rules.append(rule.id)
        form = joins[-1].data["form"] if joins else "single"
        value = DateExpression(
            surface=text[start:end],
            points=tuple(found.point for found in chain),
            form=form,
            side=side if form == "single" else "",
            role=role,
            tense=tense,
            repaired=any(found.data.get("repaired") for found in chain),
        )
        return Mention("DATE", start, end, value, "+".join(dict.fromkeys(rules)))


def _once(text: str, found: Sequence[_Found]) -> list[_Found]:
    """Return the points without relative words that a bracket beside them gives by the calendar: 昨晚(3月6日)."""
    kept: list[_Found] = []
    for number, one in enumerate(found):
        beside = found[number + 1] if number + 1 < len(found) else None
        if one.point.day_shift is not None:
            if beside and text[one.end : beside.start] in ("(", "(即") and text[beside.end : beside.end + 1] == ")":
                continue
            if kept and text[kept[-1].end : one.start] == "(" and text[one.end : one.end + 1] == ")":
                continue
        kept.append(one)
    return kept


def _is_day(point: DatePoint) -> bool:
    return (
        point.day is not None
        or point.day_shift is not None
        or bool(point.readings)
        or (point.feast is not None and not point.feast.whole)
        or (point.weekday is not None and point.weekday[0] == point.weekday[1])
        or (point.counted is not None and point.counted.unit == "day" and point.counted.first == point.counted.last)
    )


def _is_year(point: DatePoint) -> bool:
    """Tell whether a point is a whole year: neither a part of one nor told from another day."""
    dated = point.year is not None or point.year_shift is not None
    parts = (point.month, point.day, point.month_shift, point.day_shift, point.week_shift, point.stretch, point.feast)
    return dated and all(part is None for part in parts)


def _coordinate(left: _Found, right: _Found) -> bool:
    """Tell whether two points side by side make one expression: both days, or the second lacks what the first has."""
    if right.data.get("needs_left") or left.data.get("open"):
        return True
    numeric = left.point.feast is None and right.point.feast is None
    return numeric and left.point.day is not None and right.point.day is not None and right.point.year is None


def _cuts(text: str, at: int) -> bool:
    return 0 < at < len(text) and text[at - 1].isdigit() and re.match("[0-9]", text[at]) is not None
