"""Reports in an Apache Spark data frame to records, on as many machines as Spark has; see docs/connectors.md.

Every machine needs fangkong installed. Texts go into Spark's Python workers as Arrow batches, records come out the
same way; a worker loads rules and models once and keeps them for the tasks that follow.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from ..pipeline.batch import Settings
from ..pipeline.errors import EmptyInput, MalformedInput
from ..pipeline.values.hints import MeasuresName, TaggerName
from ..pipeline.values.raw import RawReport
from ..schemas.record import ExplainedReport, Reject, Report
from .arrow import arrow_type
from .needs import need
from .shapes import Many, Member, Scalar, Shape, Struct, shape_of

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import Column, DataFrame, Row
    from pyspark.sql.types import DataType, StructType

#: Reports that are read together, as in `Extractor.pipe`.
_BATCH = 16


def extract(
    df: DataFrame,
    text_col: str | Column = "text",
    *,
    id_col: str | Column | None = None,
    published_col: str | Column | None = None,
    url_col: str | Column | None = None,
    path_col: str | Column | None = None,
    explain: bool = False,
    ner: TaggerName | None = None,
    measures: MeasuresName | None = None,
    rules: str | None = None,
    registry: str | None = None,
    max_chars: int | None = None,
) -> DataFrame:
    """Return a row for each row of `df`: a record under the names of docs/record.md, or why there is none.

    Where a report gives no record, `reject` says why and everything else is null; else `reject` is null. Nothing is
    read before Spark runs the result.

    Args:
        df: Has a report in each row.
        text_col: Column of the texts.
        id_col: Column of your ids, of any simple type. Without one an id is made of the text, as elsewhere.
        published_col: Column of publication dates: strings as `Extractor.extract` takes them, dates or timestamps.
        url_col: Column of addresses.
        path_col: Column for `source.path`.
        explain: Add the reasons for each value, under `explain`.
        ner: See `Extractor`.
        measures: See `Extractor`.
        rules: See `Extractor`; the folder has to be there on every machine.
        registry: See `Extractor`; the file has to be there on every machine.
        max_chars: See `Extractor`.

    Raises:
        MalformedInput: If the texts are no strings.
        BackendError: If pyspark or pyarrow is not installed.
    """
    given = {"text": text_col, "id": id_col, "path": path_col, "url": url_col, "published": published_col}
    reports = _selected(df, {name: column for name, column in given.items() if column is not None})
    settings = Settings(
        ner=ner, rules=rules, max_chars=max_chars, explain=explain, measures=measures, registry=registry
    )

    def read(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        return _read(settings, batches)

    return reports.mapInArrow(read, result_schema(explain=explain))


def result_schema(*, explain: bool = False) -> StructType:
    """Return the schema of what `extract` gives, made from the models in schemas/record.py."""
    return spark_type(_result_shape(explain))


def outcome_of(row: Row) -> Report | Reject:
    """Return a row of what `extract` gives as the record, or the reject, that it is."""
    held = row.asDict(recursive=True)
    reject = held.pop("reject")
    if reject is not None:
        return Reject.model_validate(reject)
    return (ExplainedReport if "explain" in held else Report).model_validate(held)


def spark_type(shape: Shape) -> Any:
    """Return the Spark type of a shape. Descriptions of the models become comments; everything may be null."""
    types = need("pyspark.sql.types", extra="spark")
    if isinstance(shape, Many):
        return types.ArrayType(spark_type(shape.item))
    if isinstance(shape, Scalar):
        kinds: dict[str, Callable[[], DataType]] = {
            "string": types.StringType,
            "integer": types.LongType,
            "number": types.DoubleType,
            "boolean": types.BooleanType,
            "date": types.DateType,
        }
        return kinds[shape.kind]()
    return types.StructType(
        [
            types.StructField(
                member.name,
                spark_type(member.shape),
                nullable=True,
                metadata={"comment": member.description} if member.description else {},
            )
            for member in shape.members
        ]
    )


def _result_shape(explain: bool) -> Struct:
    record = shape_of(ExplainedReport if explain else Report)
    return Struct((*record.members, Member("reject", shape_of(Reject), True, "why the report gave no record")))


def _selected(df: DataFrame, given: dict[str, str | Column]) -> DataFrame:
    """Return the columns that matter, as strings under our names."""
    functions, types = need("pyspark.sql.functions", extra="spark"), need("pyspark.sql.types", extra="spark")
    need("pyarrow", extra="spark")
    columns = [
        (functions.col(column) if isinstance(column, str) else column).alias(name) for name, column in given.items()
    ]
    found = df.select(*columns)
    if not isinstance(found.schema["text"].dataType, types.StringType):
        raise MalformedInput(
            f"the texts are of type {found.schema['text'].dataType.simpleString()}, not string. Name their column "
            "with text_col, or decode bytes first: pyspark.sql.functions.decode(column, 'UTF-8')."
        )
    if isinstance(found.schema[field].dataType if (field := "published") in given else None, types.TimestampType):
        found = found.withColumn("published", functions.to_date("published"))
    return found.select(*(functions.col(name).cast("string").alias(name) for name in given))


@cache
def _reader(settings: Settings) -> Callable[[Sequence[RawReport]], list[Any]]:
    """Return what reads reports, loaded once in each Python worker of Spark."""
    return settings.reader()


def _read(settings: Settings, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    reader = _reader(settings)
    for batch in batches:
        for start in range(0, batch.num_rows, _BATCH):
            yield from _arrow(_lines(reader, batch.slice(start, _BATCH).to_pylist()), settings.explain)


def _lines(reader: Callable[[Sequence[RawReport]], list[Any]], held: list[dict[str, Any]]) -> Iterator[str]:
    """Yield for each row the JSON of what becomes of it, in order."""
    answers = iter(reader([RawReport(**row) for row in held if row["text"] is not None]))
    for row in held:
        answer = next(answers) if row["text"] is not None else _without_text(row)
        yield '{"reject":' + answer.model_dump_json() + "}" if isinstance(answer, Reject) else answer.json


def _without_text(row: dict[str, Any]) -> Reject:
    id_, path = row.get("id"), row.get("path")
    return Reject(id=id_, path=path, error=EmptyInput.__name__, message=str(EmptyInput(path or id_ or "a row of null")))


def _arrow(lines: Iterable[str], explain: bool) -> Iterator[pa.RecordBatch]:
    """Yield JSON lines as Arrow batches of the result's schema."""
    pa, json = need("pyarrow", extra="spark"), need("pyarrow.json", extra="spark")
    shape = _result_shape(explain)
    # Arrow's reader of JSON takes no days, but Arrow's cast makes days of their texts.
    as_text = pa.schema(list(arrow_type(shape, dates_as_text=True)))
    data = "\n".join(lines).encode("utf-8")
    table = json.read_json(
        io.BytesIO(data),
        read_options=json.ReadOptions(use_threads=False, block_size=len(data) + 1),
        parse_options=json.ParseOptions(explicit_schema=as_text, unexpected_field_behavior="error"),
    )
    yield from table.cast(pa.schema(list(arrow_type(shape)))).combine_chunks().to_batches()
