"""Platforms: named digital products, and what each is used for. Rules: rules/platforms.toml."""

from __future__ import annotations

from collections.abc import Iterator

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.platforms import PlatformValue


class PlatformRecogniser:
    """Find platforms."""

    def __init__(self, library: RuleLibrary) -> None:
        pass

    def __call__(self, doc: Document) -> Iterator[Mention[PlatformValue]]:
        """Yield platform mentions in text order, without overlap."""
        return iter(())
