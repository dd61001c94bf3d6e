"""Faults of gazetteers, and of silent.tsv: columns, keys, aliases, values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import get_args

from ...schemas.record import PlatformCategory, Purpose
from .findings import Finding
from .known import SHIPPED, known

#: Columns that a gazetteer cannot do without; the first is its key.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "platforms": ("id", "name"),
    "platform_names": ("name",),
    "divisions": ("id", "name"),
    "script": ("traditional", "simplified", "legit"),
    "silent": ("id",),
}
_SEPARATOR = "；"
#: What stands in no name of a platform, and is typed for the separator.
_NEAR_SEPARATORS = ";,、，|"
_ID = re.compile("[a-z][a-z0-9_]*")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}
#: Plain sentences about a platform: a blocker that refuses an alias in all of them always does.
_CARRIERS = ("教师通过{}开展线上教学。", "学生在{}上打卡。", "使用{},家长可以报名。")
_NAMED = ("platforms", "platform_names")

Row = tuple[int, Mapping[str, str]]


def check_table(path: Path, file: str) -> Iterator[Finding]:
    """Yield the faults of one gazetteer."""
    name = path.stem
    if name not in known().gazetteers:
        near = get_close_matches(name, known().gazetteers, n=1)
        yield Finding(file, 1, "FK104", "is read by nobody." + (f" Did you mean {near[0]}.tsv?" if near else ""))
        return
    columns, rows, found = _read(path, file)
    yield from found
    if not columns:
        return
    shipped = known().gazetteers[name]
    for column in columns:
        if column not in shipped:
            near = get_close_matches(column, shipped, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield Finding(file, 1, "FK502", f"names the unknown column {column!r}.{hint}")
    if missing := [column for column in _NEEDED[name] if column not in columns]:
        yield Finding(file, 1, "FK502", f"has no column {', '.join(missing)}.")
        return
    seen: dict[str, int] = {}
    for line, row in rows:
        key = row[_NEEDED[name][0]]
        if key in seen:
            yield Finding(file, line, "FK503", f"has the key {key!r} of line {seen[key]} again.")
        seen.setdefault(key, line)
    if name in _NAMED:
        yield from _platforms(file, name, rows)


def check_silent(path: Path, file: str, own_ids: frozenset[str]) -> Iterator[Finding]:
    """Yield the faults of silent.tsv: what it leaves out must be there."""
    columns, rows, found = _read(path, file)
    yield from found
    if columns and columns[0] != "id":
        yield Finding(file, 1, "FK502", f"has the first column {columns[0]!r}, not 'id'.")
        return
    named = {
        f"{table}.tsv:{row.get('id') or next(iter(row.values()))}"
        for table in known().gazetteers
        for row in known().library.gazetteer(table)
    }
    ids = known().ids.keys() | own_ids | named
    for line, row in rows:
        if row["id"] not in ids:
            near = get_close_matches(row["id"], ids, n=1)
            hint = f" Did you mean {near[0]!r}?" if near else ""
            yield Finding(file, line, "FK107", f"leaves out {row['id']!r}, which is no rule and no row.{hint}")


def _read(path: Path, file: str) -> tuple[tuple[str, ...], list[Row], list[Finding]]:
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return (), [], [Finding(file, 1, "FK101", f"is not UTF-8: {error.reason}.")]
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not lines:
        return (), [], [Finding(file, 1, "FK501", "is empty. Its first line names the columns.")]
    columns = tuple(lines[0][1].split("\t"))
    rows: list[Row] = []
    found = []
    for number, line in lines[1:]:
        cells = line.split("\t")
        if len(cells) != len(columns):
            named = ", ".join(columns)
            found.append(
                Finding(file, number, "FK501", f"has {len(cells)} cells; the header names {len(columns)}: {named}.")
            )
        else:
            rows.append((number, dict(zip(columns, cells, strict=True))))
    return columns, rows, found


def _platforms(file: str, name: str, rows: list[Row]) -> Iterator[Finding]:
    is_shipped = Path(file).resolve().is_relative_to(SHIPPED) or file.startswith("rules/")
    replaced = {row.get("id") or row["name"] for _, row in rows}
    taken: dict[str, str] = {}
    if not is_shipped:
        for table in _NAMED:
            for row in known().library.gazetteer(table):
                key = row.get("id") or row["name"]
                if table != name or key not in replaced:
                    taken.update(dict.fromkeys(_aliases(row), f"{table}.tsv:{key}"))
    blockers = [r.pattern for r in known().library.rulebook("platform_context").rules if r.data["kind"] == "blocker"]
    for line, row in rows:
        if name == "platforms" and not _ID.fullmatch(row["id"]):
            yield Finding(file, line, "FK105", f"has the id {row['id']!r}.")
        for value, allowed, what in (
            (row.get("category") or "mini_program", get_args(PlatformCategory), "category"),
            *((p.strip(), get_args(Purpose), "purpose") for p in (row.get("purposes") or "other").split(",")),
        ):
            if value not in allowed:
                yield Finding(file, line, "FK301", f"has the {what} {value!r}. Known: {', '.join(allowed)}.")
        if len(row["name"]) < 2:
            yield Finding(file, line, "FK507", f"has the name {row['name']!r}.")
        aliases = _aliases(row)
        for number, alias in enumerate(aliases):
            if alias in aliases[:number]:
                yield Finding(file, line, "FK504", f"has the alias {alias!r} twice.")
            elif (owner := taken.get(alias)) is not None:
                yield Finding(file, line, "FK504", f"has the alias {alias!r} of {owner}.")
            yield from _alias(file, line, alias, blockers)
        taken.update(dict.fromkeys(aliases, f"line {line}"))


def _alias(file: str, line: int, alias: str, blockers: list[re.Pattern[str]]) -> Iterator[Finding]:
    if len(alias) < 2:
        yield Finding(file, line, "FK507", f"has the alias {alias!r}.")
        return
    if parted := [char for char in alias if char in _NEAR_SEPARATORS]:
        yield Finding(
            file, line, "FK505", f"has the alias {alias!r}; aliases are parted by {_SEPARATOR}, not {parted[0]}."
        )
        return
    odd = [char for char in alias if char in known().never]
    if odd:
        put = alias.translate({ord(char): known().never[char] for char in odd})
        yield Finding(file, line, "FK505", f"has the alias {alias!r}; the text says {put!r}.")
        return
    for blocker in blockers:
        if all(_blocked(blocker, carrier, alias) for carrier in _CARRIERS):
            told = blocker.pattern if len(blocker.pattern) < 40 else blocker.pattern[:39] + "…"
            yield Finding(file, line, "FK506", f"has the alias {alias!r}, which a blocker holds: {told}.")
            return


def _blocked(blocker: re.Pattern[str], carrier: str, alias: str) -> bool:
    text = carrier.format(alias)
    start = text.index(alias)
    return any(m.start() <= start and start + len(alias) <= m.end() for m in blocker.finditer(text))


def _aliases(row: Mapping[str, str]) -> list[str]:
    cells = (row.get("aliases") or row["name"]).split(_SEPARATOR)
    return [alias for cell in cells if (alias := cell.strip().translate(_LOWER))]
