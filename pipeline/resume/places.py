"""Where an unfinished run keeps what it has done: hidden files beside its results, held by one process at a time."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ..errors import OutputError
from .checked import Growing

try:
    import fcntl
except ImportError:  # Windows: two runs into one file are the user's own care
    fcntl = None  # type: ignore[assignment]


_PATIENCE = 2.0


@dataclass(frozen=True)
class Places:
    """The files of a run. Hidden, so that a folder that is read and written at once does not show them as inputs."""

    output: Path
    rejects: Path | None

    @property
    def log(self) -> Path:
        """The manifest, and what was done."""
        return self.output.with_name(f".{self.output.name}.log")

    @property
    def aside(self) -> Path:
        """Records of inputs that have moved."""
        return self.output.with_name(f".{self.output.name}.aside")

    @property
    def parts(self) -> list[tuple[Path, Path]]:
        """Each file of results under its temporary name, with its own."""
        return [(part_of(path), path) for path in (self.output, self.rejects) if path is not None]

    @property
    def own(self) -> list[Path]:
        """All that the run writes, and so does not read."""
        return [self.log, self.aside, *(path for pair in self.parts for path in pair)]

    @property
    def leftovers(self) -> list[Path]:
        """What is there beside the log while a run is unfinished."""
        return [*(part for part, _ in self.parts), self.aside]

    def with_rejects(self, relative: str | None) -> Places:
        """Return the places of a run whose rejects go elsewhere, seen from the folder of the records."""
        return Places(self.output, None if relative is None else self.output.parent / relative)

    def give_names(self) -> None:
        """Let the parts be the results. What is done already is passed over, so that it can be done again."""
        for part, whole in self.parts:
            if part.exists():
                part.replace(whole)
        self.clear()

    def clear(self) -> None:
        """Remove all but results: the log last, for without it nobody knows of the rest."""
        for path in (*self.leftovers, self.log):
            path.unlink(missing_ok=True)
        for folder in {path.parent for path in (self.log, *self.leftovers)}:
            _sync_folder(folder)


def part_of(path: Path) -> Path:
    """Return the temporary name of a file that is being written."""
    return path.with_name(f".{path.name}.part")


def held(path: Path, result: Path) -> Growing:
    """Open a file that this process alone may write; the system lets go of it when the process ends, however it ends.

    Raises:
        OutputError: If another process holds it.
    """
    file = Growing(path)
    # A while, for a worker that a killed run was just starting holds its files until it is a program of its own.
    end = time.monotonic() + _PATIENCE
    while not _lock(file):
        if time.monotonic() > end:
            file.close()
            raise OutputError(f"{result}: another run is writing it at this moment. Wait for it, or name another file.")
        time.sleep(0.05)
    return file


def _lock(file: Growing) -> bool:
    if fcntl is not None:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:
            return True  # a file system without locks
    return True


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
