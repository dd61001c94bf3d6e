"""Tells whether a short name can be a form of a longer one: 闸北八中 of 上海市闸北第八中学."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..values.institutions import InstitutionValue

_ORDINAL = re.compile(r"第?([0-9]{1,3}|[一二三四五六七八九十百]{1,5})")
_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")}
_UNIVERSITY, _SHORT_UNIVERSITY = "大学", 5
_OWN_NAME = re.compile(r"^.*(?:[省市区县州盟旗镇乡]|街道|自治[区州县])(?=.{3})")
_UNITS = frozenset({"internal_unit", "epidemic_command"})
_SHORTEST = 2
_LONGEST_ABBREVIATION = 8


class Aliases:
    """Compare names of institutions."""

    def __init__(self, library: RuleLibrary) -> None:
        book = library.rulebook("institutions/linking")
        self._rule = book["institutions.alias"]
        self._schools = frozenset(book.data["schools"])
        self._owner_ends = tuple(book.data["owner_ends"].split())
        self._tasks = frozenset(book.data["tasks"])
        self._parts = tuple(book.data["parts"].split())
        shortening = book.data["shortening"]
        self._types = tuple(shortening["types"].split())
        self._dropped = re.compile("|".join(shortening["dropped"].split()))
        self._sorts = {type_: re.compile("|".join(words.split())) for type_, words in shortening["sorts"].items()}
        short = book.data["abbreviation"]
        self._heads: dict[str, str] = short["heads"]
        self._not_names = frozenset(short["not_names"])
        self._left = frozenset(short["left"].split())
        self._right = tuple(short["right"].split())

    def declared(
        self, text: str, mentions: Sequence[Mention[InstitutionValue]]
    ) -> Iterator[tuple[str, Mention[InstitutionValue], int]]:
        """Yield each declared short name, whose it is, and where it stands."""
        for mention in mentions:
            match = self._rule.pattern.match(text, mention.end)
            if match and not mention.value.is_self:
                yield match["alias"], mention, match.start("alias")

    def is_school(self, kind: str) -> bool:
        """Tell whether institutions of this kind are called by initials."""
        return kind in self._schools

    def derived(self, text: str, name: str) -> Iterator[tuple[str, int]]:
        """Yield the places where a school is called by two letters: 莺小 for 乐东县莺歌海中心小学.

        Only where the letters stand free, for any two letters may also be a word or part of one.
        """
        head = next((h for h in sorted(self._heads, key=len, reverse=True) if name.endswith(h)), None)
        if head is None:
            return
        own = _OWN_NAME.sub("", name)[: -len(head)]
        if head == _UNIVERSITY:  # its place is its name: 上大 of 上海大学; a longer one goes by other letters
            own = name[: -len(head)] if len(name) <= _SHORT_UNIVERSITY else ""
        short = own[:1] + self._heads[head]
        if not own or short in self._not_names or own[0] in "第一二三四五六七八九十":
            return
        at = text.find(short)
        while at >= 0:
            end = at + len(short)
            free = at == 0 or not _is_han(text[at - 1]) or text[at - 1] in self._left
            if free and (end == len(text) or text.startswith(self._right, end)):
                yield short, at
            at = text.find(short, end)

    def is_short(self, short: str, kind: str, full: str, full_kind: str) -> bool:
        """Tell whether `short` may be a form of `full`."""
        if len(short) >= len(full) or not self._fits(kind, full_kind):
            return False
        if kind in _UNITS:
            return full.endswith(short) and self._is_owner(full[: -len(short)], short)
        if full.endswith(short):
            return True
        return self.abbreviates(short, full)

    def abbreviates(self, short: str, full: str) -> bool:
        """Tell whether letters of a name, in order and with its number, make the other: 闸北八中 of 闸北第八中学."""
        if not _SHORTEST <= len(short) <= _LONGEST_ABBREVIATION or ordinals(short) != ordinals(full):
            return False
        if short in full and full.partition(short)[2] not in ("", *self._types):
            return False  # what goes on behind a name is a part of what it names, or another: 市教育局考试院
        if not (_is_subsequence(_ORDINAL.sub("", short), _ORDINAL.sub("", full)) and _same_end(short, full)):
            return False
        type_ = next((t for t in self._types if short.endswith(t)), None)
        if type_ is None:
            return True
        # With its type written out it is a name of its own unless little was left out: 上海大学 is no 上海海洋大学.
        own, longer = (self._dropped.sub("", name[: -len(type_)]) for name in (short, full))
        if type_ in self._sorts:
            longer = self._sorts[type_].sub("", longer)
        return full.endswith(type_) and own != "" and longer.endswith(own[-2:])

    def _is_owner(self, front: str, short: str) -> bool:
        """Tell whether the front of a unit's name only says whose it is, or what a body is for."""
        return front.endswith(self._owner_ends) or (short in self._tasks and not front.endswith(self._parts))

    def _fits(self, kind: str, full_kind: str) -> bool:
        return kind == full_kind or (kind in self._schools and full_kind in self._schools)


def _is_han(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _same_end(short: str, full: str) -> bool:
    """Tell whether the last characters can stand for the same head: 八中 and 中学, 师专 and 专科学校."""
    return short[-1] in full[-6:]


def _is_subsequence(short: str, full: str) -> bool:
    rest = iter(full)
    return all(char in rest for char in short)


def ordinals(name: str) -> tuple[int, ...]:
    """Return the numbers in a name, however they are written."""
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
