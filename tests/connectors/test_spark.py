"""Apache Spark: the schema, the mapping, and a real cluster of processes of which one is killed."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from fangkong import Extractor
from fangkong.connectors import spark
from fangkong.pipeline.batch import Settings
from fangkong.pipeline.errors import BackendError
from fangkong.schemas.record import ExplainedReport, Reject, Report

from .samples import DEV, RARE

pa = pytest.importorskip("pyarrow")
ROOT = Path(__file__).parents[2]

needs_pyspark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: make test-full installs it"
)
needs_java = pytest.mark.skipif(
    shutil.which("java") is None and "JAVA_HOME" not in os.environ,
    reason="Java is not installed: make test-full installs it",
)


# The schema, against what pydantic itself publishes.


def described(model):
    """Return {path: JSON Schema type} of every field of a model, from its JSON Schema."""
    schema = model.model_json_schema(mode="serialization")

    def walk(node, path):
        node = schema["$defs"][node["$ref"].rsplit("/", 1)[1]] if "$ref" in node else node
        if "anyOf" in node:
            (node,) = (one for one in node["anyOf"] if one.get("type") != "null")
            return walk(node, path)
        if node["type"] == "object":
            return {k: v for name, one in node["properties"].items() for k, v in walk(one, (*path, name)).items()}
        if node["type"] == "array":
            return walk(node["items"], (*path, "[]"))
        return {path: node.get("format", node["type"])}

    return walk(schema, ())


def spark_described(kind, path=()):
    """Return {path: simple name} of every field of a Spark type."""
    from pyspark.sql import types

    if isinstance(kind, types.StructType):
        return {k: v for one in kind for k, v in spark_described(one.dataType, (*path, one.name)).items()}
    if isinstance(kind, types.ArrayType):
        return spark_described(kind.elementType, (*path, "[]"))
    return {path: kind.simpleString()}


@needs_pyspark
@pytest.mark.parametrize("model", [Report, ExplainedReport, Reject])
def test_every_field_of_a_model_has_its_spark_type(model):
    names = {"string": "string", "integer": "bigint", "number": "double", "date": "date"}

    found = spark_described(spark.spark_type(spark.shape_of(model)))

    expected = {path: names[kind] for path, kind in described(model).items()}
    assert found == expected
    assert list(found) == list(expected)
    assert model is Reject or len(found) > 40


@needs_pyspark
def test_fields_carry_what_the_models_say_of_them():
    schema = spark.result_schema()

    assert schema["dates"].dataType.elementType["value"].metadata == {"comment": "EDTF, ISO 8601-2:2019"}
    assert schema["reject"].dataType["message"].metadata["comment"].startswith("where, what")
    assert all(field.nullable for field in schema)


# The mapping, without Spark.


def mapped(rows, **options):
    batches = [pa.RecordBatch.from_pylist(rows[:20]), pa.RecordBatch.from_pylist(rows[20:])] if rows[20:] else rows
    batches = batches if batches is not rows else [pa.RecordBatch.from_pylist(rows)]
    given = Settings(ner="none", measures="rules", **options)
    return [row for batch in spark._read(given, batches) for row in batch.to_pylist()]


def test_each_row_becomes_a_record_or_a_reject():
    rows = [
        {"text": f"3月{n + 1}日，我校20{n}名学生返校。", "id": f"r{n}", "published": "2022-03-30"} for n in range(25)
    ]
    rows[3]["text"], rows[4]["text"], rows[22]["published"] = None, " ", "gestern"

    found = mapped(rows)

    assert [(row["reject"] or row)["id"] for row in found] == [f"r{n}" for n in range(25)]
    rejects = {row["reject"]["id"]: row["reject"]["error"] for row in found if row["reject"]}
    assert rejects == {"r3": "EmptyInput", "r4": "EmptyInput", "r22": "MalformedInput"}
    assert all(value is None for key, value in found[3].items() if key != "reject")
    read = Extractor(ner="none", measures="rules").pipe(rows[:3])
    assert [Report.model_validate({k: v for k, v in row.items() if k != "reject"}) for row in found[:3]] == list(read)


def test_rules_and_models_are_loaded_once_in_a_process():
    spark._reader.cache_clear()

    for _ in range(3):
        mapped([{"text": "3月1日开学。"}], max_chars=77)

    assert spark._reader.cache_info().misses == 1


def test_reasons_come_along_when_asked_for():
    (row,) = mapped([{"text": "2022年3月1日开学。"}], explain=True)

    assert row["explain"][0]["field"] == "dates"


def test_everything_a_record_may_hold_gets_into_arrow():
    (batch,) = spark._arrow([RARE.model_dump_json()], True)

    (row,) = batch.to_pylist()
    assert ExplainedReport.model_validate({k: v for k, v in row.items() if k != "reject"}) == RARE


def test_missing_pyspark_is_named_with_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)

    with pytest.raises(BackendError, match=r"pyspark is not installed.*fangkong\[spark\]"):
        spark.result_schema()


# A real Spark.


def environment():
    # Java's short way: a job of a minute does not earn back what its best compiler costs (37 s of processor, not 65).
    java = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
    return {
        **os.environ,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "JAVA_TOOL_OPTIONS": java,
    }


COLUMNS = """
import datetime as dt, json
from pyspark.sql import SparkSession, functions as F
from fangkong.connectors.spark import extract, outcome_of
from fangkong.pipeline.errors import MalformedInput

spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
days = dt.date(2022, 3, 5), dt.datetime(2021, 3, 5, 23, 59)
rows = [(7, "3月1日开学。", *days, "https://a.cn/1"), (8, None, None, None, None)]
df = spark.createDataFrame(rows, "nr long, page string, day date, at timestamp, address string")
told = {}
options = dict(id_col="nr", url_col="address", path_col=F.concat(F.lit("p"), "nr"), ner="none", measures="rules")
for name in ("day", "at"):
    outcomes = [outcome_of(row) for row in extract(df, "page", published_col=name, **options).collect()]
    told[name] = [json.loads(one.model_dump_json()) for one in outcomes]
plain = extract(df, F.col("page"), ner="none", explain=True)
told["plain"] = [json.loads(outcome_of(row).model_dump_json()) for row in plain.collect()]
names = "id string, text string, url string, day string"
pages = spark.createDataFrame([("a", "3月1日300名学生返校。", None, "2022-03-05")], names)
exec(PAGE)
told["page"] = [outcome_of(row).id for row in records.collect()]
try:
    extract(df, "nr")
except MalformedInput as error:
    told["error"] = str(error)
spark.stop()
print("TOLD", json.dumps(told))
"""


@needs_pyspark
@needs_java
def test_columns_of_a_data_frame():
    (page,) = re.findall(r"^```py\n(.*?)^```$", (ROOT / "docs/connectors.md").read_text(encoding="utf-8"), re.S | re.M)

    done = subprocess.run(
        [sys.executable, "-c", f"PAGE = {page!r}\n{COLUMNS}"],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=600,
        cwd="/",
    )

    assert done.returncode == 0, done.stderr[-3000:]
    told = json.loads(done.stdout.split("TOLD", 1)[1])
    record, reject = told["day"]
    assert (record["id"], record["source"]["url"], record["source"]["path"]) == ("7", "https://a.cn/1", "p7")
    assert record["published"]["value"] == "2022-03-05"
    assert told["at"][0]["published"]["value"] == "2021-03-05"
    assert record["dates"][0]["start"] == "2022-03-01"
    assert (reject["id"], reject["path"], reject["error"]) == ("8", "p8", "EmptyInput")
    assert told["plain"][0]["id"] == told["plain"][0]["source"]["sha256"][:12]
    assert told["plain"][0]["explain"]
    assert told["page"] == ["a"]
    assert "[student]" in done.stdout
    assert told["error"].startswith("the texts are of type bigint, not string")


PARTITIONS = 12


@needs_pyspark
@needs_java
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the executors through /proc")
def test_killed_executor_costs_nothing(tmp_path):
    texts = [path.read_text(encoding="utf-8") for path in sorted(DEV.glob("*.txt"))]
    reports = [
        {
            "id": f"r{n}",
            "text": "" if n % 17 == 5 else texts[n % len(texts)],
            "url": "http://a.cn/2022/03/t20220301_1.html" if n % 3 == 0 else None,
            "published": "2022-03-05" if n % 4 == 0 else "neulich" if n % 19 == 7 else None,
        }
        for n in range(40)
    ]
    source, target, log = tmp_path / "reports.jsonl", tmp_path / "records.parquet", tmp_path / "log"
    source.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in reports), encoding="utf-8")
    example = [sys.executable, str(ROOT / "examples/spark_extract.py"), str(source), str(target)]
    cluster = ["--master", "local-cluster[2,1,1024]", "--partitions", str(PARTITIONS)]

    with (
        log.open("w") as told,
        subprocess.Popen([*example, *cluster], env=environment(), stdout=told, stderr=told, cwd="/") as run,
    ):
        wait_for(lambda: run.poll() is not None or committed(target))
        executors = executors_under(run.pid)
        finished = committed(target)
        os.kill(executors[0], signal.SIGKILL)
        assert run.wait(timeout=600) == 0, log.read_text()[-3000:]

    assert len(executors) == 2
    assert 1 <= finished < PARTITIONS
    assert "Lost executor" in log.read_text()
    rows = [row for part in target.glob("*.parquet") for row in parquet_rows(part)]
    found = sorted((line_of(row) for row in rows), key=lambda line: line[0])
    alone = [(outcome.id, outcome.model_dump_json()) for outcome in Extractor().pipe(reports)]
    assert found == sorted(alone, key=lambda line: line[0])
    rejects = sum(row["reject"] is not None for row in rows)
    assert f"{len(reports) - rejects} records, {rejects} rejects in" in log.read_text()


def parquet_rows(part):
    from pyarrow import parquet

    return parquet.ParquetFile(part).read().to_pylist()


def line_of(row):
    record = {key: value for key, value in row.items() if key != "reject"}
    outcome = Reject.model_validate(row["reject"]) if row["reject"] else Report.model_validate(record)
    return outcome.id, outcome.model_dump_json()


def wait_for(something, seconds=600):
    end = time.monotonic() + seconds
    while not something():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)


def committed(target):
    """Return how many tasks of the write are done; their files wait for the others under _temporary."""
    return len(list(target.glob("_temporary/0/task_*")))


def executors_under(pid):
    """Return the executors' processes among those that a process started."""
    parents, executors = {}, []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if b"CoarseGrainedExecutorBackend" in (folder / "cmdline").read_bytes():
                executors.append(int(folder.name))
        except OSError:
            continue  # it has ended meanwhile
    return [one for one in executors if _descends(one, pid, parents)]


def _descends(one, pid, parents):
    while one in parents:
        if one == pid:
            return True
        one = parents[one]
    return False
