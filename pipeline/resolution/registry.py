"""Maps institutions to the ids of the user's own list: exactly, by a short form, or nearly. See docs/registry.md."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from ..errors import RegistryError
from ..values.institutions import LinkValue, RegionValue
from .aliases import Aliases, ordinals

_COLUMNS = ("id", "name", "aliases", "adcode")
_ALIAS_BREAK = "|"
#: A name that differs more is another name.
_NEAR = 85.0
#: So many of a name's rarest letter pairs are looked up: one letter more, less or other spoils two of them.
_PAIRS = 4
_SHORTEST = 4
_ENDS = 2


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list."""

    id: str
    names: tuple[str, ...]
    adcode: str


class Registry:
    """The user's own list of institutions, ready to look names up.

    Args:
        path: Tab-separated UTF-8 text; its first line names the columns: id, name, and if wanted aliases, adcode.
        aliases: Tells whether a name is a short form of another.

    Raises:
        RegistryError: If the file cannot be read or a line is not what it should be.
    """

    def __init__(self, path: Path, aliases: Aliases) -> None:
        self._aliases = aliases
        self.name = path.stem
        self._entries = tuple(_read(path))
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._pairs: dict[str, set[str]] = defaultdict(set)
        for number, entry in enumerate(self._entries):
            for name in dict.fromkeys(entry.names):
                self._exact[name].append(number)
                for pair in _pairs(name):
                    self._pairs[pair].add(name)

    def __call__(self, name: str, region: RegionValue | None) -> tuple[LinkValue, ...]:
        """Return the entries that a name may mean, best first; nothing when the list does not settle it.

        Args:
            name: The institution's name.
            region: Its division, if known; entries elsewhere are left out.
        """
        key = _plain(name)
        same = self._here(self._exact.get(key, ()), region)
        if same:
            return self._links(same, 1.0)
        near = list(self._near(key, region))
        best = max((score for _, score in near), default=0.0)
        found = {number for number, score in near if score == best}
        # Which of several near names is meant cannot be told.
        return self._links(sorted(found), best) if len(found) == 1 else ()

    def _links(self, numbers: Iterable[int], score: float) -> tuple[LinkValue, ...]:
        ids = list(dict.fromkeys(self._entries[number].id for number in numbers))
        return tuple(LinkValue(self.name, id, round(score / len(ids), 3)) for id in ids)

    def _here(self, numbers: Iterable[int], region: RegionValue | None) -> list[int]:
        return [n for n in numbers if _meet(self._entries[n].adcode, region.adcode if region else "")]

    def _near(self, key: str, region: RegionValue | None) -> Iterator[tuple[int, float]]:
        """Yield the entries with a name that is a longer form of this one, or differs from it in little."""
        rarest = sorted((self._pairs.get(pair, set()) for pair in _pairs(key)), key=len)
        sharing = {name for names in rarest[:_PAIRS] for name in names}
        nearby = {name for name in sharing if _may_be_one(key, name)}
        for name, score, _ in process.extract(key, sorted(nearby), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=None):
            for number in self._here(self._exact[name], region):
                yield number, score / 100
        if len(key) < _SHORTEST:
            return
        for name in sharing:
            if len(name) > len(key) and (name.endswith(key) or self._aliases.abbreviates(key, name)):
                for number in self._here(self._exact[name], region):
                    yield number, (1 + len(key) / len(name)) / 2


def _read(path: Path) -> Iterator[Entry]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RegistryError(f"{path}: cannot be read as UTF-8 text: {error}") from error
    header = lines[0].split("\t") if lines else []
    unknown = [column for column in header if column not in _COLUMNS]
    if unknown or "id" not in header or "name" not in header:
        raise RegistryError(
            f"{path}:1: needs a first line with the columns id, name and if wanted aliases, adcode, set apart by tabs; "
            f"it has: {', '.join(header) or 'nothing'}."
        )
    for number, line in enumerate(lines[1:], 2):
        if not line.strip() or line.startswith("#"):
            continue
        row = dict(zip(header, (cell.strip() for cell in line.split("\t")), strict=False))
        adcode = row.get("adcode", "")
        if not row.get("id") or not row.get("name"):
            raise RegistryError(f"{path}:{number}: has no id or no name.")
        if adcode and not (len(adcode) == 6 and adcode.isascii() and adcode.isdigit()):
            raise RegistryError(f"{path}:{number}: adcode {adcode!r} is not six digits.")
        names = [row["name"], *row.get("aliases", "").split(_ALIAS_BREAK)]
        yield Entry(row["id"], tuple(plain for name in names if (plain := _plain(name))), adcode)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _pairs(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


def _may_be_one(left: str, right: str) -> bool:
    """Tell whether two names can be one: the same number, the same type. 第二中学 is no 第三中学, and no 第二小学."""
    return left[-_ENDS:] == right[-_ENDS:] and ordinals(left) == ordinals(right)


def _meet(left: str, right: str) -> bool:
    """Tell whether one division lies inside the other, or one of them is not known."""
    if not left or not right:
        return True
    return _trim(left).startswith(_trim(right)) or _trim(right).startswith(_trim(left))


def _trim(code: str) -> str:
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
