"""Arrow tables out of records. pandas, polars and Parquet start from here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ..schemas.record import Reject, Report
from .needs import need
from .shapes import Many, Scalar, Shape
from .tables import Column, Row, Table, rows, tables

if TYPE_CHECKING:
    import pyarrow as pa

    from ..pipeline.rulebook import RuleLibrary

#: Rows that are held as Python objects before they become Arrow memory.
_CHUNK = 20_000
_DAILY = Table(
    "daily",
    (
        Column("date", "date"),
        Column("institution", "string"),
        Column("kind", "string"),
        Column("indicator", "string"),
        Column("codes", "string", many=True),
    ),
)


def to_tables(outcomes: Iterable[Report | Reject], *, extra: str = "arrow") -> dict[str, pa.Table]:
    """Return every table of docs/connectors.md by name.

    Args:
        outcomes: Records, and rejects if you have them: what `Extractor.pipe` yields.
        extra: The extra to name if pyarrow is missing.

    Raises:
        BackendError: If pyarrow is not installed.
    """
    pa = need("pyarrow", extra=extra)
    known = tables()
    waiting: dict[str, list[Row]] = {name: [] for name in known}
    done: dict[str, list[Any]] = {name: [] for name in known}
    for name, row in _all_rows(outcomes):
        waiting[name].append(row)
        if len(waiting[name]) >= _CHUNK:
            done[name].append(batch_of(known[name], waiting[name]))
            waiting[name] = []
    return {
        name: pa.Table.from_batches([*done[name], batch_of(table, waiting[name])], schema_of(table))
        for name, table in known.items()
    }


def to_daily(
    reports: Iterable[Report | Reject], library: RuleLibrary | None = None, *, extra: str = "arrow"
) -> pa.Table:
    """Return the daily table of `pipeline.crosswalk.daily_table`: what was in practice, where, on which day.

    Args:
        reports: Records; rejects among them are passed over.
        library: Your own rules, if you read with any.
        extra: The extra to name if pyarrow is missing.
    """
    from ..pipeline.crosswalk import daily_table
    from ..pipeline.rulebook import RuleLibrary

    pa = need("pyarrow", extra=extra)
    days = daily_table((one for one in reports if isinstance(one, Report)), library or RuleLibrary())
    held = [(day.date, day.institution, day.kind, day.indicator, day.codes) for day in days]
    return pa.Table.from_batches([batch_of(_DAILY, held)])


def schema_of(table: Table) -> pa.Schema:
    """Return the Arrow schema of a table; the descriptions of the models stand in the fields' metadata."""
    pa = need("pyarrow", extra="arrow")
    return pa.schema(
        [
            pa.field(
                column.name,
                arrow_type(Many(Scalar(column.kind)) if column.many else Scalar(column.kind)),
                nullable=column.nullable,
                metadata={"description": column.description} if column.description else None,
            )
            for column in table.columns
        ]
    )


def batch_of(table: Table, held: Sequence[Row]) -> pa.RecordBatch:
    """Return rows of a table as an Arrow batch."""
    pa = need("pyarrow", extra="arrow")
    schema = schema_of(table)
    cells = list(zip(*held, strict=True)) if held else [()] * len(schema)
    return pa.RecordBatch.from_arrays(
        [pa.array(column, type=field.type) for column, field in zip(cells, schema, strict=True)], schema=schema
    )


def arrow_type(shape: Shape, *, dates_as_text: bool = False) -> pa.DataType:
    """Return the Arrow type of a shape. Members may all be null: who needs it stricter asks `schema_of`.

    Args:
        shape: As `shapes.shape_of` gives it.
        dates_as_text: Leave dates as they stand in JSON.
    """
    pa = need("pyarrow", extra="arrow")
    if isinstance(shape, Many):
        return pa.list_(arrow_type(shape.item, dates_as_text=dates_as_text))
    if isinstance(shape, Scalar):
        kinds = {
            "string": pa.string(),
            "integer": pa.int64(),
            "number": pa.float64(),
            "boolean": pa.bool_(),
            "date": pa.string() if dates_as_text else pa.date32(),
        }
        return kinds[shape.kind]
    return pa.struct(
        [pa.field(member.name, arrow_type(member.shape, dates_as_text=dates_as_text)) for member in shape.members]
    )


def _all_rows(outcomes: Iterable[Report | Reject]) -> Iterator[tuple[str, Row]]:
    number = 0
    for outcome in outcomes:
        yield from rows(outcome, number)
        number += not isinstance(outcome, Reject)
