"""What a headcount mention says."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class HeadcountValue:
    """A count of people; field meanings as in schemas.record.Headcount."""

    value: int | None
    min: int | None
    max: int | None
    approx: str = "exact"
    unit: str = "persons"
    groups: tuple[str, ...] = ()
