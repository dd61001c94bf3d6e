"""The JSON Schema that is published with each release. Beside this file stand its copy, and what each version was."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from .record import SCHEMA_VERSION, ExplainedReport, Report

_WORDS = frozenset({"description", "title"})


def schema_text(*, explain: bool = False, keep_text: bool = False) -> str:
    """Return the JSON Schema of a record as it is written; with `explain` or `keep_text`, as those options write it."""
    schema = (ExplainedReport if explain else Report).model_json_schema(mode="serialization")
    if keep_text:
        schema["properties"]["text"] = {"type": "string", "description": "the text that all offsets count in"}
        schema["required"] = [*schema["required"], "text"]
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "fangkong record",
        "version": SCHEMA_VERSION,
    }
    return json.dumps(head | {k: v for k, v in schema.items() if k != "title"}, ensure_ascii=False, indent=2) + "\n"


def shape_hash() -> str:
    """Return a hash of the schema without its descriptions: it changes when what a record may hold changes."""
    schema = Report.model_json_schema(mode="serialization")
    return hashlib.sha256(json.dumps(_bare(schema), sort_keys=True).encode()).hexdigest()


def _bare(node: Any) -> Any:
    """Return a schema without words; a property that is called `title` or `description` is no words, but a schema."""
    if isinstance(node, list):
        return [_bare(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {key: _bare(value) for key, value in node.items() if not (key in _WORDS and isinstance(value, str))}
