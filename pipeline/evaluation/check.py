"""Tells what is wrong with a labelled report beyond its form: labelled twice, not agreeing with the text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...schemas.gold import GoldDate, GoldHeadcount, GoldMeasure, GoldReport
from ...schemas.span import Span
from ..errors import GoldError
from ..normalisation.text import NormalisedText, Normaliser
from ..values.raw import text_hash
from .goldfiles import Problem, read_json, read_raw, validate

_NUMBER = re.compile(r"([0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)\s*([百千万亿]*)")
_UNITS = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_DAY = re.compile(r"(?:([0-9]{4})年)?([0-9]{1,2})月([0-9]{1,2})日")
_EDGE = re.compile(r"^[\s，,。、；;：:]+|[\s，,。、：:]+$")
_DATE_EDGE = re.compile(r"^(?:自|从|于|截至|截止)|(?:起|以来|左右)$")
_WIDE = str.maketrans("０１２３４５６７８９，．", "0123456789,.")


def check_file(path: Path, platform_ids: Collection[str], normalise: Normaliser) -> list[Problem]:
    """Return everything that is wrong with one labelled report.

    Args:
        platform_ids: Ids of the catalogue; empty if there is none to compare with.
        normalise: Reads mojibake, traditional script and broken lines, as the labeller did.
    """
    try:
        raw, labels = read_raw(path), read_json(path)
    except GoldError as error:
        return [Problem(str(path), "$", str(error).removeprefix(f"{path}: "), "")]
    outcome = validate(str(path), raw, labels)
    if isinstance(outcome, list):
        return outcome
    text = normalise(raw)
    told = [*_twice(outcome), *_values(outcome, platform_ids), *_edges(outcome), *_forms(outcome, text)]
    told += _source(outcome, raw)
    return [Problem(str(path), place, problem, remedy) for place, problem, remedy in told]


Told = Iterator[tuple[str, str, str]]


def _twice(gold: GoldReport) -> Told:
    yield from _repeats(
        ((f"$.dates[{n}]", _key(d.span)) for n, d in enumerate(gold.dates)), "is labelled as a date twice"
    )
    yield from _repeats(
        ((f"$.headcounts[{n}]", _key(h.span)) for n, h in enumerate(gold.headcounts)),
        "is labelled as a headcount twice",
    )
    yield from _repeats(
        ((f"$.measures[{n}]", (*_key(m.span), m.code)) for n, m in enumerate(gold.measures)),
        "is labelled with this code twice",
    )
    for name, what in (("institutions", "an institution"), ("platforms", "a platform")):
        places = (
            (f"$.{name}[{n}].mentions[{k}]", _key(mention.span))
            for n, entry in enumerate(getattr(gold, name))
            for k, mention in enumerate(entry.mentions)
        )
        yield from _repeats(places, f"is labelled as {what} twice")
    entries = ((f"$.institutions[{n}]", ("name", e.name)) for n, e in enumerate(gold.institutions))
    yield from _repeats(entries, "is listed twice", "Put all mentions under one entry.")
    listed = ((f"$.platforms[{n}]", ("id", e.id) if e.id else ("name", e.name)) for n, e in enumerate(gold.platforms))
    yield from _repeats(listed, "is listed twice", "Put all mentions under one entry.")


def _key(span: Span | None) -> tuple[Any, ...]:
    return (span.start, span.end, span.text) if span else ()


def _repeats(
    places: Iterator[tuple[str, tuple[Any, ...]]], problem: str, remedy: str = "Take one of them out."
) -> Told:
    seen: dict[tuple[Any, ...], str] = {}
    for place, key in places:
        if key in seen:
            what = f"[{key[0]}, {key[1]}) {key[2]!r}" if len(key) > 2 else repr(key[1])
            yield place, f"{what} {problem}, first at {seen[key]}.", remedy
        seen.setdefault(key, place)


def _values(gold: GoldReport, platform_ids: Collection[str]) -> Told:
    for n, date in enumerate(gold.dates):
        yield from _date(f"$.dates[{n}]", date)
    for n, headcount in enumerate(gold.headcounts):
        yield from _headcount(f"$.headcounts[{n}]", headcount)
        yield from _bounds(f"$.headcounts[{n}]", headcount)
    for n, platform in enumerate(gold.platforms):
        if platform.id is not None and platform_ids and platform.id not in platform_ids:
            yield (
                f"$.platforms[{n}].id",
                f"{platform.id!r} is not in the catalogue.",
                "Take an id of rules/gazetteers/platforms.tsv, or null for a platform outside it.",
            )
    page = gold.published
    if page and page.span and not any((d.span, d.value) == (page.span, page.value) for d in gold.dates):
        yield "$.published", "is not listed in dates with this span and value.", "List it there too."


def _date(place: str, date: GoldDate) -> Told:
    """A fully written day must be the labelled day; everything looser may be resolved in many ways."""
    written = _DAY.fullmatch(date.span.text.translate(_WIDE)) if date.span else None
    if not written:
        return
    year, month, day = written.groups()
    wanted = f"{year or ''}-{int(month):02}-{int(day):02}"
    if wanted not in date.value:
        yield f"{place}.value", f"{date.value!r} is not the day that {date.span.text!r} names.", "Mend value or span."  # type: ignore[union-attr]


def _headcount(place: str, headcount: GoldHeadcount) -> Told:
    text = headcount.span.text.translate(_WIDE)
    told = {_number(*match.groups()) for match in _NUMBER.finditer(text)}
    if not told:
        return
    stated = [headcount.value] if headcount.value is not None else [headcount.min, headcount.max]
    for number in stated:
        # A range may share its unit (3-5万), so either reading of an end will do.
        if number is not None and not any(number == n * u for n in told for u in (1, *_UNITS.values())):
            yield (
                place,
                f"{number} is not among the numbers of {headcount.span.text!r} ({', '.join(map(str, sorted(told)))}).",
                "Mend value, min, max or the span.",
            )


def _bounds(place: str, headcount: GoldHeadcount) -> Told:
    value = headcount.value
    wanted = {
        "nearly": (None, value),
        "at_most": (None, value),
        "over": (value, None),
        "at_least": (value, None),
        "about": (None, None),
    }.get(headcount.approx)
    if wanted and wanted != (headcount.min, headcount.max):
        problem = f"approx {headcount.approx!r} asks for min {wanted[0]} and max {wanted[1]}"
        yield place, f"{problem}; got {headcount.min} and {headcount.max}.", "Mend approx, or min and max."


def _edges(gold: GoldReport) -> Told:
    """A span begins and ends with what it is about; words that open or close a stretch of time stay outside."""
    fields: dict[str, Sequence[GoldDate | GoldHeadcount | GoldMeasure]] = {
        "dates": gold.dates,
        "headcounts": gold.headcounts,
        "measures": gold.measures,
    }
    for field, entries in fields.items():
        for n, entry in enumerate(entries):
            if entry.span and (found := _EDGE.search(entry.span.text)):
                yield f"$.{field}[{n}].span", f"{entry.span.text!r} has {found[0]!r} at its edge.", "Leave it outside."
            elif field == "dates" and entry.span and (found := _DATE_EDGE.search(entry.span.text)):
                remedy = "Leave it outside; it shapes the value."
                yield f"$.{field}[{n}].span", f"{entry.span.text!r} takes in {found[0]!r}.", remedy
    for name in ("institutions", "platforms"):
        for n, owner in enumerate(getattr(gold, name)):
            for k, mention in enumerate(owner.mentions):
                if found := _EDGE.search(mention.span.text):
                    place = f"$.{name}[{n}].mentions[{k}].span"
                    yield place, f"{mention.span.text!r} has {found[0]!r} at its edge.", "Leave it outside."


def _forms(gold: GoldReport, text: NormalisedText) -> Told:
    """A mention of form full reads like the name, whatever script, noise or line break it stands in."""
    for n, institution in enumerate(gold.institutions):
        for k, mention in enumerate(institution.mentions):
            surface = _plain(_reading(text, mention.span))
            if mention.form == "full" and surface != _plain(institution.name):
                yield (
                    f"$.institutions[{n}].mentions[{k}]",
                    f"form is full, but {surface!r} is not the name {institution.name!r}.",
                    "Write short, or mend the name.",
                )


def _reading(text: NormalisedText, span: Span) -> str:
    if text.starts is None or text.ends is None:
        return text.text[span.start : span.end]
    places = zip(text.text, text.starts, text.ends, strict=True)
    return "".join(char for char, start, end in places if span.start <= start and end <= span.end)


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", "".join(name.split()))


def _number(digits: str, units: str) -> Decimal:
    number = Decimal(digits.replace(",", ""))
    for unit in units:
        number *= _UNITS[unit]
    return number.to_integral_value() if number == number.to_integral_value() else number


def _source(gold: GoldReport, raw: str) -> Told:
    if gold.source is None:
        return
    if gold.source.chars is not None and gold.source.chars != len(raw):
        yield "$.source.chars", f"is {gold.source.chars}, the text has {len(raw)}.", "Label this very text."
    if gold.source.sha256 not in (None, text_hash(raw)):
        yield "$.source.sha256", "is not that of the text.", "Label this very text."
