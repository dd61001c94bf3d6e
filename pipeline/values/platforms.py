"""What a platform mention says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlatformValue:
    """A platform and the use made of it here; `id` is None outside the catalogue."""

    id: str | None
    name: str
    category: str
    purpose: str


@dataclass(frozen=True, slots=True)
class PlatformEntry:
    """What the gazetteer, or an open-class rule, says about one platform. `purposes`: the first is the default."""

    id: str | None
    name: str
    category: str
    purposes: tuple[str, ...] = ("other",)
