"""Lines into files that are whole or not there: a temporary name first, renamed at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from .errors import OutputError

Write = Callable[[str], None]


@contextmanager
def lines_to(path: Path | None) -> Iterator[Write]:
    """Give a function that writes a line to a file, or to standard output for None.

    The file gets its name when all went well; before, and after a failure, what had that name stays as it was. Devices
    and pipes are written to directly.

    Raises:
        OutputError: If the file cannot be written; the message says why.
        BrokenPipeError: If whoever read standard output has gone.
    """
    if path is None:
        with _telling("standard output"):
            yield _writer(sys.stdout.buffer)
        return
    if path.exists() and not path.is_file():
        if path.is_dir():
            raise OutputError(f"{path}: is a folder. Name a file in it, such as {path / 'records.jsonl'}.")
        with _telling(str(path)), path.open("wb") as stream:
            yield _writer(stream)
        return
    # Hidden, so that a folder that is read and written at once does not show it as an input.
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with _telling(str(path)):
            with temporary.open("wb") as stream:
                yield _writer(stream)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink()


def _writer(stream: BinaryIO) -> Write:
    def write(line: str) -> None:
        stream.write(line.encode("utf-8") + b"\n")
        if stream is sys.stdout.buffer:
            stream.flush()  # whoever reads us sees a record when it is there

    return write


@contextmanager
def _telling(where: str) -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise OutputError(f"{where}: cannot be written: {error.strerror or error}. Choose another place.") from error
