"""Tables as files: whole or not there, harmless to spreadsheets, and every record comes back from them."""

from __future__ import annotations

import csv
import datetime as dt
import errno
import gzip
import json
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from fangkong.connectors import writing
from fangkong.connectors.cells import cell_of, text_of
from fangkong.connectors.tables import RecordLine, tables
from fangkong.connectors.writing import write_tables
from fangkong.pipeline.cli import app
from fangkong.pipeline.errors import MalformedInput, OutputError

from .back import records_from
from .samples import RARE, REJECT, records

parquet = pytest.importorskip("pyarrow.parquet")


def line_of(record):
    return record.model_dump_json() + "\n"


@pytest.fixture
def lines(tmp_path):
    """Files of records and of rejects, one of them packed, and the records that they hold."""
    with_text = [RecordLine(**dict(one), text="=2+2\n中") for one in records()[:2]]
    plain, packed = tmp_path / "a.jsonl", tmp_path / "b.jsonl.gz"
    plain.write_text("".join(map(line_of, records())) + "\n" + line_of(REJECT), encoding="utf-8")
    packed.write_bytes(gzip.compress("".join(map(line_of, with_text)).encode()))
    return [str(plain), str(packed)], [*(RecordLine(**dict(one)) for one in records()), *with_text]


def parquet_rows(folder):
    return {name: parquet.read_table(folder / f"{name}.parquet").to_pylist() for name in tables()}


def csv_rows(folder, encoding="utf-8"):
    found = {}
    for name, table in tables().items():
        with (folder / f"{name}.csv").open(encoding=encoding, newline="") as stream:
            found[name] = [
                {column.name: value_of(row[column.name], column) for column in table.columns}
                for row in csv.DictReader(stream)
            ]
    return found


def value_of(cell, column):
    if column.many:
        return json.loads(cell)
    if cell == "" and column.nullable:
        return None
    kinds = {"integer": int, "number": float, "date": dt.date.fromisoformat, "string": text_of}
    return kinds[column.kind](cell)


@pytest.mark.parametrize("held", [1, 16_000_000])
def test_records_come_back_from_parquet(lines, tmp_path, monkeypatch, held):
    monkeypatch.setattr(writing, "_HELD", held)

    told = write_tables(lines[0], tmp_path / "out", "parquet")

    found = parquet_rows(tmp_path / "out")
    assert [RecordLine.model_validate(one) for one in records_from(found)] == lines[1]
    assert [row["id"] for row in found["rejects"]] == [REJECT.id]
    assert (told.tables, told.records, told.rejects) == (len(tables()), len(lines[1]), 1)


@pytest.mark.parametrize("bom", [False, True])
def test_records_come_back_from_csv(lines, tmp_path, bom):
    write_tables(lines[0], tmp_path, "csv", bom=bom)

    found = csv_rows(tmp_path, "utf-8-sig" if bom else "utf-8")
    assert [RecordLine.model_validate(one) for one in records_from(found)] == lines[1]
    assert (tmp_path / "dates.csv").read_bytes().startswith(b"\xef\xbb\xbf") == bom


def test_no_cell_of_csv_is_a_formula(lines, tmp_path):
    write_tables(lines[0], tmp_path, "csv")

    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            cells = [cell for row in csv.reader(stream) for cell in row]
        assert [cell for cell in cells if cell[:1] in tuple("=+-@\t\r\n＝＋－＠")] == []


@given(st.one_of(st.text(), st.text(st.sampled_from("=+-@\t\r\n＝＋－＠'1A中"), max_size=4)))
def test_harmless_cells_give_their_texts_back(text):
    cell = cell_of(text)

    assert text_of(cell) == text
    assert not cell.startswith(tuple("=+-@\t\r\n＝＋－＠"))


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_line_that_is_no_record_leaves_everything_as_it_was(lines, tmp_path, form):
    folder = tmp_path / "out"
    write_tables(lines[0], folder, form)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    broken = tmp_path / "broken.jsonl"
    broken.write_text(line_of(RARE) + line_of(RARE)[:100], encoding="utf-8")

    with pytest.raises(MalformedInput, match=r"broken\.jsonl:2: is no record"):
        write_tables([str(broken)], folder, form)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_folder_that_is_a_file_is_told(lines, tmp_path):
    with pytest.raises(OutputError, match=r"a\.jsonl: cannot be written: .*Choose another folder"):
        write_tables(lines[0], tmp_path / "a.jsonl", "csv")


def test_same_records_give_the_same_bytes(lines, tmp_path):
    for folder in ("one", "two"):
        write_tables(lines[0], tmp_path / folder, "parquet")

    one, two = ({p.name: p.read_bytes() for p in (tmp_path / folder).iterdir()} for folder in ("one", "two"))
    assert one == two


def test_memory_does_not_grow_with_the_records(tmp_path, monkeypatch):
    monkeypatch.setattr(writing, "_HELD", 20_000)
    few, many = tmp_path / "few.jsonl", tmp_path / "many.jsonl"
    few.write_text(line_of(RARE) * 50, encoding="utf-8")
    many.write_text(line_of(RARE) * 1000, encoding="utf-8")

    write_tables([str(few)], tmp_path / "warm", "csv")
    peaks = []
    for path in (few, many):
        tracemalloc.start()
        write_tables([str(path)], tmp_path / "out", "csv")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[1] < 1.3 * peaks[0]


def test_command(lines, tmp_path):
    told = CliRunner().invoke(app, ["tables", *lines[0], "-o", str(tmp_path / "out"), "--format", "csv", "--bom"])

    assert told.exit_code == 0, told.output
    assert f"12 tables of {len(lines[1])} records and 1 rejects written to" in told.stderr
    assert (tmp_path / "out/reports.csv").exists()


def test_byte_order_mark_is_for_csv(lines, tmp_path):
    told = CliRunner().invoke(app, ["tables", *lines[0], "-o", str(tmp_path / "out"), "--bom"])

    assert told.exit_code == 2
    assert "is for --format csv" in told.stderr


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_full_disk_is_told_and_leaves_nothing(lines, tmp_path, monkeypatch, form):
    def full(sinks, waiting):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(writing, "_flush", full)

    with pytest.raises(OutputError, match=r"out: cannot be written: No space left on device\. Choose another folder"):
        write_tables(lines[0], tmp_path / "out", form)

    assert list((tmp_path / "out").iterdir()) == []
