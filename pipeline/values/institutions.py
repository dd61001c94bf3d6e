"""What an institution mention says, before and after it is linked to one institution of the report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstitutionValue:
    """A name, or a word of self-reference, as found.

    `name` is the normalised, simplified surface; `kind` an InstitutionKind; `is_self` marks 我校, 我园, 该校 …;
    for those `kind` is the kind the word implies (我园 kindergarten), or "" when it implies none.
    """

    name: str
    kind: str
    is_self: bool = False


@dataclass(frozen=True, slots=True)
class InstitutionMentionValue:
    """A place where a linked institution is mentioned; `form` as in schemas.record.Form."""

    form: str


@dataclass(frozen=True, slots=True)
class LinkValue:
    """An entry of the user's registry that an institution is linked to; `score` lies between 0 and 1."""

    registry: str
    id: str
    score: float


@dataclass(frozen=True, slots=True)
class RegionValue:
    """GB/T 2260 code and name."""

    adcode: str
    name: str
