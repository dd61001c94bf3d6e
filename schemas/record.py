"""The record: what one report becomes. The contract of the project; docs/record.md explains each field."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from .edtf import bounds
from .span import Span, Strict

SCHEMA_VERSION = "1.0"

Grain = Literal["second", "minute", "hour", "day", "week", "ten_days", "month", "season", "term", "year"]
DateRole = Literal["published", "dateline", "signature", "content"]
ResolvedFrom = Literal["explicit", "published", "other_date", "weekday", "academic_year", "url", "none"]
InstitutionKind = Literal[
    "kindergarten",
    "primary_school",
    "secondary_school",
    "vocational_school",
    "higher_education",
    "training_provider",
    "education_authority",
    "government",
    "party_body",
    "epidemic_command",
    "health_institution",
    "community",
    "media",
    "enterprise",
    "social_organisation",
    "internal_unit",
    "other",
]
Form = Literal["full", "short", "self"]
Approx = Literal["exact", "nearly", "over", "about", "at_least", "at_most", "range"]
Unit = Literal["persons", "person_times", "cases"]
Group = Literal[
    "student",
    "teacher",
    "staff",
    "party_member",
    "cadre",
    "volunteer",
    "parent",
    "child",
    "medical_worker",
    "expert",
    "resident",
    "confirmed_case",
    "asymptomatic_case",
    "close_contact",
    "quarantined",
    "leader",
    "other",
]
PlatformCategory = Literal[
    "video_meeting",
    "im_collaboration",
    "lms_course",
    "live_stream",
    "resource_portal",
    "broadcast_tv",
    "social_media",
    "survey_form",
    "health_code_or_travel_card",
    "government_reporting",
    "mini_program",
    "exam_proctoring",
]
Purpose = Literal[
    "online_teaching",
    "meeting",
    "home_school_contact",
    "health_reporting",
    "publicity",
    "training",
    "resource",
    "survey",
    "other",
]
Status = Literal["implemented", "planned", "required", "lifted", "negated"]
WarningCode = Literal[
    "date_conflict",
    "repaired_text",
    "unreadable_number",
    "unreadable_text",
    "institution_unknown",
    "total_mismatch",
    "several_articles",
    "no_body",
]
MeasureCode = Literal[
    "access_gate_control",
    "access_health_code_check",
    "access_visitor_restriction",
    "access_leave_approval",
    "access_closed_campus",
    "access_zoned_lockdown",
    "test_nucleic_acid",
    "test_antigen",
    "vaccination_campaign",
    "health_temperature_check",
    "health_daily_monitoring",
    "health_travel_survey",
    "health_absence_tracking",
    "health_daily_report",
    "env_disinfection",
    "env_ventilation",
    "env_food_goods_control",
    "protection_mask",
    "protection_hand_hygiene",
    "protection_supplies",
    "protection_staggered",
    "protection_distancing",
    "protection_gathering_limits",
    "quarantine_isolation_site",
    "quarantine_case_response",
    "quarantine_contact_tracing",
    "quarantine_observation",
    "quarantine_transfer",
    "teaching_suspension",
    "teaching_return",
    "teaching_online",
    "teaching_quality",
    "teaching_learning_support",
    "teaching_exam_graduation",
    "org_command",
    "org_plan",
    "org_responsibility_grid",
    "org_duty",
    "org_mobilisation",
    "org_inspection",
    "training_staff",
    "training_drill",
    "training_student_education",
    "training_publicity",
    "training_parent_communication",
    "support_psychological",
    "support_daily_life",
    "support_care",
    "support_home_travel",
]


class Source(Strict):
    """Where the text came from. `kind` says what offsets count in: the file's text, or text taken out of HTML."""

    path: str | None = None
    url: str | None = None
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="of the UTF-8 text that offsets refer to")
    chars: int = Field(ge=0, description="length of that text in code points")
    kind: Literal["text", "html"] = Field(
        default="text", description="html: offsets refer to the text extracted from the page"
    )


class Date(Strict):
    """A calendar expression and the days it means."""

    span: Span | None = Field(description="null only for a publication date that the text does not show")
    value: str = Field(description="EDTF, ISO 8601-2:2019")
    start: dt.date | None = Field(description="first day meant, inclusive; null when open or unresolved")
    end: dt.date | None = Field(description="last day meant, inclusive; null when open or unresolved")
    grain: Grain
    role: DateRole
    resolved_from: ResolvedFrom = Field(description="the evidence that gave the year")

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if (self.start, self.end) != (expected := bounds(self.value)):
            raise ValueError(
                f"EDTF value {self.value!r} runs from {expected[0]} to {expected[1]}, "
                f"but start is {self.start} and end is {self.end}"
            )
        if self.span is None and self.role != "published":
            raise ValueError(f"a date of role {self.role!r} needs a span; only a publication date may lack one")
        return self


class Region(Strict):
    """An administrative division of China by its GB/T 2260 code."""

    adcode: str = Field(pattern="^[0-9]{6}$")
    name: str


class Link(Strict):
    """An entry of the user's own registry that an institution was linked to."""

    registry: str
    id: str
    score: float = Field(ge=0, le=1)


class InstitutionMention(Strict):
    """One place where an institution is named, or meant by 我校 and the like (`self`)."""

    span: Span
    form: Form


class Institution(Strict):
    """One distinct institution, with every place where it is mentioned."""

    id: str
    name: str = Field(min_length=1, description="the fullest name the report uses, in simplified characters")
    kind: InstitutionKind
    region: Region | None = None
    links: tuple[Link, ...] = ()
    mentions: tuple[InstitutionMention, ...] = Field(min_length=1)


class Headcount(Strict):
    """How many people a report names, and which people."""

    span: Span
    min: int | None = Field(ge=0)
    max: int | None = Field(ge=0)
    value: int | None = Field(ge=0, description="the number as stated; null for a range")
    approx: Approx
    unit: Unit
    groups: tuple[Group, ...] = ()

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        stated = [n for n in (self.min, self.value, self.max) if n is not None]
        if stated != sorted(stated):
            raise ValueError(
                f"headcount must have min <= value <= max; got min {self.min}, value {self.value}, max {self.max}"
            )
        if self.approx == "exact" and not (self.min == self.max == self.value):
            raise ValueError("an exact headcount has min, value and max equal")
        return self


class PlatformMention(Strict):
    """One place where a platform is named, and what it is used for there."""

    span: Span
    purpose: Purpose


class Platform(Strict):
    """One distinct digital platform. `id` is null for a platform outside the catalogue."""

    id: str | None
    name: str = Field(min_length=1)
    category: PlatformCategory
    mentions: tuple[PlatformMention, ...] = Field(min_length=1)


class Measure(Strict):
    """One mention of a control measure."""

    span: Span
    code: MeasureCode
    status: Status
    institution: str | None = Field(default=None, description="id of the institution that acts, or null")
    sentence: Span


class Warning(Strict):
    """What a careful reader of the record should know."""

    code: WarningCode
    message: str
    span: Span | None = None


class Report(Strict):
    """Everything read out of one report."""

    schema_version: Annotated[str, Field(pattern="^[0-9]+[.][0-9]+$")] = SCHEMA_VERSION
    id: str = Field(min_length=1)
    source: Source
    title: Span | None = None
    published: Date | None = None
    institution: str | None = Field(default=None, description="id of the reporting institution")
    dates: tuple[Date, ...] = ()
    institutions: tuple[Institution, ...] = ()
    headcounts: tuple[Headcount, ...] = ()
    platforms: tuple[Platform, ...] = ()
    measures: tuple[Measure, ...] = ()
    warnings: tuple[Warning, ...] = ()

    @field_validator("dates")
    @classmethod
    def _dates_have_spans(cls, dates: tuple[Date, ...]) -> tuple[Date, ...]:
        if any(date.span is None for date in dates):
            raise ValueError("every entry of dates needs a span; only published may lack one")
        return dates

    @model_validator(mode="after")
    def _refers_to_what_exists(self, info: ValidationInfo) -> Self:
        ids = [institution.id for institution in self.institutions]
        if len(set(ids)) != len(ids):
            raise ValueError(f"institution ids must be unique; got {', '.join(ids)}")
        known = set(ids)
        for referrer, target in self._references():
            if target is not None and target not in known:
                raise ValueError(f"{referrer} refers to institution {target!r}, which institutions does not list")
        if self.published and self.published.span and self.published not in self.dates:
            raise ValueError("published has a span, so it must be listed in dates as well")
        raw = (info.context or {}).get("raw")
        if raw is not None and len(raw) != self.source.chars:
            raise ValueError(f"source.chars is {self.source.chars}, but the raw text has {len(raw)} characters")
        return self

    def _references(self) -> Iterator[tuple[str, str | None]]:
        yield "the report", self.institution
        for number, measure in enumerate(self.measures):
            yield f"measure {number}", measure.institution


class Explanation(Strict):
    """Why one value is in the record: what found it, and what it won against."""

    field: Literal["dates", "institutions", "headcounts", "platforms", "measures"]
    span: Span
    found_by: str = Field(description="rule id, gazetteer entry, or model with its version")
    won_against: tuple[str, ...] = Field(default=(), description="what else claimed the place")
    why: str = ""


class ExplainedReport(Report):
    """A report with the reason for each of its values."""

    explain: tuple[Explanation, ...] = ()


class Reject(Strict):
    """An input that gave no record, and why."""

    id: str | None
    path: str | None = None
    error: str = Field(description="error class")
    message: str = Field(description="where, what, what is allowed, what to do")
