"""Records of a stopped run whose inputs have changed since: found again by what a report holds, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from .checked import Growing, checked_line, whole_lines

_KEY = 32  # hex digits; a space follows


class SetAside:
    """Records set aside, in a file of their own: it may be longer than memory is large."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[bytes, int] = {}
        self._used: set[bytes] = set()
        self._load()

    def __len__(self) -> int:
        return len(self._places)

    @property
    def unused(self) -> int:
        """How many of the records nobody has asked for."""
        return len(self._places) - len(self._used)

    def add(self, records: Iterable[tuple[bytes, bytes]]) -> None:
        """Set records aside, each with its key; they are on the disk on return."""
        file = Growing(self._path)
        try:
            file.cut(self._whole)
            for key, record in records:
                file.add(checked_line(key.hex().encode() + b" " + record))
            file.sync()
        finally:
            file.close()
        self._load()

    def get(self, key: bytes) -> bytes | None:
        """Return the record with a key, without line end, or None."""
        place = self._places.get(key)
        if place is None:
            return None
        self._used.add(key)
        with self._path.open("rb") as stream:
            stream.seek(place)
            body, _ = next(whole_lines(stream))
        return body[_KEY + 1 :]

    def _load(self) -> None:
        self._whole = 0
        if self._path.exists():
            with self._path.open("rb") as stream:
                for body, end in whole_lines(stream):
                    self._places[bytes.fromhex(body[:_KEY].decode())] = self._whole
                    self._whole = end
