"""Paths as a user gives them to the files meant: folders walked, globs matched, companions left out."""

from __future__ import annotations

import glob
import os
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ...schemas.record import Reject
from ..errors import MalformedInput, UnreadableInput
from .opening import rejected, telling

Kind = Literal["text", "html", "lines", "unknown"]
_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "lines",
    ".ndjson": "lines",
}
_ALLOWED = ".txt, .html, .htm and .jsonl, each also with .gz behind it"
_GOLD = ".gold.json"
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read: where it is (None for standard input), what it is called in records, and what it should hold."""

    path: Path | None
    shown: str
    stem: str | None
    kind: Kind


def find(paths: Iterable[str], leave_out: Collection[Path] = ()) -> Iterator[Found | Reject]:
    """Yield the files that paths mean, in the order given; inside a folder sorted by name, hidden ones left out.

    Args:
        paths: Files, folders, globs (`**` goes through folders) and `-` for standard input.
        leave_out: Files that are never read: those that the run itself writes.
    """
    for given in paths:
        if given == STDIN:
            yield Found(None, STDIN, None, "unknown")
        elif os.path.isdir(given):
            yield from _walk(given, leave_out, top=True)
        elif os.path.lexists(given):
            yield from _file(given, leave_out, by_name=True)
        elif glob.has_magic(given):
            yield from _matches(given, leave_out)
        else:
            yield from _file(given, leave_out, by_name=True)  # opening it says that it is missing


def _matches(pattern: str, leave_out: Collection[Path]) -> Iterator[Found | Reject]:
    matches = sorted(glob.glob(pattern, recursive=True))
    if not matches:
        yield _refuse(
            UnreadableInput(f"{_shown(pattern)}: matches no file. Check the pattern and the folder."), pattern
        )
    for match in matches:
        # A pattern that ends in ** matches folders as well as what they hold: the files come by themselves.
        if not os.path.isdir(match):
            yield from _file(match, leave_out, by_name=False)
        elif "**" not in pattern:
            yield from _walk(match, leave_out, top=False)


def _walk(folder: str, leave_out: Collection[Path], *, top: bool) -> Iterator[Found | Reject]:
    try:
        with telling(_shown(folder)), os.scandir(folder) as entries:
            names = sorted((entry.name, entry.is_dir(), entry.is_symlink()) for entry in entries)
    except UnreadableInput as error:
        yield _refuse(error, folder)
        return
    empty = True
    for name, is_folder, is_link in names:
        if name.startswith("."):
            continue
        path = os.path.join(folder, name)
        inside: Iterable[Found | Reject]
        if is_folder and is_link:
            problem = "is a link to a folder, which is not followed from inside a folder. Give it by its own name."
            inside = [_refuse(UnreadableInput(f"{_shown(path)}: {problem}"), path)]
        elif is_folder:
            inside = _walk(path, leave_out, top=False)
        else:
            inside = _file(path, leave_out, by_name=False)
        for found in inside:
            empty = False
            yield found
    if empty and top:
        yield _refuse(
            UnreadableInput(f"{_shown(folder)}: holds no report. A folder is searched for {_ALLOWED}."), folder
        )


def _file(path: str, leave_out: Collection[Path], *, by_name: bool) -> Iterator[Found | Reject]:
    """Yield the file, a reject, or nothing for labels beside their report. `by_name`: the user named this very file."""
    if leave_out and Path(path).resolve() in leave_out:
        return
    lower = path.lower()
    if lower.endswith(_GOLD) and os.path.exists(path[: -len(_GOLD)] + ".txt"):
        if by_name:
            yield _refuse(MalformedInput(f"{_shown(path)}: holds labels, not a report. Give the .txt beside it."), path)
        return
    base = lower.removesuffix(".gz")
    stem = os.path.basename(path)[: len(os.path.basename(base))]
    root, suffix = os.path.splitext(stem)
    kind = _KINDS.get(suffix.lower(), "unknown")
    packed_alone = base != lower and not suffix
    if suffix.lower() == ".json" or (kind == "unknown" and not by_name and not packed_alone):
        yield _refuse(MalformedInput(f"{_shown(path)}: {_unknown(suffix, by_name)}"), path)
        return
    shown = _shown(path)
    yield Found(Path(path), shown, _shown(root if kind != "unknown" else stem) or None, kind)


def _unknown(suffix: str, by_name: bool) -> str:
    if suffix.lower() == ".json":
        return "is a .json file. Write one object a line, into a .jsonl file."
    what = f"has the unknown suffix {_shown(suffix)!r}" if suffix else "has no suffix"
    return f"{what}. Inside a folder these are read: {_ALLOWED}. Rename it, or give it by its own name."


def _shown(path: str) -> str:
    """Return a path as text that JSON can hold; bytes of a name that is no UTF-8 show as \\xNN."""
    return os.fsencode(path).decode("utf-8", errors="backslashreplace")


def _refuse(error: UnreadableInput | MalformedInput, path: str) -> Reject:
    base = os.path.basename(path.rstrip(os.sep))
    name = None if glob.has_magic(path) else _shown(os.path.splitext(base)[0]) or None
    return rejected(error, id=name, path=_shown(path))
