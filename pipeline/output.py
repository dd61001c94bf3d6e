"""Lines to standard output, to devices, and into files that are whole or not there."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from .errors import OutputError
from .resume.places import held, part_of

Write = Callable[[str], None]
_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}


def is_file_to_be(path: Path) -> bool:
    """Tell whether a path stands for a file, there or to be made, and not for a device or a pipe.

    Raises:
        OutputError: If it is a folder.
    """
    if path.is_dir():
        raise OutputError(f"{path}: is a folder. Name a file in it, such as {path / 'records.jsonl'}.")
    return path.is_file() or not path.exists()


@contextmanager
def lines_to(path: Path | None, tell: Callable[[str], None] = lambda message: None) -> Iterator[Write]:
    """Give a function that writes a line to a file, or to standard output for None.

    The file gets its name when all went well; before, and after a failure, what had that name stays as it was. Devices
    and pipes are written to directly.

    Args:
        path: Where to.
        tell: Told of what a killed run has left there.

    Raises:
        OutputError: If the file cannot be written; the message says why.
        BrokenPipeError: If whoever read standard output has gone.
    """
    if path is None:
        with telling_output("standard output"):
            yield _writer(sys.stdout.buffer)
        return
    if not is_file_to_be(path):
        with telling_output(str(path)), path.open("wb") as stream:
            yield _writer(stream)
        return
    temporary = part_of(path)
    with telling_output(str(path)):
        file = held(temporary, path)
        try:
            if temporary.stat().st_size:
                tell(f"{temporary}: was left by a run that was killed; it is written anew.")
            file.cut(0)
            yield lambda line: file.add(line.encode() + b"\n")
            file.sync()
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        finally:
            file.close()


@contextmanager
def telling_output(where: str) -> Iterator[None]:
    """Turn what the system says against writing into an OutputError that says it to the user."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        advice = "Make room there, or choose another place." if error.errno in _NO_ROOM else "Choose another place."
        raise OutputError(f"{where}: cannot be written: {error.strerror or error}. {advice}") from error


def _writer(stream: BinaryIO) -> Write:
    def write(line: str) -> None:
        stream.write(line.encode("utf-8") + b"\n")
        stream.flush()  # whoever reads us sees a record when it is there

    return write
