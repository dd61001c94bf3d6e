"""Files of records into folders of tables, Parquet or CSV, with memory that does not grow with their number.

Nothing is at its place before everything is: tables are written under other names and get their own at the end.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from ..pipeline.errors import OutputError
from ..pipeline.reading.opening import Tally, opened, telling
from ..schemas.record import Reject
from .cells import cell_of
from .needs import need
from .tables import RecordLine, Row, Table, parse_line, rows, tables

Format = Literal["parquet", "csv"]
#: JSON that is held as rows before it is written: at most so many bytes and one line more.
_HELD = 16_000_000


@dataclass(frozen=True, slots=True)
class Written:
    """What a run wrote."""

    tables: int
    records: int
    rejects: int


def write_tables(records: Iterable[str], folder: Path, form: Format, *, bom: bool = False) -> Written:
    """Write every table of docs/connectors.md into a folder, which is made if it is not there.

    Args:
        records: Files that `fangkong extract` wrote, records or rejects, also gzipped; `-` is standard input.
        folder: Where to. Tables of the same format in it are replaced.
        form: "parquet" (needs pyarrow) or "csv".
        bom: Begin CSV files with a byte order mark, by which Excel knows UTF-8.

    Raises:
        InputError: If a file cannot be read, or holds a line that is no record.
        OutputError: If a table cannot be written.
        BackendError: If pyarrow is needed and missing.
    """
    if form == "parquet":
        need("pyarrow", extra="arrow")  # before the folder is touched
    told = {RecordLine: 0, Reject: 0}
    with _all_or_nothing(folder, [f"{name}.{form}" for name in tables()]) as places, ExitStack() as stack:
        sinks = {
            table.name: stack.enter_context(_parquet(table, place) if form == "parquet" else _csv(table, place, bom))
            for table, place in zip(tables().values(), places, strict=True)
        }
        waiting: dict[str, list[Row]] = {name: [] for name in sinks}
        held = 0
        for size, outcome in _outcomes(records):
            for name, row in rows(outcome, told[RecordLine]):
                waiting[name].append(row)
            told[type(outcome)] += 1
            held += size
            if held >= _HELD:
                _flush(sinks, waiting)
                held = 0
        _flush(sinks, waiting)
    return Written(len(sinks), told[RecordLine], told[Reject])


class _Sink(Protocol):
    def __call__(self, held: Sequence[Row], /) -> object: ...


def _flush(sinks: dict[str, _Sink], waiting: dict[str, list[Row]]) -> None:
    for name, held in waiting.items():
        if held:
            sinks[name](held)
            held.clear()


def _outcomes(records: Iterable[str]) -> Iterator[tuple[int, RecordLine | Reject]]:
    for path in records:
        with opened(None if path == "-" else Path(path), path, Tally()) as stream:
            number = 0
            while True:
                number += 1
                with telling(path):
                    line = stream.readline()
                if not line:
                    break
                if line.strip():
                    yield len(line), parse_line(line, f"{path}:{number}")


@contextmanager
def _parquet(table: Table, place: Path) -> Iterator[_Sink]:
    from .arrow import batch_of, schema_of

    parquet = need("pyarrow.parquet", extra="arrow")
    with parquet.ParquetWriter(place, schema_of(table), compression="zstd") as writer:
        yield lambda held: writer.write_batch(batch_of(table, held))


@contextmanager
def _csv(table: Table, place: Path, bom: bool) -> Iterator[_Sink]:
    with place.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as stream:
        writer = csv.writer(stream)  # as RFC 4180 has it: CRLF ends a row, and stands quoted inside a cell
        writer.writerow(column.name for column in table.columns)
        yield lambda held: writer.writerows(map(cell_of, row) for row in held)


@contextmanager
def _all_or_nothing(folder: Path, names: Sequence[str]) -> Iterator[list[Path]]:
    """Give a place for each file; they become the files when all went well, and nothing is left of them else."""
    places = [folder / f".{name}.{os.getpid()}.part" for name in names]
    try:
        with _telling(folder):
            folder.mkdir(parents=True, exist_ok=True)
            yield places
            for place, name in zip(places, names, strict=True):
                place.replace(folder / name)
    finally:
        for place in places:
            with suppress(OSError):
                place.unlink()


@contextmanager
def _telling(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written: {error.strerror or error}. Choose another folder.") from error
