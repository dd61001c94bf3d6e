"""The shape of a labelled report (NAME.gold.json). docs/labelling.md explains it with examples.

It is the record with some keys left out, institutions referred to by name, and `optional` on labels. Every record
is a valid labelled report, so a predicted record can be corrected by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from pydantic import Field, field_validator, model_validator

from .record import (
    Date,
    Headcount,
    InstitutionKind,
    InstitutionMention,
    Link,
    MeasureCode,
    PlatformCategory,
    PlatformMention,
    Region,
    Status,
    Warning,
)
from .span import Span, Strict


class GoldDate(Date):
    """A labelled date."""

    optional: bool = False


class GoldInstitutionMention(InstitutionMention):
    """A labelled place where an institution is mentioned."""

    optional: bool = False


class GoldInstitution(Strict):
    """A labelled institution; `optional` here makes all its mentions optional."""

    id: str | None = None
    name: str = Field(min_length=1)
    kind: InstitutionKind
    region: Region | None = None
    links: tuple[Link, ...] = ()
    optional: bool = False
    mentions: tuple[GoldInstitutionMention, ...] = Field(min_length=1)


class GoldHeadcount(Headcount):
    """A labelled headcount."""

    optional: bool = False


class GoldPlatformMention(PlatformMention):
    """A labelled place where a platform is mentioned."""

    optional: bool = False


class GoldPlatform(Strict):
    """A labelled platform; `optional` here makes all its mentions optional."""

    id: str | None = Field(description="id of the catalogue; null, but never left out, for a platform outside it")
    name: str = Field(min_length=1)
    category: PlatformCategory
    optional: bool = False
    mentions: tuple[GoldPlatformMention, ...] = Field(min_length=1)


class GoldMeasure(Strict):
    """A labelled measure."""

    span: Span
    code: MeasureCode
    status: Status
    institution: str | None = Field(default=None, description="who acts: id or name of a listed institution")
    sentence: Span | None = None
    optional: bool = False


class GoldSource(Strict):
    """Where a labelled report came from; everything may be left out. `url` is given to the extractor as evidence."""

    path: str | None = None
    url: str | None = None
    sha256: str | None = Field(default=None, pattern="^[0-9a-f]{64}$")
    chars: int | None = Field(default=None, ge=0)
    kind: str = "text"


class GoldReport(Strict):
    """A labelled report. The five lists must be there, even when empty: an absent one would read as 'none found'."""

    schema_version: str | None = None
    id: str | None = None
    source: GoldSource | None = None
    title: Span | None = None
    published: GoldDate | None = None
    institution: str | None = Field(default=None, description="id or name of the reporting institution")
    dates: tuple[GoldDate, ...]
    institutions: tuple[GoldInstitution, ...]
    headcounts: tuple[GoldHeadcount, ...]
    platforms: tuple[GoldPlatform, ...]
    measures: tuple[GoldMeasure, ...]
    warnings: tuple[Warning, ...] = ()
    meta: dict[str, str | tuple[str, ...] | None] = Field(
        default_factory=dict, description="strata: genre, level, noise, period, script, features, or your own"
    )

    @field_validator("dates")
    @classmethod
    def _dates_have_spans(cls, dates: tuple[GoldDate, ...]) -> tuple[GoldDate, ...]:
        if any(date.span is None for date in dates):
            raise ValueError("every entry of dates needs a span; only published may lack one")
        return dates

    @model_validator(mode="after")
    def _refers_to_what_exists(self) -> Self:
        known = {name for entry in self.institutions for name in (entry.id, entry.name) if name}
        for referrer, target in self._references():
            if target is not None and target not in known:
                raise ValueError(f"{referrer} refers to institution {target!r}, which institutions does not list")
        return self

    def _references(self) -> Iterator[tuple[str, str | None]]:
        yield "institution at the top", self.institution
        for number, measure in enumerate(self.measures):
            yield f"measures[{number}].institution", measure.institution

    def institution_name(self, reference: str | None) -> str | None:
        """Return the name of the institution that an id or a name refers to; None for None."""
        if reference is None:
            return None
        names = {entry.id: entry.name for entry in self.institutions if entry.id}
        return names.get(reference, reference)
