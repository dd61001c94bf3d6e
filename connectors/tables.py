"""Records as flat tables: the one place that says which tables there are, which columns, and which rows.

Note [Tables from models]: tables are read off the models in schemas/record.py. A list of objects is a table of its
own; an object inside one becomes columns with its name in front (`span_start`); a list of plain values stays a list.
A row leads back to its report by `report_n`, the number of the record from 0, for ids need not differ (two folders
with a file of one name), and by `report_id`; `n` is its place in its list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from pydantic import ValidationError

from ..pipeline.errors import MalformedInput
from ..schemas.record import ExplainedReport, Reject, Report
from .shapes import Kind, Many, Scalar, Shape, Struct, shape_of

Row = tuple[Any, ...]


class RecordLine(ExplainedReport):
    """What a line of `fangkong extract` holds, with all its options."""

    text: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table; `many` says that a cell holds a list."""

    name: str
    kind: Kind
    many: bool = False
    nullable: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table by name and columns. Its rows come from `rows`."""

    name: str
    columns: tuple[Column, ...]


def tables() -> Mapping[str, Table]:
    """Return every table by name; the same ones whatever the records hold."""
    return MappingProxyType({plan.name: Table(plan.name, (*plan.keys, *plan.columns)) for plan in _all_plans()})


def rows(outcome: Report | Reject, number: int) -> Iterator[tuple[str, Row]]:
    """Yield all rows of one record, or the row of one reject, each with the name of its table.

    Args:
        outcome: A record or a reject.
        number: How many records came before it.
    """
    if isinstance(outcome, Reject):
        yield from _rows(_plans()[1], outcome, ())
    else:
        yield from _rows(_plans()[0], outcome, (number,))


def parse_line(line: str | bytes, where: str) -> RecordLine | Reject:
    """Return the record, or the reject, that a line of JSON holds.

    Raises:
        MalformedInput: If it holds neither; `where` says whose line it is.
    """
    try:
        return RecordLine.model_validate_json(line)
    except ValidationError as error:
        try:
            return Reject.model_validate_json(line)
        except ValidationError:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise MalformedInput(
                f"{where}: is no record: {place + ': ' if place else ''}{first['msg']}. Give what `fangkong extract` "
                "wrote, whole; a run that broke off has to be finished first."
            ) from error


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the rows of one table are taken out of an object."""

    field: str
    name: str
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    paths: tuple[tuple[str, ...], ...]
    children: tuple[_Plan, ...]


def _rows(plan: _Plan, value: Any, keys: Row) -> Iterator[tuple[str, Row]]:
    yield plan.name, (*keys, *(_at(value, path) for path in plan.paths))
    for child in plan.children:
        below = (*keys, value.id) if plan.name == "reports" else keys
        # A plain Report lacks what only the options of `extract` add: explain, text.
        for n, item in enumerate(getattr(value, child.field, ())):
            yield from _rows(child, item, (*below, n))


def _at(value: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        value = getattr(value, name, None)
        if value is None:
            return None
    return value


@cache
def _plans() -> tuple[_Plan, _Plan]:
    """Return the plan for records and the plan for rejects."""
    record = _plan("", "reports", (Column("n", "integer", description="number of the record, from 0"),), RecordLine)
    return record, _plan("", "rejects", (), Reject)


def _plan(field: str, name: str, keys: tuple[Column, ...], model: Any) -> _Plan:
    struct = model if isinstance(model, Struct) else shape_of(model)
    leaves = list(_leaves(struct))
    children = []
    for member in struct.members:
        if isinstance(member.shape, Many) and isinstance(member.shape.item, Struct):
            below = member.name if name == "reports" else f"{name.removesuffix('s')}_{member.name}"
            children.append(_plan(member.name, below, _keys_below(name, keys), member.shape.item))
    columns, paths = tuple(column for column, _ in leaves), tuple(path for _, path in leaves)
    return _Plan(field, name, keys, columns, paths, tuple(children))


def _keys_below(name: str, keys: tuple[Column, ...]) -> tuple[Column, ...]:
    """Return the key columns of a table whose rows stand in a list of `name`."""
    one = name.removesuffix("s")
    above = (*keys[:-1], Column(f"{one}_n", "integer", description=f"n in {name}"))
    if name == "reports":
        above = (*above, Column("report_id", "string", description="id in reports"))
    return (*above, Column("n", "integer", description="place in its list, from 0"))


def _leaves(
    struct: Struct, path: tuple[str, ...] = (), nullable: bool = False
) -> Iterator[tuple[Column, tuple[str, ...]]]:
    for member in struct.members:
        here, maybe = (*path, member.name), nullable or member.nullable
        shape: Shape = member.shape
        if isinstance(shape, Struct):
            yield from _leaves(shape, here, maybe)
        elif isinstance(shape, Scalar):
            yield Column("_".join(here), shape.kind, False, maybe, member.description), here
        elif isinstance(shape.item, Scalar):
            yield Column("_".join(here), shape.item.kind, True, maybe, member.description), here
        elif path:
            raise TypeError(f"{'.'.join(here)}: a list of objects inside an object has no table. Teach tables.py.")


def _all_plans() -> list[_Plan]:
    waiting, found = list(_plans()), []
    while waiting:
        plan = waiting.pop(0)
        found.append(plan)
        waiting[:0] = plan.children
    return found
