"""`fangkong rules check`: everything that can be told to be wrong with a folder of rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from ..errors import RuleFileError
from ..rulebook import RuleLibrary
from .examples import ExampleRunner, check_example_form, run_examples
from .findings import Finding
from .known import FIELDS, SHIPPED, known, name_of, top
from .rulefiles import Sheet, check_data, check_patterns, read_sheet
from .tables import check_silent, check_table

#: Faults with which rules do not load, so that no example can be run.
_BROKEN = frozenset(
    {"FK101", "FK102", "FK103", "FK105", "FK106", "FK201", "FK202", "FK203", "FK301", "FK302", "FK501", "FK502"}
)
_OTHER_FILES = (".md", ".txt", ".py", ".pyc")


def check_rules(folder: Path | None = None, *, examples: bool = True) -> list[Finding]:
    """Return what is wrong with a folder of own rules, in the order of files and lines.

    Args:
        folder: A folder as `--rules` takes it; None for the rules that ship.
        examples: Run every example through the pipeline, too.

    Raises:
        RuleFileError: If there is no such folder.
    """
    if folder is not None and not folder.is_dir():
        raise RuleFileError(str(folder), "is no folder. `rules check` takes a folder laid out like fangkong's rules/.")
    root, shipped = folder or SHIPPED, folder is None or folder.resolve() == SHIPPED.resolve()
    shown = "rules" if folder is None else str(folder)
    found: list[Finding] = []
    sheets: list[Sheet] = []
    for path in sorted(root.rglob("*")):
        file = f"{shown}/{path.relative_to(root).as_posix()}"
        if path.is_dir() or path.name.startswith((".", "_")) or "__pycache__" in path.parts:
            continue
        if path.suffix == ".toml":
            sheet, faults = read_sheet(path, file, name_of(path, root))
            sheets.append(sheet)
            found += faults
        elif path.suffix == ".tsv" and path.parent.name == "gazetteers":
            found += check_table(path, file)
        elif not shipped and path.suffix not in _OTHER_FILES and path != root / "silent.tsv":
            found.append(Finding(file, 1, "FK104", "is read by nobody."))
    sound = [sheet for sheet in sheets if sheet.source is not None]
    own_ids = frozenset(rule.id for sheet in sound if sheet.source for rule in sheet.source.rule)
    if (silent := root / "silent.tsv").is_file():
        found += check_silent(silent, f"{shown}/silent.tsv", own_ids)
    for sheet in sound:
        base = None if shipped or sheet.name not in known().names else known().library.rulebook(sheet.name).source
        found += check_patterns(sheet, base)
        found += check_data(sheet, base, shipped=shipped)
        found += check_example_form(sheet)
    found += _ids(sound, shipped=shipped)
    found += _same_patterns(sound, shipped=shipped)
    if examples and not any(finding.code in _BROKEN for finding in found):
        runner = ExampleRunner(known().library if shipped else RuleLibrary(folder))
        for sheet in sound:
            found += run_examples(sheet, runner)
    return sorted(set(found))


def _ids(sheets: Sequence[Sheet], *, shipped: bool) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for sheet in sheets:
        for number, rule in enumerate(sheet.source.rule if sheet.source else ()):
            path = ("rule", number, "id")
            if rule.id in seen:
                where = "this file" if seen[rule.id] == sheet.file else seen[rule.id]
                yield sheet.finding("FK106", f"has an id that {where} uses as well.", path, rule.id)
            elif not shipped and top(known().ids.get(rule.id, sheet.name)) != top(sheet.name):
                message = f"has the id of a rule of {known().ids[rule.id]}.toml, which it does not replace from here."
                yield sheet.finding("FK106", message, path, rule.id)
            seen.setdefault(rule.id, sheet.file)


def _same_patterns(sheets: Sequence[Sheet], *, shipped: bool) -> Iterator[Finding]:
    """Yield rules whose pattern another rule of the same recogniser has, for the same end."""
    seen: dict[tuple[str, str, str], str] = {}
    replaced = {rule.id for sheet in sheets if sheet.source for rule in sheet.source.rule}
    for name in () if shipped else sorted(known().names):
        for compiled in known().library.rulebook(name).rules:
            if compiled.id not in replaced:
                seen.setdefault((top(name), compiled.pattern.pattern, _aim(compiled.data)), compiled.id)
    for sheet in sheets:
        for number, rule in enumerate(sheet.source.rule if sheet.source else ()):
            if top(sheet.name) not in FIELDS or rule.id not in sheet.whole:
                continue
            key = (top(sheet.name), sheet.whole[rule.id], _aim(rule.data))
            if (other := seen.setdefault(key, rule.id)) != rule.id:
                yield sheet.finding("FK305", f"has the pattern of {other!r}.", ("rule", number, "pattern"), rule.id)


def _aim(data: object) -> str:
    """Return what tells two rules of one pattern apart: measures of two codes may share their words."""
    return str(data.get("code", "")) if isinstance(data, dict) else ""
