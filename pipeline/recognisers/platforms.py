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
from .platform_purpose import PurposeFinder, masked_text

_COMMA = re.compile("[,。;:!?\n]")
#: Messengers whose name in the same phrase makes a class group theirs.
_HOSTS = ("dingtalk", "wecom", "wechat", "qq", "feishu")
#: How many neighbours are asked whether they host a group.
_NEAR = 6
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
        known = [n for n in self._catalogue(string) if doc.in_content(n.start) and not blocked.hold(n.start, n.end)]
        known = self._context.licensed(doc, known)
        loose = [n for n in self._open(string) if doc.in_content(n.start) and not blocked.hold(n.start, n.end)]
        kept = _settled(known, loose)
        masked = masked_text(string, [(n.start, n.end) for n in kept])
        for number, name in enumerate(kept):
            entry = self._entry(doc, name, kept[max(0, number - _NEAR) : number + _NEAR])
            purpose = self._purpose(doc, masked, name.start, name.end, entry)
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


def _settled(known: Sequence[Named], loose: Sequence[Named]) -> list[Named]:
    """Return names without overlap in text order: those of the catalogue first, longer before shorter."""
    tails = {at for n in loose for at in range(n.end, n.claim)}
    known = [n for n in known if not (n.start in tails and n.end - 1 in tails)]
    catalogued = [*known, *(n for n in loose if n.entry.id)]
    others = [n for n in loose if not n.entry.id]
    kept: list[Named] = []
    taken: set[int] = set()
    for group in (catalogued, others):
        for name in sorted(group, key=lambda n: (n.start - n.end, n.start)):
            if taken.isdisjoint(range(name.start, name.end)):
                taken.update(range(name.start, name.end))
                kept.append(name)
    return sorted(kept, key=lambda n: n.start)


def _same_phrase(string: str, one: Named, other: Named) -> bool:
    left, right = sorted((one, other), key=lambda n: n.start)
    return not _COMMA.search(string, left.end, right.start)
