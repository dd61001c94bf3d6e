"""Turns settled mentions into the record: raw spans, ids, text order. The only place where offsets turn raw."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, get_args

from ..schemas import record as schema
from ..schemas.span import Span
from .errors import RecordError
from .mention import Mention, Notice
from .segmentation.document import Document
from .values.dates import DateValue, ResolvedDates
from .values.headcounts import HeadcountValue
from .values.linked import LinkedInstitutions
from .values.measures import MeasureValue
from .values.platforms import PlatformValue
from .values.raw import RawReport, text_hash


@dataclass(frozen=True, slots=True)
class Findings:
    """Everything settled about one report."""

    dates: ResolvedDates
    institutions: LinkedInstitutions
    headcounts: Sequence[Mention[HeadcountValue]]
    platforms: Sequence[Mention[PlatformValue]]
    measures: Sequence[Mention[MeasureValue]]
    notices: Sequence[Notice]


def assemble(source: RawReport, doc: Document, findings: Findings) -> schema.Report:
    """Return the record of one report. Its spans quote `source.text`, which may be masked.

    Raises:
        RecordError: If the record breaks its own contract.
    """
    place = _Placer(doc, source.text)
    dates, published = _dates(place, findings.dates)
    sha256 = text_hash(source.text)
    reporting = findings.institutions.reporting
    try:
        report = schema.Report(
            id=identify(source, sha256),
            source=schema.Source(
                path=source.path, url=source.url, sha256=sha256, chars=len(source.text), kind=source.kind
            ),
            title=place(doc.title.start, doc.title.end) if doc.title else None,
            published=published,
            institution=None if reporting is None else _id(reporting),
            dates=dates,
            institutions=tuple(_institutions(place, findings.institutions)),
            headcounts=tuple(_headcount(place, mention) for mention in findings.headcounts),
            platforms=tuple(_platforms(place, findings.platforms)),
            measures=tuple(_measure(place, doc, mention) for mention in findings.measures),
            warnings=tuple(_warning(place, notice) for notice in findings.notices),
        )
    except ValueError as error:
        raise RecordError(f"the record of {source.id or source.path or sha256[:12]} is wrong: {error}") from error
    return report


def identify(source: RawReport, sha256: str) -> str:
    """Return the caller's id, else the file's stem, else the first 12 digits of the text's hash."""
    if source.id:
        return source.id
    return PurePath(source.path).stem if source.path else sha256[:12]


def explain(source: RawReport, doc: Document, findings: Findings) -> tuple[schema.Explanation, ...]:
    """Return, for each value of the record, what found it and what it won against."""
    place = _Placer(doc, source.text)
    groups: list[tuple[Any, Sequence[Mention[Any]]]] = [
        ("dates", findings.dates.mentions),
        ("institutions", [m for i in findings.institutions.institutions for m in i.mentions]),
        ("headcounts", findings.headcounts),
        ("platforms", findings.platforms),
        ("measures", findings.measures),
    ]
    return tuple(
        schema.Explanation(field=field, span=place(m.start, m.end), found_by=m.found_by, won_against=m.won_against)
        for field, mentions in groups
        for m in mentions
    )


class _Placer:
    """Gives the raw span of a normalised one, with what stands there in a text of the same length as the raw one."""

    def __init__(self, doc: Document, quoted: str) -> None:
        self._text = doc.text
        self._quoted = quoted
        self._known: dict[tuple[int, int], Span] = {}

    def __call__(self, start: int, end: int) -> Span:
        # Measures of one sentence share its span.
        if (known := self._known.get((start, end))) is None:
            left, right = self._text.to_raw(start, end)
            known = self._known[start, end] = Span(start=left, end=right, text=self._quoted[left:right])
        return known


def _id(index: int) -> str:
    return f"i{index + 1}"


def _date(place: _Placer, value: DateValue, start: int | None, end: int | None) -> schema.Date:
    return schema.Date.model_validate(
        {
            "span": None if start is None or end is None else place(start, end),
            "value": value.value,
            "start": value.start,
            "end": value.end,
            "grain": value.grain,
            "role": value.role,
            "resolved_from": value.resolved_from,
        }
    )


def _dates(place: _Placer, found: ResolvedDates) -> tuple[tuple[schema.Date, ...], schema.Date | None]:
    dates = [_date(place, m.value, m.start, m.end) for m in found.mentions]
    published = None
    if page := found.published:
        published = _date(place, page.date, page.start, page.end)
        if published.span is not None and published not in dates:
            dates.append(published)
    dates.sort(key=lambda date: (date.span.start, date.span.end) if date.span else (0, 0))
    return tuple(dates), published


def _institutions(place: _Placer, found: LinkedInstitutions) -> Iterator[schema.Institution]:
    for index, item in enumerate(found.institutions):
        yield schema.Institution.model_validate(
            {
                "id": _id(index),
                "name": item.name,
                "kind": item.kind,
                "region": item.region and {"adcode": item.region.adcode, "name": item.region.name},
                "links": [{"registry": x.registry, "id": x.id, "score": x.score} for x in item.links],
                "mentions": [{"span": place(m.start, m.end), "form": m.value.form} for m in item.mentions],
            }
        )


def _headcount(place: _Placer, mention: Mention[HeadcountValue]) -> schema.Headcount:
    value = mention.value
    return schema.Headcount.model_validate(
        {
            "span": place(mention.start, mention.end),
            "min": value.min,
            "max": value.max,
            "value": value.value,
            "approx": value.approx,
            "unit": value.unit,
            "groups": value.groups,
        }
    )


def _platforms(place: _Placer, found: Sequence[Mention[PlatformValue]]) -> Iterator[schema.Platform]:
    entries: dict[tuple[str | None, str], list[Mention[PlatformValue]]] = {}
    for mention in found:
        key = (mention.value.id, "" if mention.value.id else mention.value.name)
        entries.setdefault(key, []).append(mention)
    for mentions in entries.values():
        first = mentions[0].value
        yield schema.Platform.model_validate(
            {
                "id": first.id,
                "name": first.name,
                "category": first.category,
                "mentions": [{"span": place(m.start, m.end), "purpose": m.value.purpose} for m in mentions],
            }
        )


def _measure(place: _Placer, doc: Document, mention: Mention[MeasureValue]) -> schema.Measure:
    sentence = doc.sentence_at(mention.start)
    start = min(sentence.start, mention.start) if sentence else mention.start
    end = max(sentence.end, mention.end) if sentence else mention.end
    actor = mention.value.actor
    return schema.Measure.model_validate(
        {
            "span": place(mention.start, mention.end),
            "code": mention.value.code,
            "status": mention.value.status,
            "institution": None if actor is None else _id(actor),
            "sentence": place(start, end),
        }
    )


def _warning(place: _Placer, notice: Notice) -> schema.Warning:
    if notice.code not in get_args(schema.WarningCode):
        raise RecordError(f"warning code {notice.code!r} is not in the schema")
    placed = notice.start is not None and notice.end is not None
    return schema.Warning.model_validate(
        {
            "code": notice.code,
            "message": notice.message,
            "span": place(notice.start, notice.end) if placed else None,  # type: ignore[arg-type]
        }
    )
