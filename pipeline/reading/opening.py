"""Files as streams of bytes: gzip taken off, what is read counted, and every trouble told as an UnreadableInput."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...schemas.record import Reject
from ..errors import FangkongError, UnreadableInput
from ..values.raw import text_hash

_GZIP = b"\x1f\x8b"


@dataclass(slots=True)
class Tally:
    """How many bytes of the inputs have been read so far, for whoever shows progress."""

    read: int = 0


class Stream(io.BufferedReader):
    """A buffered reader of one input."""


class _Counted(io.RawIOBase):
    """Hands on what a binary file gives, and adds it up."""

    def __init__(self, inner: io.RawIOBase, tally: Tally) -> None:
        self._inner, self._tally = inner, tally

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self._inner.readinto(buffer)
        self._tally.read += count or 0
        return count


@contextmanager
def opened(path: Path | None, where: str, tally: Tally) -> Iterator[Stream]:
    """Open a file, or standard input for None, as a stream of bytes. Gzip data is unpacked, whatever its name.

    Raises:
        UnreadableInput: If the input is missing, not permitted, no file, or damaged; also later, while it is read.
    """
    with telling(where):
        # closefd: standard input stays open for whoever comes after us.
        raw = io.FileIO(0 if path is None else path, closefd=path is not None)
        with raw, Stream(_Counted(raw, tally)) as stream:
            if path is not None and not _readable_kind(os.fstat(raw.fileno()).st_mode):
                raise UnreadableInput(
                    f"{where}: is a device, not a file. Give a file, a folder, or - for standard input."
                )
            if stream.peek(2)[:2] == _GZIP:
                with gzip.GzipFile(fileobj=stream) as unpacked, Stream(unpacked) as plain:
                    yield plain
            else:
                yield stream


@contextmanager
def telling(where: str) -> Iterator[None]:
    """Turn what the system says about a file into an UnreadableInput that says it to the user."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnreadableInput(
            f"{where}: does not exist. Check the path; in a shell, quote a glob or let it match."
        ) from error
    except PermissionError as error:
        raise UnreadableInput(
            f"{where}: may not be read by you. Change its permissions (chmod), or leave it out."
        ) from error
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableInput(
            f"{where}: is damaged gzip data ({_plainly(error)}). Fetch or pack it again; gzip -t tests a file."
        ) from error
    except OSError as error:
        raise UnreadableInput(f"{where}: cannot be read: {error.strerror or error}.") from error


def read_whole(stream: Stream, limit: int) -> bytes | None:
    """Return all that a stream holds, or None if that is more than `limit` bytes."""
    data = stream.read(limit + 1)
    return data if len(data) <= limit else None


def rejected(error: FangkongError, *, id: str | None, path: str | None) -> Reject:
    """Return the reject that tells of an error."""
    return Reject(id=id, path=path, error=type(error).__name__, message=str(error))


def content_id(text: str) -> str:
    """Return the id of a report that came without id and without file name."""
    return text_hash(text)[:12]


def _readable_kind(mode: int) -> bool:
    return stat.S_ISREG(mode) or stat.S_ISFIFO(mode)


def _plainly(error: Exception) -> str:
    return "it ends too early" if isinstance(error, EOFError) else str(error)
