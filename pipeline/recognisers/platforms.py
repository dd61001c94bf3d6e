"""Platforms: named digital products, and what each is used for. Rules: rules/platforms.toml and its neighbours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ..mention import Mention
from ..rulebook import RuleLibrary
from ..segmentation.document import Document
from ..values.platforms import PlatformEntry, PlatformValue
from .platform_catalogue import Catalogue, Named
from .platform_context import PlatformContext
from .platform_names import OpenNames
from .platform_purpose import PurposeFinder

_COMMA = re.compile("[,。;:!?\n]")
#: Messengers whose name in the same phrase makes a class group theirs.
_HOSTS = ("dingtalk", "wecom", "wechat", "qq", "feishu")
_GROUP_RULE = "platform.group"


class PlatformRecogniser:
    """Find platforms."""

    def __init__(self, library: RuleLibrary) -> None:
        self._catalogue = Catalogue(library)
        self._open = OpenNames(library, self._catalogue)
        self._context = PlatformContext(library)
        self._purpose = PurposeFinder(library)

    def __call__(self, doc: Document) -> Iterator[Mention[PlatformValue]]:
        """Yield platform mentions in text order, without overlap."""
        string = doc.string
        blocked = self._context.blocked(string)
        known = [n for n in self._catalogue(string) if doc.in_content(n.start) and not _within(n, blocked)]
        known = self._context.licensed(doc, known)
        loose = [n for n in self._open(string) if doc.in_content(n.start) and not _within(n, blocked)]
        kept = _settled(known, loose)
        taken = [(n.start, n.end) for n in kept]
        for name in kept:
            entry = self._entry(doc, name, kept)
            others = [span for span in taken if span != (name.start, name.end)]
            purpose = self._purpose(doc, name.start, name.end, entry, others)
            value = PlatformValue(entry.id, entry.name, entry.category, purpose)
            yield Mention("PLATFORM", name.start, name.end, value, name.found_by)

    def _entry(self, doc: Document, name: Named, kept: Sequence[Named]) -> PlatformEntry:
        if name.entry.id is not None:
            return self._catalogue.entries[self._context.switched(doc, name.entry.id, name.start)]
        if name.found_by == _GROUP_RULE:
            for other in kept:
                if other.entry.id in _HOSTS and _same_phrase(doc.string, other, name):
                    return self._catalogue.entries[other.entry.id]
        return name.entry


def _within(name: Named, blocked: Sequence[tuple[int, int]]) -> bool:
    return any(left <= name.start and name.end <= right for left, right in blocked)


def _settled(known: Sequence[Named], loose: Sequence[Named]) -> list[Named]:
    """Return names without overlap in text order: those of the catalogue first, longer before shorter."""
    known = [n for n in known if not any(other.end < n.start and n.end <= other.claim for other in loose)]
    catalogued = [*known, *(n for n in loose if n.entry.id)]
    others = [n for n in loose if not n.entry.id]
    kept: list[Named] = []
    for group in (catalogued, others):
        for name in sorted(group, key=lambda n: (n.start - n.end, n.start)):
            if not any(name.start < other.end and other.start < name.end for other in kept):
                kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _same_phrase(string: str, one: Named, other: Named) -> bool:
    left, right = sorted((one, other), key=lambda n: n.start)
    return not _COMMA.search(string, left.end, right.start)
