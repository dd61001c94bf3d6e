"""Faults of one rule file: its form, its ids, its patterns, and what its recogniser asks for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...schemas.rulefile import RuleFile
from .findings import Finding
from .known import EXAMPLE_FOLDERS, RAW, known, strings, top
from .patterns import Fault, calls, expanded, own_faults, pieces_of, whole_faults
from .places import Places

_TODO = "TODO"
_BAD_ID = "string_pattern_mismatch"


@dataclass
class Sheet:
    """One rule file as the checks see it. `source` is None where it does not load."""

    file: str
    name: str
    text: str
    places: Places
    raw: dict[str, Any] = field(default_factory=dict)
    source: RuleFile | None = None
    #: Patterns by rule id, fragments put in; only those that are sound.
    whole: dict[str, str] = field(default_factory=dict)

    def finding(self, code: str, message: str, path: tuple[int | str, ...] = (), rule: str | None = None) -> Finding:
        """Return a finding at a place of this file."""
        return Finding(self.file, self.places.line(path), code, message, rule)

    def at(self, fault: Fault, path: tuple[int | str, ...], rule: str | None) -> Finding:
        """Return a fault of a pattern as a finding, on the line where what is wrong stands."""
        line = self.places.line(path)
        if fault.token:
            for number, text in enumerate(self.text.splitlines()[line - 1 : line + 60], line):
                if fault.token in text:
                    return Finding(self.file, number, fault.code, fault.message, rule)
        return Finding(self.file, line, fault.code, fault.message, rule)


def read_sheet(path: Path, file: str, name: str) -> tuple[Sheet, list[Finding]]:
    """Return a rule file and what is wrong with its form."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        return Sheet(file, name, "", Places("")), [Finding(file, 1, "FK101", f"is not UTF-8: {error.reason}.")]
    sheet = Sheet(file, name, text, Places(text))
    try:
        sheet.raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"line ([0-9]+)", str(error))
        line = int(told[1]) if told else len(text.splitlines())
        return sheet, [Finding(file, line, "FK101", f"is not valid TOML: {error}.")]
    found = list(_form(sheet))
    found += [
        sheet.finding("FK408", f"has a {path[-1]} that is left to be done.", path, _rule_id(sheet.raw, path))
        for path, string in strings(sheet.raw)
        if _TODO in string
    ]
    return sheet, found


def _form(sheet: Sheet) -> Iterator[Finding]:
    if not known().is_read(sheet.name):
        near = get_close_matches(sheet.name, known().names, n=1)
        yield sheet.finding("FK104", "is read by nobody." + (f" Did you mean {near[0]}.toml?" if near else ""))
    elif "/" in sheet.name and top(sheet.name) in EXAMPLE_FOLDERS and sheet.raw.get("rule"):
        yield sheet.finding(
            "FK104", f"may hold examples only; its rules belong in {top(sheet.name)}.toml.", ("rule", 0)
        )
    try:
        sheet.source = RuleFile.model_validate(sheet.raw)
    except ValidationError as error:
        for entry in error.errors():
            loc = entry["loc"]
            key = ".".join(str(part) for part in loc if not isinstance(part, int))
            rule = _rule_id(sheet.raw, loc)
            if entry["type"] == "extra_forbidden":
                yield sheet.finding("FK102", f"has the unknown key {key!r}.{_near_key(loc)}", loc, rule)
            elif entry["type"] == _BAD_ID:
                yield sheet.finding("FK105", f"has the id {entry['input']!r}.", loc, None)
            else:
                yield sheet.finding("FK103", f"{key}: {entry['msg']}.", loc, rule)


def _near_key(loc: tuple[int | str, ...]) -> str:
    from ...schemas import rulefile

    inside: Any = rulefile.RuleFile
    if len(loc) > 1 and loc[0] == "rule":
        inside = rulefile.Rule if len(loc) == 3 else rulefile.KnownFailure
    near = get_close_matches(str(loc[-1]), inside.model_fields, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def _rule_id(raw: Mapping[str, Any], path: tuple[int | str, ...]) -> str | None:
    if len(path) > 1 and path[0] == "rule" and isinstance(path[1], int):
        told = raw["rule"][path[1]].get("id") if isinstance(raw["rule"][path[1]], dict) else None
        return told if isinstance(told, str) else None
    return None


def check_patterns(sheet: Sheet, base: RuleFile | None) -> Iterator[Finding]:
    """Yield the faults of fragments, words, patterns and pieces of patterns in data.

    Args:
        sheet: A file that loads; sound patterns are noted on it.
        base: The shipped file of the same name that it is laid over.
    """
    source = sheet.source
    assert source is not None
    never: Mapping[str, str] = {} if top(sheet.name) in RAW else known().never
    fragments = {**(base.fragments if base else {}), **source.fragments}
    lexicon = {n: {**(base.lexicon.get(n, {}) if base else {}), **words} for n, words in source.lexicon.items()}
    pieces = pieces_of(fragments, {**(base.lexicon if base else {}), **lexicon})
    broken = False
    for name, fragment in source.fragments.items():
        if name in source.lexicon:
            yield sheet.finding("FK106", f"defines {name!r} in [fragments] and in [lexicon].", ("fragments", name))
        for fault in own_faults(fragment, never):
            broken = broken or fault.code == "FK201"
            yield sheet.at(fault, ("fragments", name), None)
    for name, words in source.lexicon.items():
        for word in words:
            for char in word:
                if char in never:
                    fault = Fault("FK204", f"has the word {word!r}, which normalised text never has ({char}).", word)
                    yield sheet.at(fault, ("lexicon", name, word), None)
                    break
    for path, piece in _pieces_in_data(sheet):
        yield from (sheet.at(fault, path, None) for fault in own_faults(piece, never))
    told: set[tuple[str, str]] = set()
    for number, rule in enumerate(source.rule):
        path = ("rule", number, "pattern")
        faults = list(own_faults(rule.pattern, never))
        whole = expanded(rule.pattern, pieces, rule.id)
        if isinstance(whole, Fault):
            faults.append(whole)
        elif not broken and not any(fault.code in ("FK201", "FK203") for fault in faults):
            try:
                compiled = re.compile(whole)
            except re.error as error:
                faults.append(Fault("FK201", f"does not compile with its fragments: {error}."))
            else:
                sheet.whole[rule.id] = compiled.pattern
                faults += whole_faults(whole, searched=not _is_whole(rule.data))
        for fault in faults:
            if (fault.code, fault.message) not in told:
                told.add((fault.code, fault.message))
                yield sheet.at(fault, path, rule.id)


def _is_whole(data: Mapping[str, Any]) -> bool:
    """Tell whether a rule must match a stretch from end to end, or may well match nothing."""
    return data.get("kind") in ("join", "lead") or data.get("side") in ("between", "filler", "front", "list")


def _pieces_in_data(sheet: Sheet) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """Yield the patterns that stand in data."""
    for path, string in strings(sheet.raw.get("data", {}), ("data",)):
        if "not_hits" in path or (sheet.name == "clause" and not any(isinstance(part, int) for part in path)):
            yield path, string
    for number, rule in enumerate(sheet.raw.get("rule", ())):
        if isinstance(unless := rule.get("data", {}).get("unless"), str):
            yield ("rule", number, "data", "unless"), unless


def check_data(sheet: Sheet, base: RuleFile | None, *, shipped: bool) -> Iterator[Finding]:
    """Yield keys, values and groups that the recogniser of a file does not know or misses; fragments without use."""
    source = sheet.source
    assert source is not None
    shape = known().shapes.get(top(sheet.name))
    used = set(_used(source)) | (set(_used(base)) if base else set())
    own_words = () if shipped else (n for n in source.lexicon if shape is None or n not in shape.lexicons)
    for kind, names in (("fragments", source.fragments), ("lexicon", own_words)):
        for name in names:
            if name not in used:
                word = "fragment" if kind == "fragments" else "word list"
                yield sheet.finding("FK304", f"defines the {word} {name!r}, which nothing calls.", (kind, name))
    if shape is None:
        return
    for key in source.data if not shipped else ():
        if key not in shape.data:
            yield sheet.finding("FK303", f"has data.{key}.{_near(key, shape.data)}", ("data", key))
    for number, rule in enumerate(source.rule):
        here = ("rule", number, "data")
        for key in sorted(shape.needed_keys - rule.data.keys()):
            yield sheet.finding("FK302", f"has no data.{key}.", here, rule.id)
        for key, value in rule.data.items():
            if key not in shape.keys:
                yield sheet.finding("FK303", f"has data.{key}.{_near(key, shape.keys)}", (*here, key), rule.id)
            allowed = known().allowed(sheet.name, key)
            if allowed is not None and isinstance(value, str) and value not in allowed:
                message = f"has data.{key} = {value!r}.{_near(value, allowed) or ' Known: ' + ', '.join(allowed) + '.'}"
                yield sheet.finding("FK301", message, (*here, key), rule.id)
        if (whole := sheet.whole.get(rule.id)) is not None:
            for group in sorted(shape.needed_groups - re.compile(whole).groupindex.keys()):
                path = ("rule", number, "pattern")
                yield sheet.finding("FK302", f"has no group (?P<{group}>...).", path, rule.id)


def _used(source: RuleFile) -> Iterator[str]:
    for rule in source.rule:
        yield from calls(rule.pattern)
    for fragment in source.fragments.values():
        yield from calls(fragment)
    for _, string in strings(source.data):
        yield from calls(string)


def _near(word: str, names: Any) -> str:
    near = get_close_matches(word, list(names), n=1)
    return f" Did you mean {near[0]!r}?" if near else ""
