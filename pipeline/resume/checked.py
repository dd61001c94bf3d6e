"""Files that only grow, line by line, and tell which of their lines are whole: each begins with its own checksum."""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

_SUM = 9  # eight hex digits and a space


def checked_line(body: bytes) -> bytes:
    """Return a body without line end as a line that `whole_lines` recognises."""
    return b"%08x %s\n" % (zlib.crc32(body), body)


def whole_lines(stream: BinaryIO) -> Iterator[tuple[bytes, int]]:
    """Yield the body of each line and where the line ends, up to the first line that is cut or damaged."""
    end = 0
    for line in stream:
        body = line[_SUM:-1]
        if line != checked_line(body):
            return
        end += len(line)
        yield body, end


class Growing:
    """A file that is written at its end, without a buffer of ours: what was added is out of our hands at once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)

    def fileno(self) -> int:
        """Return the descriptor, for locks."""
        return self._file

    def cut(self, size: int) -> None:
        """Drop what stands behind `size` bytes; what is added next stands there."""
        os.ftruncate(self._file, size)
        os.lseek(self._file, size, os.SEEK_SET)

    def add(self, data: bytes) -> None:
        """Write bytes at the end.

        Raises:
            OSError: If the disk is full or gone; a part of the bytes may then be there.
        """
        left = memoryview(data)
        while left:
            left = left[os.write(self._file, left) :]

    def sync(self) -> None:
        """Return when all that was written is on the disk."""
        os.fsync(self._file)

    def close(self) -> None:
        """Close the file; twice does no harm."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
