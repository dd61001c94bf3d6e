"""Platforms known by name: the catalogue with its aliases, and products outside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import get_args

from ...schemas.record import PlatformCategory, Purpose
from ..errors import RuleFileError
from ..gazetteer import NameMatcher
from ..rulebook import RuleLibrary
from ..values.platforms import PlatformEntry

_SEPARATOR = "；"
_DEFAULT_CATEGORY = "mini_program"
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True)
class Named:
    """A place where a platform is named; `alias` is in lower case, "" for a name that only its shape tells.

    `claim` is where the pattern that found it ends: in “X”健康打卡系统 the words behind X are no second platform.
    """

    start: int
    end: int
    alias: str
    entry: PlatformEntry
    found_by: str
    claim: int = 0


class Catalogue:
    """Find every alias of every known platform. Gazetteers: platforms.tsv, platform_names.tsv."""

    def __init__(self, library: RuleLibrary) -> None:
        self.entries: dict[str, PlatformEntry] = {}
        names: dict[str, tuple[str, PlatformEntry, str]] = {}
        for row in library.gazetteer("platform_names"):
            _add(names, row, _entry(row, None), f"platform_names.tsv:{row['name']}")
        for row in library.gazetteer("platforms"):
            entry = _entry(row, row.get("id") or None)
            self.entries[row.get("id", "")] = entry
            _add(names, row, entry, f"platforms.tsv:{row.get('id') or row['name']}")
        self._matcher = NameMatcher(names)

    def __call__(self, text: str) -> Iterator[Named]:
        """Yield known names, leftmost and longest first; Latin ones whatever their case, but never inside a word."""
        lowered = text.translate(_LOWER)
        for start, end, (alias, entry, found_by) in self._matcher(lowered):
            if not (_joined(lowered, start) or _joined(lowered, end)):
                yield Named(start, end, alias, entry, found_by)


def _entry(row: Mapping[str, str], identity: str | None) -> PlatformEntry:
    where = "gazetteers/platforms.tsv" if identity else "gazetteers/platform_names.tsv"
    if not row.get("name"):
        raise RuleFileError(where, f"has an entry without a name ({identity}). Give it one in the column 'name'.")
    category = row.get("category") or _DEFAULT_CATEGORY
    purposes = tuple(p.strip() for p in row.get("purposes", "").split(",") if p.strip()) or ("other",)
    for value, allowed in ((category, get_args(PlatformCategory)), *((p, get_args(Purpose)) for p in purposes)):
        if value not in allowed:
            raise RuleFileError(where, f"{row['name']}: {value!r} is none of {', '.join(allowed)}. Use one of them.")
    return PlatformEntry(identity, row["name"], category, purposes)


def _add(
    names: dict[str, tuple[str, PlatformEntry, str]], row: Mapping[str, str], entry: PlatformEntry, found_by: str
) -> None:
    for cell in (*row.get("aliases", "").split(_SEPARATOR), *(() if row.get("aliases") else (row["name"],))):
        if alias := cell.strip().translate(_LOWER):
            names[alias] = (alias, entry, found_by)


def _joined(text: str, at: int) -> bool:
    """Tell whether an edge lies inside a Latin word or number, as in zoomed, QQ2020."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    return left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
