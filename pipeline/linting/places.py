"""On which line of a TOML file each key stands: `tomllib` gives values without their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Path = tuple[int | str, ...]

_HEADER = re.compile(r"[ \t]*(\[{1,2})([^\]\n]+)\]{1,2}")
_NAME = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_KEY = re.compile(rf"[ \t]*({_NAME}(?:[ \t]*\.[ \t]*{_NAME})*)[ \t]*=")
_PART = re.compile(r"""[ \t]*(?:"([^"\n]*)"|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*\.?""")
_STRINGS = ('"""', "'''", '"', "'")


class Places:
    """Lines of the keys and tables of one TOML file, from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._arrays: dict[Path, int] = {}
        for path, at in self._scan(text):
            self._lines.setdefault(path, text.count("\n", 0, at) + 1)

    def line(self, path: Sequence[int | str]) -> int:
        """Return the line of a key, or of the nearest table around it that has one; 1 where none has."""
        for length in range(len(path), 0, -1):
            if (line := self._lines.get(tuple(path[:length]))) is not None:
                return line
        return 1

    def _scan(self, text: str) -> Iterator[tuple[Path, int]]:
        table: Path = ()
        at = 0
        while at < len(text):
            if header := _HEADER.match(text, at):
                table = self._enter(list(_parts(header[2])), is_array=header[1] == "[[")
                yield table, header.start(1)
                at = _line_end(text, header.end())
            elif key := _KEY.match(text, at):
                yield (*table, *_parts(key[1])), key.start(1)
                at = _value_end(text, key.end())
            else:
                at = _line_end(text, at)

    def _enter(self, names: list[str], *, is_array: bool) -> Path:
        path: Path = ()
        for number, name in enumerate(names):
            path = (*path, name)
            if is_array and number == len(names) - 1:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return path


def _parts(dotted: str) -> Iterator[str]:
    for match in _PART.finditer(dotted):
        yield next(part for part in match.groups() if part is not None)


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _value_end(text: str, at: int) -> int:
    """Return where the line after a value begins; strings and brackets may hold line ends."""
    depth = 0
    while at < len(text):
        char = text[at]
        if char == "#":
            at = _line_end(text, at) - 1
        elif char in "\"'":
            at = _string_end(text, at)
            continue
        elif char in "[{":
            depth += 1
        elif char in "]}":
            depth -= 1
        if text[at : at + 1] == "\n" and depth <= 0:
            return at + 1
        at += 1
    return len(text)


def _string_end(text: str, at: int) -> int:
    quote = next(q for q in _STRINGS if text.startswith(q, at))
    at += len(quote)
    while at < len(text) and not text.startswith(quote, at):
        if len(quote) == 1 and text[at] == "\n":
            return at
        at += 2 if text[at] == "\\" and '"' in quote else 1
    # A fourth or fifth quotation mark belongs to the string.
    while len(quote) == 3 and text.startswith(quote[0], at + 3):
        at += 1
    return at + len(quote)
