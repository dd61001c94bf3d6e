"""Labels and predictions in one shape, so that one matching serves every field."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as of
from typing import Any

from ...schemas.gold import GoldReport
from ...schemas.record import Explanation, Report
from ...schemas.span import Span

#: Fields whose mentions are matched by span; `self_mentions` are 我校 and the like, scored apart.
SPAN_FIELDS = ("dates", "institutions", "headcounts", "platforms", "measure_mentions", "self_mentions")


@dataclass(frozen=True, slots=True)
class Item:
    """One labelled or predicted mention.

    `value` is what must be equal for the mention to be right, `attributes` what is told beside it, `entity` the name
    of the institution or platform it belongs to, `found_by` the rule or model behind a prediction.
    """

    field: str
    start: int
    end: int
    text: str
    value: tuple[Any, ...]
    attributes: Mapping[str, Any] = of(default_factory=dict, hash=False)
    entity: str = ""
    optional: bool = False
    found_by: str = ""


def labelled(gold: GoldReport) -> dict[str, list[Item]]:
    """Return the labels of a report by field."""
    return _by_field(_items(gold, {}, gold.institution_name))


def predicted(report: Report, explain: Iterable[Explanation] = ()) -> dict[str, list[Item]]:
    """Return the mentions of a record by field, each with what found it where `explain` tells."""
    origins: dict[tuple[str, int, int], list[str]] = {}
    for entry in explain:
        origins.setdefault((entry.field, entry.span.start, entry.span.end), []).append(entry.found_by)
    names = {entry.id: entry.name for entry in report.institutions}
    return _by_field(_items(report, origins, lambda ref: names.get(ref) if ref else None))


def _by_field(items: Iterator[Item]) -> dict[str, list[Item]]:
    sorted_out: dict[str, list[Item]] = {name: [] for name in SPAN_FIELDS}
    for item in items:
        sorted_out[item.field].append(item)
    for entries in sorted_out.values():
        entries.sort(key=lambda item: (item.start, item.end, repr(item.value)))
    return sorted_out


def _items(report: GoldReport | Report, origins: dict[tuple[str, int, int], list[str]], name_of: Any) -> Iterator[Item]:
    def item(name: str, origin: str, span: Span, *owners: Any, **told: Any) -> Item:
        found = origins.get((origin, span.start, span.end), [])
        return Item(
            field=name,
            start=span.start,
            end=span.end,
            text=span.text,
            optional=any(getattr(owner, "optional", False) for owner in owners),
            # Two codes on one span are explained in the order in which the record lists them.
            found_by=(found.pop(0) if len(found) > 1 else found[0]) if found else "",
            **told,
        )

    attributes: dict[str, Any]
    for date in report.dates:
        if date.span:
            attributes = {"value": date.value, "grain": date.grain, "role": date.role}
            yield item("dates", "dates", date.span, date, value=(date.start, date.end), attributes=attributes)
    for institution in report.institutions:
        for mention in institution.mentions:
            yield item(
                "self_mentions" if mention.form == "self" else "institutions",
                "institutions",
                mention.span,
                institution,
                mention,
                value=() if mention.form == "self" else (institution.kind,),
                attributes={"form": mention.form},
                # （ and ( are one character here: names are compared as they are read, not as they are typed.
                entity=unicodedata.normalize("NFKC", institution.name),
            )
    for count in report.headcounts:
        value = (count.min, count.max, count.value, count.unit)
        attributes = {"approx": count.approx, "groups": frozenset(count.groups)}
        yield item("headcounts", "headcounts", count.span, count, value=value, attributes=attributes)
    for platform in report.platforms:
        for use in platform.mentions:
            attributes = {"purpose": use.purpose}
            told = {"value": (platform.id,), "attributes": attributes, "entity": platform.id or platform.name}
            yield item("platforms", "platforms", use.span, platform, use, **told)
    for measure in report.measures:
        attributes = {"status": measure.status, "institution": name_of(measure.institution)}
        yield item("measure_mentions", "measures", measure.span, measure, value=(measure.code,), attributes=attributes)
