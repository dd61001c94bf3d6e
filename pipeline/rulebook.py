"""Reads, checks and compiles rule files and gazetteers. Everything a rule file can get wrong is told here."""

from __future__ import annotations

import csv
import hashlib
import re
import tomllib
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..schemas.rulefile import Rule, RuleFile
from .errors import RuleFileError

_CALL = re.compile(r"\(\?&([A-Za-z_][A-Za-z0-9_]*)\)")
# No word boundary exists inside Chinese text, and \d takes full-width digits.
_REFUSED = re.compile(r"(?<!\\)(?:\\\\)*(\\[bBwWdD])")
_NEGATED = re.compile(r"(?<!\\)\[\^")
_NEVER = re.compile("(?!)")
_MAX_DEPTH = 20


@dataclass(frozen=True)
class CompiledRule:
    """A rule ready to match; `data` is the rule file's, for the recogniser."""

    id: str
    pattern: re.Pattern[str]
    data: Mapping[str, Any]
    source: Rule

    def finditer(self, text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
        """Yield matches left to right, without overlap, that cut no number and no Latin word."""
        return matches(self.pattern, text, start, end)


def matches(pattern: re.Pattern[str], text: str, start: int = 0, end: int | None = None) -> Iterator[re.Match[str]]:
    """Yield matches of a pattern as `CompiledRule.finditer` does."""
    stop = len(text) if end is None else end
    at = start
    while at <= stop and (match := pattern.search(text, at, stop)):
        left, right = match.span()
        if left == right:
            at = right + 1
        elif cuts(text, left) or cuts(text, right):
            at = left + 1
        else:
            yield match
            at = right


def cuts(text: str, at: int) -> bool:
    """Tell whether an edge at `at` stands inside a number or a Latin word."""
    if not 0 < at < len(text):
        return False
    left, right = text[at - 1], text[at]
    if not (left.isascii() and right.isascii()):
        return False
    return (left.isdigit() and right.isdigit()) or (left.isalpha() and right.isalpha())


@dataclass(frozen=True)
class Rulebook:
    """The rules of one file, compiled, with its lexicons."""

    name: str
    file: str
    source: RuleFile
    rules: tuple[CompiledRule, ...]

    @property
    def lexicon(self) -> Mapping[str, Mapping[str, Any]]:
        """Word lists of the file: name, then word, then what the word stands for."""
        return self.source.lexicon

    @property
    def data(self) -> Mapping[str, Any]:
        """Whatever else the file holds for its recogniser."""
        return self.source.data

    def __getitem__(self, rule_id: str) -> CompiledRule:
        return self._by_id[rule_id]

    @cached_property
    def _by_id(self) -> Mapping[str, CompiledRule]:
        return {rule.id: rule for rule in self.rules}

    def finditer(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[CompiledRule, re.Match[str]]]:
        """Yield every match of every rule, rule by rule. Overlaps stay."""
        for rule in self.rules:
            for match in rule.finditer(text, start, end):
                yield rule, match


class RuleLibrary:
    """The rules that ship with fangkong, with a user's own laid over them.

    Args:
        extra: A folder laid out like `rules/`. A rule with a known id replaces ours, any other is added; so with
            lexicon words, fragments, data and gazetteer rows (by their first column, or `id` where there is one).
            Its `silent.tsv` names rules and gazetteer rows (`platforms.tsv:dingtalk`) that are to be left out.
        silent: Ids of rules that never match, to see what they are worth.
    """

    def __init__(self, extra: Path | None = None, *, silent: Collection[str] = ()) -> None:
        if extra is not None and not extra.is_dir():
            raise RuleFileError(str(extra), "is no folder. --rules takes a folder laid out like fangkong's rules/.")
        self._extra = extra
        self._silent = frozenset(silent) | _read_silent(extra)
        #: Ids of the rules read from `extra` so far.
        self.own_rules: set[str] = set()
        self._own_ids: dict[str, frozenset[str]] = {}
        self._rulebooks: dict[str, Rulebook] = {}

    def rulebook(self, name: str) -> Rulebook:
        """Return the compiled rules of `rules/<name>.toml`.

        Raises:
            RuleFileError: If the file is missing or wrong; the message names file, rule, line and remedy.
        """
        if name not in self._rulebooks:
            self._rulebooks[name] = self._load(name)
        return self._rulebooks[name]

    def rulebooks(self, folder: str) -> tuple[Rulebook, ...]:
        """Return the rulebooks of every file in `rules/<folder>/`, by name."""
        stems = {p.name[:-5] for p in _shipped(folder).iterdir() if p.name.endswith(".toml")}
        own_stems = set()
        if self._extra and (own := self._extra / folder).is_dir():
            own_stems = {p.stem for p in own.glob("*.toml")}
        books = {stem: self.rulebook(f"{folder}/{stem}") for stem in sorted(stems | own_stems)}
        return tuple(self._without_replaced(book, books, stem, own_stems) for stem, book in books.items())

    def gazetteer(self, name: str) -> tuple[Mapping[str, str], ...]:
        """Return the rows of `rules/gazetteers/<name>.tsv`, each a mapping from column name to cell."""
        own = self._extra / "gazetteers" / f"{name}.tsv" if self._extra else None
        rows = _read_tsv(name, str(own) if own and own.is_file() else None)
        return tuple(row for key, row in rows.items() if f"{name}.tsv:{key}" not in self._silent)

    @property
    def fingerprint(self) -> str:
        """A hash over everything loaded from disk: two runs with the same one used the same rules."""
        digest = hashlib.sha256()
        for root in filter(None, (_shipped(""), self._extra)):
            for path in sorted(_walk(root), key=str):
                if path.name.endswith((".toml", ".tsv")):
                    digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]

    def _without_replaced(
        self, book: Rulebook, books: Mapping[str, Rulebook], stem: str, own_stems: Collection[str]
    ) -> Rulebook:
        """Return a book of a folder without the rules that a user's file of another name replaces."""
        mine = self._own_ids.get(book.name, frozenset())
        taken = {
            rule
            for other in own_stems
            if other != stem
            for rule in self._own_ids.get(books[other].name, ())
            if rule not in mine
        }
        if not any(rule.id in taken for rule in book.rules):
            return book
        return replace(book, rules=tuple(rule for rule in book.rules if rule.id not in taken))

    def _load(self, name: str) -> Rulebook:
        shipped = _shipped(f"{name}.toml")
        own = self._extra / f"{name}.toml" if self._extra else None
        files = []
        if shipped.is_file():
            files.append(_parse(f"rules/{name}.toml", shipped.read_text(encoding="utf-8")))
        if own and own.is_file():
            files.append(_parse(str(own), own.read_text(encoding="utf-8")))
            self._own_ids[name] = frozenset(rule.id for rule in files[-1].rule)
            self.own_rules |= self._own_ids[name]
        if not files:
            raise RuleFileError(f"rules/{name}.toml", "is missing. Reinstall fangkong, or check --rules.")
        merged = files[0]
        for other in files[1:]:
            merged = _lay_over(merged, other)
        file = str(own) if len(files) > 1 else f"rules/{name}.toml"
        book = compile_rules(name, file, merged)
        if not any(rule.id in self._silent for rule in book.rules):
            return book
        rules = (replace(rule, pattern=_NEVER) if rule.id in self._silent else rule for rule in book.rules)
        return replace(book, rules=tuple(rules))


def compile_rules(name: str, file: str, source: RuleFile) -> Rulebook:
    """Compile one rule file.

    Raises:
        RuleFileError: If a pattern does not compile, calls what is not defined, or uses what is refused.
    """
    pieces = dict(source.fragments)
    for lexicon, words in source.lexicon.items():
        if lexicon in pieces:
            raise RuleFileError(file, f"defines {lexicon!r} in [fragments] and in [lexicon]. Rename one of them.")
        # Longest first, so that 党员干部 is tried before 党员.
        pieces[lexicon] = "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w)))) or "(?!)"
    rules, seen = [], set()
    for rule in source.rule:
        if rule.id in seen:
            raise RuleFileError(file, "is defined twice. Give one of them another id.", rule=rule.id)
        seen.add(rule.id)
        pattern = expand(rule.pattern, pieces, file, rule.id)
        if refused := _REFUSED.search(pattern):
            raise RuleFileError(
                file,
                f"uses {refused[1]}, which does not fit Chinese text. "
                "Write the characters you mean, such as [0-9] or [A-Za-z].",
                rule=rule.id,
            )
        try:
            compiled = re.compile(within_lines(pattern))
        except re.error as error:
            raise RuleFileError(file, f"has a pattern that does not compile: {error}.", rule=rule.id) from error
        rules.append(CompiledRule(rule.id, compiled, rule.data, rule))
    return Rulebook(name, file, source, tuple(rules))


def within_lines(pattern: str) -> str:
    """Return a pattern whose `[^,。]` stop at the end of a line: a title and the line below it are no one clause."""
    return _NEGATED.sub(r"[^\\n", pattern)


def expand(pattern: str, pieces: Mapping[str, str], file: str, rule: str, depth: int = 0) -> str:
    """Return a pattern with the pieces that it calls put in.

    Raises:
        RuleFileError: If it calls what is not there, or in a circle.
    """
    if depth > _MAX_DEPTH:
        raise RuleFileError(file, "calls fragments in a circle. Break it.", rule=rule)

    def piece(call: re.Match[str]) -> str:
        name = call[1]
        if name not in pieces:
            raise RuleFileError(
                file,
                f"uses (?&{name}), which neither [fragments] nor [lexicon] defines. "
                f"Defined here: {', '.join(sorted(pieces)) or 'nothing'}. Fix the name, or define it.",
                rule=rule,
            )
        return "(?:" + expand(pieces[name], pieces, file, rule, depth + 1) + ")"

    return _CALL.sub(piece, pattern)


def _parse(file: str, text: str) -> RuleFile:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        told = re.search(r"line ([0-9]+)", str(error))
        raise RuleFileError(file, f"is not valid TOML: {error}.", line=int(told[1]) if told else None) from error
    try:
        return RuleFile.model_validate(raw)
    except ValidationError as error:
        first, *_ = entries = error.errors()
        rule, line = _locate(first["loc"], raw, text)
        wrong = "; ".join(f"{_key(e['loc'])}: {e['msg']}" for e in entries[:3])
        raise RuleFileError(file, f"has wrong entries: {wrong}.", rule=rule, line=line) from error


def _key(loc: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in loc if not isinstance(part, int)) or "the top"


def _locate(loc: tuple[int | str, ...], raw: dict[str, Any], text: str) -> tuple[str | None, int | None]:
    """Return the id of the rule an error lies in, and the line of its `[[rule]]` header."""
    if len(loc) < 2 or loc[0] != "rule" or not isinstance(loc[1], int):
        return None, None
    headers = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[rule]]"]
    rule = raw["rule"][loc[1]]
    return str(rule.get("id", f"number {loc[1] + 1}")), headers[loc[1]] if loc[1] < len(headers) else None


def _lay_over(base: RuleFile, own: RuleFile) -> RuleFile:
    rules = {rule.id: rule for rule in base.rule} | {rule.id: rule for rule in own.rule}
    lexicon = {
        name: {**base.lexicon.get(name, {}), **own.lexicon.get(name, {})}
        for name in (*base.lexicon, *(n for n in own.lexicon if n not in base.lexicon))
    }
    return base.model_copy(
        update={
            "fragments": base.fragments | own.fragments,
            "lexicon": lexicon,
            "data": _merged(base.data, own.data),
            "rule": tuple(rules.values()),
        }
    )


def _merged(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with a user's own laid over it, table by table, so that one entry does not cost its neighbours."""
    merged = dict(base)
    for key, value in own.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _read_silent(extra: Path | None) -> frozenset[str]:
    """Return what `silent.tsv` of a user's folder leaves out."""
    if extra is None or not (file := extra / "silent.tsv").is_file():
        return frozenset()
    return frozenset(key for key, _ in _rows(str(file), file.read_text(encoding="utf-8")))


@cache
def _read_tsv(name: str, own: str | None) -> Mapping[str, Mapping[str, str]]:
    shipped = _shipped(f"gazetteers/{name}.tsv")
    rows: dict[str, Mapping[str, str]] = {}
    sources: list[tuple[str, Callable[[], str]]] = []
    if shipped.is_file():
        sources.append((f"rules/gazetteers/{name}.tsv", lambda: shipped.read_text(encoding="utf-8")))
    if own:
        sources.append((own, lambda: Path(own).read_text(encoding="utf-8")))
    if not sources:
        raise RuleFileError(f"rules/gazetteers/{name}.tsv", "is missing. Reinstall fangkong, or check --rules.")
    for file, read in sources:
        for key, row in _rows(file, read()):
            rows[key] = row
    return rows


def _rows(file: str, text: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line and not line.startswith("#")]
    if not lines:
        raise RuleFileError(file, "is empty. Its first line names the columns, separated by tabs.")
    header = lines[0][1].split("\t")
    for (number, _), cells in zip(
        lines[1:], csv.reader((line for _, line in lines[1:]), delimiter="\t", quoting=csv.QUOTE_NONE), strict=True
    ):
        if len(cells) != len(header):
            raise RuleFileError(
                file,
                f"has {len(cells)} cells where the header names {len(header)} ({', '.join(header)}). "
                "Separate cells by one tab each.",
                line=number,
            )
        row = dict(zip(header, cells, strict=True))
        yield row.get("id") or cells[0], row


def _shipped(relative: str) -> Any:
    root = resources.files("fangkong.rules")
    return root.joinpath(*relative.split("/")) if relative else root


def _walk(root: Any) -> Iterator[Any]:
    for entry in root.iterdir():
        if entry.is_dir():
            yield from _walk(entry)
        else:
            yield entry
