"""The JSON Schema that is published with each release; `record.schema.json` beside this file is its copy."""

from __future__ import annotations

import json

from .record import SCHEMA_VERSION, Report


def schema_text() -> str:
    """Return the JSON Schema of a record as it is written, for the JSON that fangkong gives out."""
    schema = Report.model_json_schema(mode="serialization")
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fangkong record",
        "version": SCHEMA_VERSION,
    }
    return json.dumps(head | {k: v for k, v in schema.items() if k != "title"}, ensure_ascii=False, indent=2) + "\n"
