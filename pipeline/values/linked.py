"""Institutions of one report, each with its mentions, after linking."""

from __future__ import annotations

from dataclasses import dataclass

from ..mention import Mention, Notice
from .institutions import InstitutionMentionValue, LinkValue, RegionValue


@dataclass(frozen=True, slots=True)
class LinkedInstitution:
    """One distinct institution; mentions in text order."""

    name: str
    kind: str
    region: RegionValue | None
    mentions: tuple[Mention[InstitutionMentionValue], ...]
    links: tuple[LinkValue, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedInstitutions:
    """All institutions of a report in order of first mention; `reporting` is an index into them, or None."""

    institutions: tuple[LinkedInstitution, ...]
    reporting: int | None
    notices: tuple[Notice, ...] = ()
