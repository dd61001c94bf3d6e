"""What the shipped rules tell about rule files: which are read, which keys and groups their recognisers use."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, get_args

from ...schemas import record
from ..rulebook import CompiledRule, RuleLibrary
from ..segmentation.document import BlockKind

#: Folders in which a file of any name is read, and folders that hold examples alone.
FOLDERS = frozenset({"dates", "dates_expressions", "institutions", "measures"})
EXAMPLE_FOLDERS = frozenset({"headcounts", "platforms"})
#: Rule files by the field of the record that their examples speak of.
FIELDS = {
    "dates": "dates",
    "dates_expressions": "expressions",
    "page_dates": "dates",
    "headcounts": "headcounts",
    "platforms": "platforms",
    "institutions": "institutions",
    "measures": "measures",
}
#: Files whose patterns see other text than the normalised one.
RAW = frozenset({"normalisation", "url_dates"})
#: Keys of data whose values the record's own lists decide.
_LISTED: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("measures", "code"): get_args(record.MeasureCode),
    ("measures", "polarity"): get_args(record.Status),
    ("platforms", "category"): get_args(record.PlatformCategory),
    ("platforms", "purpose"): get_args(record.Purpose),
    ("platform_purposes", "to"): get_args(record.Purpose),
    ("institutions", "kind"): ("", *get_args(record.InstitutionKind)),
    ("headcounts", "unit"): get_args(record.Unit),
    ("frame", "kind"): get_args(BlockKind),
}
#: Keys that choose between ways a recogniser has: the values in use are all there are.
_CHOICES = frozenset({"mode", "role", "side", "scope", "action", "form", "kind", "need", "use", "tense", "block"})
_LEAST = 5


@dataclass
class Shape:
    """How the rules of one file, or one folder, look: their keys of data and groups, and how often each is there."""

    rules: int = 0
    keys: Counter[str] = field(default_factory=Counter)
    groups: Counter[str] = field(default_factory=Counter)
    values: dict[str, set[str]] = field(default_factory=dict)
    fragments: set[str] = field(default_factory=set)
    lexicons: set[str] = field(default_factory=set)
    data: set[str] = field(default_factory=set)

    def add(self, rule: CompiledRule) -> None:
        """Count one more rule."""
        self.rules += 1
        self.keys.update(rule.data.keys())
        self.groups.update(rule.pattern.groupindex.keys())
        for key, value in rule.data.items():
            if isinstance(value, str):
                self.values.setdefault(key, set()).add(value)

    @property
    def needed_keys(self) -> set[str]:
        """Keys that every rule has."""
        return {key for key, count in self.keys.items() if count == self.rules >= _LEAST}

    @property
    def needed_groups(self) -> set[str]:
        """Named groups that every pattern has."""
        return {group for group, count in self.groups.items() if count == self.rules >= _LEAST}


class Known:
    """The shipped rules, as what a user's own are held against."""

    def __init__(self) -> None:
        self.library = RuleLibrary()
        self.names = frozenset(name_of(path, SHIPPED) for path in SHIPPED.rglob("*.toml"))
        self.gazetteers = {path.stem: _header(path) for path in (SHIPPED / "gazetteers").glob("*.tsv")}
        self.shapes: dict[str, Shape] = {}
        self.ids: dict[str, str] = {}
        for name in sorted(self.names):
            book = self.library.rulebook(name)
            shape = self.shapes.setdefault(top(name), Shape())
            shape.fragments |= book.source.fragments.keys()
            shape.lexicons |= book.source.lexicon.keys()
            shape.data |= book.source.data.keys()
            for rule in book.rules:
                shape.add(rule)
                self.ids[rule.id] = name

    def is_read(self, name: str) -> bool:
        """Tell whether anything reads a rule file of that name."""
        return name in self.names or ("/" in name and top(name) in FOLDERS | EXAMPLE_FOLDERS)

    def allowed(self, name: str, key: str) -> Iterable[str] | None:
        """Return the values that a key of data may have; None where any will do."""
        if (listed := _LISTED.get((top(name), key))) is not None:
            return listed
        values = self.shapes[top(name)].values.get(key)
        return sorted(values) if values and key in _CHOICES else None

    @property
    def never(self) -> dict[str, str]:
        """Characters that normalised text never has, with what stands there instead ("" for nothing)."""
        return _never()


SHIPPED = Path(str(resources.files("fangkong.rules")))


@cache
def known() -> Known:
    """Return what the shipped rules tell; read once."""
    return Known()


def name_of(path: Path, root: Path) -> str:
    """Return the name by which the library knows a rule file: measures/testing."""
    return path.relative_to(root).as_posix().removesuffix(".toml")


def top(name: str) -> str:
    """Return the first part of a rule file's name, which tells its recogniser."""
    return name.split("/", 1)[0]


def strings(value: Any, path: tuple[int | str, ...] = ()) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield every string inside a TOML value, with where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from strings(inner, (*path, key))
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            yield from strings(inner, (*path, number))


def _header(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(next(line for line in lines if line and not line.startswith("#")).split("\t"))


@cache
def _never() -> dict[str, str]:
    library = RuleLibrary()
    raw = tomllib.loads((SHIPPED / "normalisation.toml").read_text(encoding="utf-8"))
    found = {char: put for char, put in raw["data"]["characters"].items() if put != char}
    found |= {row["traditional"]: row["simplified"] for row in library.gazetteer("script") if row["legit"] == "0"}
    wide = (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    return found | {chr(code): chr(code - 0xFEE0) for code in wide}
