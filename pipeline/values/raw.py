"""A report as it came in, before anything was read out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

#: Longest text taken unless the user says otherwise, in code points.
DEFAULT_MAX_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class RawReport:
    """The text of one report, and what its giver knows about it.

    `text` is what offsets refer to: the file's text, or for `kind` "html" the text taken out of the page.
    `published` is a date as the giver writes it (2022-03-01, 2022年3月1日, 2022-03-01 09:30), or None.
    """

    text: str
    id: str | None = None
    path: str | None = None
    url: str | None = None
    published: str | None = None
    kind: Literal["text", "html"] = "text"


def text_hash(text: str) -> str:
    """Return the SHA-256 by which a record names the text it was read from."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
