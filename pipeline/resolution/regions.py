"""Settles the division an institution's own name points to. Names and codes: rules/gazetteers/divisions.tsv."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from ..places import short_name
from ..rulebook import RuleLibrary
from ..values.institutions import RegionValue

_PREFIX = re.compile(r"^(?:中共|共青团|国家|中国)")
_MAX_NAME = 15


class Regions:
    """Find the division that a name begins with."""

    def __init__(self, library: RuleLibrary) -> None:
        self._placed_kinds = frozenset(library.rulebook("institutions/linking").data["placed_kinds"])
        self._names: dict[str, str] = {}
        self._full: dict[str, list[str]] = defaultdict(list)
        self._short: dict[str, list[str]] = defaultdict(list)
        for row in library.gazetteer("divisions"):
            code, name = row["id"], row["name"]
            self._names[code] = name
            self._full[name].append(code)
            if len(short := short_name(name)) > 1:
                self._short[short].append(code)

    def __call__(self, name: str, kind: str, context: Iterable[str] = ()) -> RegionValue | None:
        """Return the division that the name settles, or None if it names none or more than one could be meant.

        Args:
            name: The institution's name.
            kind: Its kind: a bureau's 荷塘 is a place, a school's may be a proper name.
            context: Codes of divisions that the report names beyond doubt; they settle ambiguous names.
        """
        at = match.end() if (match := _PREFIX.match(name)) else 0
        codes: list[str] = []
        while step := self._step(name, at, codes, kind):
            codes, at = step
        if len(codes) > 1:
            near = [code for code in codes if any(_inside(code, known) for known in context)]
            codes = near or codes
        return RegionValue(codes[0], self._names[codes[0]]) if len(codes) == 1 else None

    def is_place(self, front: str) -> bool:
        """Tell whether the front of a name is made of divisions alone: 沈阳市于洪区, not 株洲教育."""
        at = 0
        codes: list[str] = []
        while step := self._step(front, at, codes, ""):
            codes, at = step
        return 0 < at == len(front)

    def begins(self, name: str) -> bool:
        """Tell whether a name begins with a division by its full name."""
        return any(name[:end] in self._full for end in range(2, min(len(name), _MAX_NAME) + 1))

    def _step(self, name: str, at: int, above: list[str], kind: str) -> tuple[list[str], int] | None:
        """Return the codes of the division that stands at `at`, inside one of `above`, and where it ends."""
        for end in range(min(len(name), at + _MAX_NAME), at + 1, -1):
            piece = name[at:end]
            codes = list(self._full.get(piece, ()))
            if not codes and (short := self._short.get(piece)):
                codes = [c for c in short if c.endswith("00") or kind in self._placed_kinds]
                # 长春 may be the city or one of its districts: the higher one is meant.
                if any(c.endswith("00") for c in codes):
                    codes = [c for c in codes if c.endswith("00")]
            inside = [c for c in codes if not above or any(_inside(c, a) and c != a for a in above)]
            if inside:
                return inside, end
        return None


def _inside(code: str, known: str) -> bool:
    """Tell whether a division lies inside another, or is it."""
    return code.startswith(known.rstrip("0") if known[2:] == "0000" else known[:4] if known[4:] == "00" else known)
