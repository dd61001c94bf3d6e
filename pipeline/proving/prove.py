"""Holds records against the texts they quote: every hash, every span, every value that its evidence gives."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError

from ...schemas.record import ExplainedReport, Reject
from ...schemas.span import Span
from ..errors import MalformedInput
from ..reading.opening import Tally, opened
from ..values.raw import RawReport, text_hash
from .evidence import EvidenceReader


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that a record says and its source does not.

    `field` is the place in the record (`measures[3].span`), `offset` a character of the source, where one is known.
    """

    record: str
    field: str
    offset: int | None
    expected: str
    found: str

    def told(self) -> str:
        """Return the flaw as one line of text."""
        where = "" if self.offset is None else f" at {self.offset}"
        return f"{self.record}: {self.field}{where}: expected {self.expected!r}, found {self.found!r}"

    def as_json(self) -> dict[str, Any]:
        """Return the flaw by name."""
        return asdict(self)


class Sources:
    """The texts of a folder of reports, by their hash and by their name."""

    def __init__(self, reports: Sequence[RawReport | Reject]) -> None:
        self._by_hash: dict[str, str] = {}
        self._by_name: dict[str, str] = {}
        for report in reports:
            if isinstance(report, RawReport):
                self._by_hash[text_hash(report.text)] = report.text
                for name in _names(report.id, report.path):
                    self._by_name.setdefault(name, report.text)

    def find(self, record: ExplainedReport) -> str | None:
        """Return the text of a record: that of its hash, else that of its name, which then has changed."""
        if (text := self._by_hash.get(record.source.sha256)) is not None:
            return text
        names = _names(record.id, record.source.path)
        return next((self._by_name[name] for name in names if name in self._by_name), None)


def _names(id: str | None, path: str | None) -> list[str]:
    return [name for name in (path, path and PurePath(path).name, id, path and PurePath(path).stem) if name]


def prove(records: Path, sources: Sources, reader: EvidenceReader) -> Iterator[tuple[str, list[Flaw]]]:
    """Yield each record of a file by its id, with its flaws.

    Args:
        records: JSON lines as `extract` writes them; rejects among them are passed over.
        sources: The reports.
        reader: With the rules the records were made with.

    Raises:
        MalformedInput: If a line is no record at all.
    """
    with opened(records, str(records), Tally()) as stream:
        for number, line in enumerate(stream, 1):
            if line.strip():
                found = _record(line, f"{records}:{number}")
                if found is not None:
                    yield found[0], list(_flaws(*found, sources, reader))


def _record(line: bytes, where: str) -> tuple[str, dict[str, Any], str | None] | None:
    try:
        found = json.loads(line)
    except ValueError as error:
        raise MalformedInput(f"{where}: is not JSON: {error}. Give a file that fangkong extract wrote.") from error
    if not isinstance(found, dict):
        raise MalformedInput(f"{where}: is no record. Give a file that fangkong extract wrote.")
    if "error" in found and "source" not in found:
        return None
    return str(found.get("id") or where), found, found.pop("text", None)


def _flaws(
    name: str, data: dict[str, Any], kept: str | None, sources: Sources, reader: EvidenceReader
) -> Iterator[Flaw]:
    try:
        record = ExplainedReport.model_validate(data)
    except ValidationError as error:
        for one in error.errors():
            place = ".".join(map(str, one["loc"])) or "the record"
            yield Flaw(name, place, None, one["msg"], str(one.get("input"))[:60])
        return
    raw = sources.find(record)
    if raw is None:
        yield Flaw(name, "source", None, record.source.sha256, "no report of that hash or name")
        return
    broken = False
    for field, span in spans(record):
        if (said := raw[span.start : span.end]) != span.text:
            broken = True
            at = next((n for n, (a, b) in enumerate(zip(span.text, said, strict=False)) if a != b), len(said))
            yield Flaw(name, field, span.start + at, span.text, said)
    if (sha256 := text_hash(raw)) != record.source.sha256:
        yield from _changed(name, record, raw, kept, sha256, broken=broken)
    if not broken:
        for doubt in reader.doubts(record, raw):
            yield Flaw(name, doubt.field, doubt.start, doubt.stored, doubt.read)


def _changed(
    name: str, record: ExplainedReport, raw: str, kept: str | None, sha256: str, *, broken: bool
) -> Iterator[Flaw]:
    """Yield what is known of a change of the source: its place where the record kept the text, else its hash."""
    if kept is not None and text_hash(kept) == record.source.sha256:
        at = next((n for n, (a, b) in enumerate(zip(kept, raw, strict=False)) if a != b), min(len(kept), len(raw)))
        yield Flaw(name, "source.text", at, kept[at : at + 12], raw[at : at + 12])
    elif len(raw) != record.source.chars:
        yield Flaw(name, "source.chars", None, str(record.source.chars), str(len(raw)))
    elif not broken:
        between = "no span covers the change; records written with --keep-text tell its place"
        yield Flaw(name, "source.sha256", None, record.source.sha256, f"{sha256} ({between})")


def spans(record: ExplainedReport) -> Iterator[tuple[str, Span]]:
    """Yield every span of a record with its place there."""
    yield from _spans_of("", record)


def _spans_of(place: str, value: Any) -> Iterator[tuple[str, Span]]:
    if isinstance(value, Span):
        yield place, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from _spans_of(f"{place}[{number}]", item)
    elif hasattr(type(value), "model_fields"):
        for key in type(value).model_fields:
            yield from _spans_of(f"{place}.{key}" if place else key, getattr(value, key))
