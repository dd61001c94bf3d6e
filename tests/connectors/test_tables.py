"""Tables: which there are, and that everything in a record is in them."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel

from fangkong.connectors.shapes import shape_of
from fangkong.connectors.tables import RecordLine, parse_line, rows, tables
from fangkong.pipeline.errors import MalformedInput
from fangkong.schemas.record import Reject

from .back import records_from
from .samples import RARE, REJECT, records

KEYS = {
    "number of the record, from 0", "id in reports", "n in reports", "n in institutions", "n in platforms",
    "place in its list, from 0",
}  # fmt: skip


def held(outcomes):
    found = {name: [] for name in tables()}
    for number, outcome in enumerate(outcomes):
        for name, row in rows(outcome, number):
            columns = tables()[name].columns
            found[name].append(dict(zip((column.name for column in columns), row, strict=True)))
    return found


def test_tables_and_their_keys():
    keys = {
        name: [c.name for c in table.columns if c.name in ("report_n", "report_id", "n") or c.name.endswith("m_n")]
        for name, table in tables().items()
    }

    assert list(keys) == [
        "reports", "dates", "institutions", "institution_links", "institution_mentions", "headcounts", "platforms",
        "platform_mentions", "measures", "warnings", "explain", "rejects",
    ]  # fmt: skip
    assert keys["reports"] == ["n"]
    assert keys["dates"] == ["report_n", "report_id", "n"]
    assert keys["platform_mentions"] == ["report_n", "report_id", "platform_n", "n"]
    assert keys["rejects"] == []


def test_no_table_has_two_columns_of_one_name():
    for table in tables().values():
        names = [column.name for column in table.columns]
        assert len(set(names)) == len(names), table.name


def test_records_come_back_from_their_rows():
    back = records_from(held(records()))

    assert [RecordLine.model_validate(one) for one in back] == [RecordLine(**dict(one)) for one in records()]


def test_reject_is_a_row_of_its_own():
    found = held([REJECT])

    assert [name for name, its in found.items() if its] == ["rejects"]
    assert Reject(**found["rejects"][0]) == REJECT


def test_cells_are_null_only_where_columns_say_so():
    for name, its in held(records()).items():
        for column in tables()[name].columns:
            assert column.nullable or all(row[column.name] is not None for row in its), (name, column.name)


def test_line_is_a_record_a_reject_or_an_error_that_says_where():
    text = RARE.model_dump_json()

    assert parse_line(text[:-1] + ',"text":"3月"}', "-").text == "3月"
    assert parse_line(REJECT.model_dump_json(), "-") == REJECT
    with pytest.raises(MalformedInput, match=r"^a\.jsonl:3: is no record: Invalid JSON.*finished first"):
        parse_line(text[:40], "a.jsonl:3")
    with pytest.raises(MalformedInput, match=r"^a\.jsonl:3: is no record: measures\.0\.code: Input should be"):
        parse_line(text.replace("env_disinfection", "disinfection"), "a.jsonl:3")


def test_unknown_type_of_a_field_is_named():
    class Odd(BaseModel):
        known: Literal["a"] | None
        when: dict[str, int]

    with pytest.raises(TypeError, match=r"Odd\.when: dict\[str, int\] has no place in a table"):
        shape_of(Odd)


def test_page_tells_of_every_table_and_column():
    page = (Path(__file__).parents[2] / "docs/connectors.md").read_text(encoding="utf-8")
    told = [line.split(" | ") for line in page.split("<!-- tables -->")[1].split("<!-- end -->")[0].splitlines()[3:]]
    shown = {cells[0].strip("| `"): re.findall(r"`([a-z_*]+)`", cells[2]) for cells in told}

    assert list(shown) == list(tables())
    for name, columns in shown.items():
        keys = {column.name for column in tables()[name].columns if column.description in KEYS}
        there = {column.name for column in tables()[name].columns} - keys
        assert {c for c in there if not any(fnmatch(c, one) for one in columns)} == set(), name
        assert all(any(fnmatch(c, one) for c in there) for one in columns), name
