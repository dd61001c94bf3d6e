"""The way back from tables to records, written apart from the way there: what comes back has been in the tables."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel

from fangkong.connectors.tables import RecordLine


def records_from(held):
    """Return the records as JSON objects; `held` has for each table its rows as mappings."""
    found = []
    for row in held["reports"]:
        at = {"report_n": row["n"]}
        record = _object(RecordLine, row, "")
        for name in _lists(RecordLine):
            record[name] = [_entry(held, name, one, at) for one in _below(held[name], at)]
        found.append(record)
    return found


def _entry(held, name, row, at):
    model = _lists(RecordLine)[name]
    entry = _object(model, row, "")
    one = name.removesuffix("s")
    for inner, its in _lists(model).items():
        entry[inner] = [_object(its, r, "") for r in _below(held[f"{one}_{inner}"], {**at, f"{one}_n": row["n"]})]
    return entry


def _below(rows, keys):
    found = [row for row in rows if all(row[key] == value for key, value in keys.items())]
    assert [row["n"] for row in found] == list(range(len(found)))
    return found


def _object(model, row, prefix):
    found = {}
    for name, field in model.model_fields.items():
        if name in _lists(model):
            continue
        inner = _model_in(field.annotation)
        found[name] = row[prefix + name] if inner is None else _object(inner, row, f"{prefix}{name}_")
    return None if prefix and all(value is None for value in found.values()) else found


def _lists(model):
    """Return the lists of objects among the fields of a model."""
    found = {name: get_args(field.annotation) for name, field in model.model_fields.items()}
    return {name: args[0] for name, args in found.items() if args[1:] == (...,) and _model_in(args[0])}


def _model_in(annotation):
    known = [one for one in (annotation, *get_args(annotation)) if isinstance(one, type)]
    return next((one for one in known if issubclass(one, BaseModel)), None)
