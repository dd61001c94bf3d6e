"""JSON lines: one report a line, an object with `text` and optional `id`, `url`, `published`; other keys are ignored.

A report without `id` is called `<stem>-<line number>` (`march-12` for line 12 of march.jsonl), so that the ids of one
file differ and lead back to their lines; on standard input, which has no stem, it is called after the hash of its text.
The path is `<path>:<line number>`, for records and rejects alike. Blank lines are no reports.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from ...schemas.record import Reject
from ..errors import EmptyInput, InputError, MalformedInput, TooLongInput, UnreadableInput
from ..values.raw import RawReport
from .encoding import decode, marked_encoding
from .opening import Stream, content_id, rejected, telling

# A character takes 12 bytes at most (two \uXXXX), and the other keys have room beside the text.
_BYTES_PER_CHAR, _ROOM = 12, 1_000_000
_SKIP = 1 << 20
_HEAD = 4096
_END = b""  # no line is empty: it has its line end at least
_SHAPE = 'One line holds one object, such as {"text": "…", "id": "…", "url": "…", "published": "2022-03-01"}.'


def read_lines(stream: Stream, *, path: str, stem: str | None, max_chars: int) -> Iterator[RawReport | Reject]:
    """Yield a report or a reject for each line. A line that cannot be read costs no other line."""
    lines = _lines(stream, _BYTES_PER_CHAR * max_chars + _ROOM)
    number = 0
    while True:
        number += 1
        where = f"{path}:{number}"
        name = f"{stem}-{number}" if stem else None
        try:
            with telling(where):
                line = next(lines, _END)
        except UnreadableInput as error:
            yield rejected(error, id=name, path=where)
            return  # the stream itself is damaged: there is no next line
        if line is _END:
            return
        known: dict[str, Any] = {}
        try:
            if line is None:
                raise TooLongInput(where, None, max_chars)
            plain = line.decode("utf-8-sig", errors="replace") if isinstance(line, bytes) else line
            if not plain.strip():  # before the encoding is guessed: a zero byte is a blank line of UTF-16
                continue
            text = decode(line, where) if isinstance(line, bytes) else line
            known = _object(text, where)
            yield _report(known, where, name)
        except InputError as error:
            own = known.get("id")
            yield rejected(error, id=own if isinstance(own, str) and own else name, path=where)


def looks_like_lines(head: bytes) -> bool:
    """Tell whether an input that begins so holds JSON lines: an object that opens with a key."""
    encoding = _wide(head) or "utf-8-sig"
    start = head[:_HEAD].decode(encoding, errors="ignore").lstrip("\ufeff \t\r\n")
    return start.startswith("{") and start[1:].lstrip()[:1] in ('"', "}")


def _lines(stream: Stream, limit: int) -> Iterator[bytes | str | None]:
    """Yield the lines of a stream, None for one over the limit. Lines of UTF-16 come decoded."""
    if encoding := _wide(stream.peek(8)):
        yield from _wide_lines(stream, encoding, limit)
        return
    while line := stream.readline(limit):
        if len(line) < limit or line.endswith(b"\n"):
            yield line
            continue
        yield None
        while (rest := stream.readline(_SKIP)) and not rest.endswith(b"\n"):
            pass


def _wide_lines(stream: Stream, encoding: str, limit: int) -> Iterator[str | None]:
    with io.TextIOWrapper(stream, encoding=encoding, newline="\n") as text:
        try:
            while line := text.readline(limit):
                if len(line) < limit or line.endswith("\n"):
                    yield line.removeprefix("\ufeff")
                    continue
                yield None
                while (rest := text.readline(_SKIP)) and not rest.endswith("\n"):
                    pass
        except UnicodeDecodeError as error:
            raise OSError(f"it begins as {encoding.upper()}, but then does not go on so: {error.reason}") from error


def _wide(head: bytes) -> str | None:
    """Return the encoding whose line ends are more than one byte, if the input is in one, else None."""
    encoding = marked_encoding(head)
    if encoding is not None:
        return None if encoding == "utf-8" else encoding
    # Every line begins with a brace and a quotation mark: in UTF-16 two bytes that are zero and two that are not.
    even, odd = head[0:4:2], head[1:4:2]
    if all(even) and len(odd) == 2 and not any(odd):
        return "utf-16-le"
    return "utf-16-be" if len(odd) == 2 and not any(even) and all(odd) else None


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError as error:
        raise MalformedInput(f"{where}: is not JSON: {error.msg} at column {error.colno}. {_SHAPE}") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, brackets thousands deep
        raise MalformedInput(f"{where}: is JSON that cannot be read: {error}. {_SHAPE}") from error
    if not isinstance(found, dict):
        raise MalformedInput(f"{where}: is a JSON {_kind(found)}, not an object. {_SHAPE}")
    return found


def _report(found: dict[str, Any], where: str, name: str | None) -> RawReport:
    if "text" not in found:
        has = ", ".join(list(map(str, found))[:8]) or "nothing"
        raise MalformedInput(f"{where}: has no 'text'. It has: {has}. {_SHAPE}")
    text = found["text"]
    if not isinstance(text, str):
        raise MalformedInput(f"{where}: 'text' must be a string, not {_kind(text)}. {_SHAPE}")
    if not text.strip():
        raise EmptyInput(where)
    own = found.get("id")
    if isinstance(own, int) and not isinstance(own, bool):
        own = str(own)
    given: dict[str, Any] = {"text": text, "id": own, "url": found.get("url"), "published": found.get("published")}
    for key, value in given.items():
        if value is not None and not isinstance(value, str):
            raise MalformedInput(f"{where}: {key!r} must be a string or null, not {_kind(value)}. {_SHAPE}")
        if value and (lone := next((n for n, c in enumerate(value) if "\ud800" <= c <= "\udfff"), None)) is not None:
            raise MalformedInput(
                f"{where}: {key!r} holds half a character (\\u{ord(value[lone]):04x}) at {lone}, which no UTF-8 text "
                "can. Write the character whole, as \\ud83d\\ude00 or as itself."
            )
    return RawReport(
        text, given["id"] or name or content_id(text), where, given["url"] or None, given["published"] or None
    )


def _kind(value: object) -> str:
    names = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")
