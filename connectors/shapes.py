"""Pydantic models as plain shapes, from which every connector makes the types of its own tool."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from pydantic import BaseModel

Kind = Literal["string", "integer", "number", "boolean", "date"]
_KINDS: dict[Any, Kind] = {str: "string", int: "integer", float: "number", bool: "boolean", dt.date: "date"}


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Many:
    """A list of values of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Struct:
    """An object with named members, in the order of the model."""

    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an object: its name, its shape, whether it may be null, and what the model says of it."""

    name: str
    shape: Shape
    nullable: bool
    description: str


Shape: TypeAlias = Scalar | Many | Struct


@cache
def shape_of(model: type[BaseModel]) -> Struct:
    """Return the shape of a model.

    Raises:
        TypeError: If a field is annotated with something that tables do not know; the message names it.
    """
    members = []
    for name, field in model.model_fields.items():
        try:
            shape, nullable = _shape(field.annotation)
        except TypeError as error:
            raise TypeError(f"{model.__name__}.{name}: {error}") from error
        members.append(Member(name, shape, nullable, field.description or ""))
    return Struct(tuple(members))


def _shape(annotation: Any) -> tuple[Shape, bool]:
    """Return what an annotation means, and whether it allows null."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(args[0])
    if origin in (Union, UnionType) and len(rest := [arg for arg in args if arg is not NoneType]) == 1:
        return _shape(rest[0])[0], True
    if origin is Literal and all(isinstance(arg, str) for arg in args):
        return Scalar("string"), False
    if origin is tuple and len(args) == 2 and args[1] is Ellipsis:
        return Many(_shape(args[0])[0]), False
    if annotation in _KINDS:
        return Scalar(_KINDS[annotation]), False
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return shape_of(annotation), False
    known = ", ".join(kind.__name__ for kind in _KINDS)
    raise TypeError(
        f"{annotation} has no place in a table. Known are {known}, literals of str, models, X | None and "
        "tuple[X, ...]; teach connectors/shapes.py the new one."
    )
