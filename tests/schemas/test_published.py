from __future__ import annotations

import json
from pathlib import Path

from fangkong.schemas import published
from fangkong.schemas.record import SCHEMA_VERSION

HOME = Path(published.__file__).parent


def test_change_of_the_record_comes_with_a_change_of_its_version():
    versions = json.loads((HOME / "versions.json").read_text(encoding="utf-8"))

    assert published.shape_hash() == versions.get(SCHEMA_VERSION), (
        f"what a record may hold has changed, but SCHEMA_VERSION is still {SCHEMA_VERSION}. Raise it in "
        f'schemas/record.py, add "<version>": "{published.shape_hash()}" to schemas/versions.json, '
        "run `fangkong schema > schemas/record.schema.json`, and tell of it in CHANGELOG.md."
    )


def test_committed_copy_is_the_schema():
    copy = (HOME / "record.schema.json").read_text(encoding="utf-8")

    assert copy == published.schema_text(), "run `fangkong schema > schemas/record.schema.json` and commit it."


def test_words_of_the_schema_are_no_part_of_its_shape():
    bare = published._bare(
        {"title": "x", "description": "y", "properties": {"title": {"title": "z", "type": "string"}}}
    )

    assert bare == {"properties": {"title": {"type": "string"}}}


def test_options_that_add_keys_are_in_the_schema():
    schema = json.loads(published.schema_text(explain=True, keep_text=True))

    assert {"explain", "text"} <= set(schema["properties"])
    assert not {"explain", "text"} & set(json.loads(published.schema_text())["properties"])
