"""Taggers: models that give words, parts of speech and entities as hints."""

from __future__ import annotations

from typing import Literal

from ..values.hints import Tagger

TaggerName = Literal["lac", "none"]


def make_tagger(name: TaggerName) -> Tagger | None:
    """Return the tagger of that name, or None for "none".

    Raises:
        BackendError: If the name is unknown or its package is not installed.
    """
    return None
