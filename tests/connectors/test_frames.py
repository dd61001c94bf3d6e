"""Arrow tables and data frames: types from the models, and every record comes back."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest

from fangkong.connectors import arrow, pandas, polars
from fangkong.connectors.tables import RecordLine, tables
from fangkong.pipeline.crosswalk import daily_table
from fangkong.pipeline.errors import BackendError

from ..examples import extractor, library
from .back import records_from
from .samples import REJECT, records

pa = pytest.importorskip("pyarrow")
pd = pytest.importorskip("pandas")
pl = pytest.importorskip("polars")


def rows_of_arrow(held):
    return held.to_pylist()


def rows_of_pandas(held):
    return [{key: _plain(value) for key, value in row.items()} for row in held.to_dict("records")]


def rows_of_polars(held):
    return held.to_dicts()


def _plain(value):
    return (
        None if value is pd.NA else list(value) if hasattr(value, "__len__") and not isinstance(value, str) else value
    )


DOORS = pytest.mark.parametrize(
    ("make", "rows_of"),
    [
        pytest.param(arrow.to_tables, rows_of_arrow, id="arrow"),
        pytest.param(pandas.to_frames, rows_of_pandas, id="pandas"),
        pytest.param(polars.to_frames, rows_of_polars, id="polars"),
    ],
)


@DOORS
def test_records_come_back(make, rows_of):
    frames = make([REJECT, *records(), REJECT])

    back = records_from({name: rows_of(frame) for name, frame in frames.items()})

    assert [RecordLine.model_validate(one) for one in back] == [RecordLine(**dict(one)) for one in records()]
    assert len(frames["rejects"]) == 2


@DOORS
def test_no_records_give_the_same_columns(make, rows_of):
    some, none = make(records()), make([])

    assert {name: _types(frame) for name, frame in some.items()} == {
        name: _types(frame) for name, frame in none.items()
    }


def _types(frame):
    kinds = getattr(frame, "schema", None)
    return dict(frame.dtypes) if kinds is None else kinds


def test_many_records_come_in_order(monkeypatch):
    monkeypatch.setattr(arrow, "_CHUNK", 7)

    dates = arrow.to_tables(records())["dates"]

    keys = list(zip(dates["report_n"].to_pylist(), dates["n"].to_pylist(), strict=True))
    assert keys == sorted(keys)
    assert dates.num_rows == sum(len(one.dates) for one in records())


def test_types_are_those_of_the_models():
    found = {name: arrow.schema_of(table) for name, table in tables().items()}

    assert found["dates"].field("start").type == pa.date32()
    assert found["dates"].field("value").type == pa.string()
    assert found["dates"].field("span_start").type == pa.int64()
    assert found["headcounts"].field("groups").type == pa.list_(pa.string())
    assert found["institution_links"].field("score").type == pa.float64()
    assert not found["headcounts"].field("approx").nullable
    assert found["dates"].field("value").metadata == {b"description": b"EDTF, ISO 8601-2:2019"}


def test_pandas_keeps_whole_numbers_and_days_beside_nulls():
    frames = pandas.to_frames(records())

    assert str(frames["headcounts"].dtypes["max"]) == "int64[pyarrow]"
    assert frames["headcounts"]["max"].isna().any()
    assert frames["dates"]["start"].dropna().min() > dt.date(2019, 1, 1)


@pytest.mark.parametrize("door", [pandas, polars], ids=["pandas", "polars"])
def test_daily_frame_is_the_daily_table(door):
    pages = [("2022-03-01", "清河市实验小学师生全程佩戴口罩。"), ("2022-03-03", "清河市实验小学每天开窗通风。")]
    read = [extractor().extract(text, published=day) for day, text in pages]

    frame = door.to_daily_frame([*read, REJECT])

    days = daily_table(read, library())
    assert list(frame["date"]) == [day.date for day in days] != []
    assert [tuple(codes) for codes in frame["codes"]] == [day.codes for day in days]


def test_missing_package_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "polars", None)

    with pytest.raises(BackendError, match=r"polars is not installed. Install it: pip install 'fangkong\[polars\]'"):
        polars.to_frames([])


def test_importing_the_doors_loads_no_tool():
    code = (
        "import sys, fangkong.connectors.pandas, fangkong.connectors.polars, fangkong.connectors.spark, fangkong; "
        "print([m for m in ('pandas', 'polars', 'pyarrow', 'pyspark') if m in sys.modules])"
    )

    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd="/")

    assert out.stdout.strip() == "[]"
