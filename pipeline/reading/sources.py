"""Inputs as a user names them to reports: the door through which every file comes in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from ...schemas.record import Reject
from ..errors import EmptyInput, InputError, TooLongInput, fault
from ..values.raw import RawReport
from .encoding import decode
from .finding import Found, Kind, find
from .jsonl import looks_like_lines, read_lines
from .opening import Stream, Tally, content_id, opened, read_whole, rejected, telling

_BYTES_PER_CHAR = 4
#: What a page may weigh beside its text, in bytes: scripts, styles, pictures written into it.
_PAGE_ROOM = 20_000_000
_HEAD = 4096


def read(
    paths: Iterable[str | Path], *, max_chars: int, leave_out: Collection[Path] = (), tally: Tally | None = None
) -> Iterator[RawReport | Reject]:
    """Yield every report that paths mean, or a reject for each that cannot be read; one at a time, in order.

    Args:
        paths: Files (.txt, .html, .htm, .jsonl, also with .gz), folders, globs, and `-` for standard input. A file of
            another suffix that is given by its own name is read as what it looks like: JSON lines, a page, or text.
        max_chars: Longest text taken. A longer one gives a reject and is never cut.
        leave_out: Resolved paths of files that are not read even where a folder holds them.
        tally: Counts the bytes read.
    """
    tally = tally if tally is not None else Tally()
    for found in find(map(str, paths), leave_out):
        if isinstance(found, Reject):
            yield found
        else:
            yield from _read(found, max_chars, tally)


def total_bytes(paths: Iterable[str | Path], leave_out: Collection[Path] = ()) -> int | None:
    """Return how many bytes `read` will read, or None where standard input or a pipe leaves it open."""
    total = 0
    for found in find(map(str, paths), leave_out):
        if isinstance(found, Reject):
            continue
        if found.path is None:
            return None
        try:
            total += found.path.stat().st_size
        except OSError:
            continue  # reading it will say what is wrong
    return total or None


def _read(found: Found, max_chars: int, tally: Tally) -> Iterator[RawReport | Reject]:
    try:
        with opened(found.path, found.shown, tally) as stream:
            with telling(found.shown):
                kind = found.kind if found.kind != "unknown" else _looks_like(stream.peek(_HEAD)[:_HEAD])
            if kind == "lines":
                yield from read_lines(stream, path=found.shown, stem=found.stem, max_chars=max_chars)
                return
            report = _whole(stream, found, kind, max_chars)
        yield report
    except InputError as error:
        yield rejected(error, id=found.stem, path=found.shown)
    except Exception as error:  # in a parser of pages, say: it must not cost the other inputs
        message = fault(found.shown, error)
        yield Reject(id=found.stem, path=found.shown, error=type(error).__name__, message=message)


def _looks_like(head: bytes) -> Kind:
    if looks_like_lines(head):
        return "lines"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" if start.startswith((b"<!doctype html", b"<html")) else "text"


def _whole(stream: Stream, found: Found, kind: Kind, max_chars: int) -> RawReport:
    path = found.shown
    limit = _BYTES_PER_CHAR * (max_chars + 1) + (_PAGE_ROOM if kind == "html" else 0)
    with telling(path):
        data = read_whole(stream, limit)
    if data is None:
        raise TooLongInput(path, None, max_chars)
    if kind == "html":
        from .html import declared_encoding, read_page

        page = read_page(decode(data, path, declared=declared_encoding(data)), path)
        report = RawReport(page.text, found.stem or content_id(page.text), path, page.url, page.published, "html")
    else:
        text = decode(data, path)
        report = RawReport(text, found.stem or content_id(text), path)
    if not report.text.strip():
        raise EmptyInput(path)
    if len(report.text) > max_chars:
        raise TooLongInput(path, len(report.text), max_chars)
    return report
