"""Tells whether a short name can be a form of a longer one: 闸北八中 of 上海市闸北第八中学."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..values.institutions import InstitutionValue

_ORDINAL = re.compile(r"第?([0-9]{1,3}|[一二三四五六七八九十百]{1,5})")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_SHORTEST = 2
_LONGEST_ABBREVIATION = 8


class Aliases:
    """Compare names of institutions."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("institutions/linking")
        self._rule = book["institutions.alias"]
        self._schools = frozenset(book.data["schools"])
        self._owner_ends = tuple(book.data["owner_ends"].split())

    def declared(
        self, text: str, mentions: Sequence[Mention[InstitutionValue]]
    ) -> Iterator[tuple[str, Mention[InstitutionValue], int]]:
        """Yield each declared short name, whose it is, and where it stands."""
        for mention in mentions:
            match = self._rule.pattern.match(text, mention.end)
            if match and not mention.value.is_self:
                yield match["alias"], mention, match.start("alias")

    def is_short(self, short: str, kind: str, full: str, full_kind: str) -> bool:
        """Tell whether `short` may be a form of `full`."""
        if len(short) >= len(full) or not self._fits(kind, full_kind):
            return False
        if kind == "internal_unit":
            return full.endswith(short) and full[: -len(short)].endswith(self._owner_ends)
        if full.endswith(short):
            return True
        if not _SHORTEST <= len(short) <= _LONGEST_ABBREVIATION or _ordinals(short) != _ordinals(full):
            return False
        return _is_subsequence(_ORDINAL.sub("", short), _ORDINAL.sub("", full)) and _same_end(short, full)

    def _fits(self, kind: str, full_kind: str) -> bool:
        return kind == full_kind or (kind in self._schools and full_kind in self._schools)


def _same_end(short: str, full: str) -> bool:
    """Tell whether the last characters can stand for the same head: 八中 and 中学, 师专 and 专科学校."""
    return short[-1] in full[-6:]


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


def _ordinals(name: str) -> tuple[int, ...]:
    return tuple(_number(match[1]) for match in _ORDINAL.finditer(name))


def _number(numeral: str) -> int:
    """Return the value of a numeral below a thousand.

    Example:
        >>> _number("八十七"), _number("87"), _number("十二"), _number("一百零一")
        (87, 87, 12, 101)
    """
    if numeral.isascii():
        return int(numeral)
    total, digit = 0, 0
    for char in numeral:
        if char == "十":
            total, digit = total + (digit or 1) * 10, 0
        elif char == "百":
            total, digit = total + (digit or 1) * 100, 0
        else:
            digit = _DIGITS.get(char, 0)
    return total + digit
