"""What a run writes down of each batch it has finished: which reports they were, and what came of them."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from ...schemas.record import Reject
from ..values.raw import RawReport

_KEY = 16


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes at the end of a file: how many, and their checksum."""

    size: int
    sum: int

    @classmethod
    def of(cls, data: bytes) -> Self:
        """Return the piece that these bytes are."""
        return cls(len(data), zlib.crc32(data))


@dataclass(frozen=True, slots=True)
class Entry:
    """One finished batch.

    Args:
        keys: What went in, in order; see `key_of`.
        errors: By its place among the keys, the error class of each that became a reject. The others gave a record.
        records: What was written of records.
        rejects: What was written of rejects.
    """

    keys: tuple[bytes, ...]
    errors: Mapping[int, str]
    records: Piece
    rejects: Piece

    def body(self) -> bytes:
        """Return the entry as the body of a line."""
        line = {
            "keys": b"".join(self.keys).hex(),
            "errors": self.errors,
            "records": [self.records.size, self.records.sum],
            "rejects": [self.rejects.size, self.rejects.sum],
        }
        return json.dumps(line, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Return the entry of a line's body."""
        found = json.loads(body)
        keys = bytes.fromhex(found["keys"])
        return cls(
            tuple(keys[at : at + _KEY] for at in range(0, len(keys), _KEY)),
            {int(place): error for place, error in found["errors"].items()},
            Piece(*found["records"]),
            Piece(*found["rejects"]),
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """That a run has read everything, and what came of it; only names are still to be given to its files."""

    records: int
    errors: Mapping[str, int]

    def body(self) -> bytes:
        """Return the ending as the body of a line."""
        return json.dumps({"ending": [self.records, self.errors]}, separators=(",", ":")).encode()

    @classmethod
    def parse(cls, body: bytes) -> Self | None:
        """Return the ending of a line's body, or None if the line is an entry."""
        found = json.loads(body)
        return cls(*found["ending"]) if "ending" in found else None


def key_of(item: RawReport | Reject) -> bytes:
    """Return a hash over all that decides over an item's record: its text, and what its giver knows about it."""
    if isinstance(item, Reject):
        parts: Sequence[str | None] = ("reject", item.id, item.path, item.error, item.message)
    else:
        parts = (item.kind, item.id, item.path, item.url, item.published, item.text)
    digest = hashlib.sha256()
    for part in parts:
        data = b"" if part is None else part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % (-1 if part is None else len(data)) + data)
    return digest.digest()[:_KEY]
