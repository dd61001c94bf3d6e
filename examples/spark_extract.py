"""Reads JSON lines of reports with Apache Spark; writes their records as Parquet.

pip install 'fangkong[spark]'      # and Java 17 or 21
python examples/spark_extract.py reports.jsonl records.parquet
"""

from __future__ import annotations

import argparse
import os
import sys

from pyspark.sql import SparkSession

from fangkong.connectors.spark import extract

os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # workers on this machine use this Python

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("reports", help="JSON lines: text, and if known id, url, published")
parser.add_argument("records", help="folder for the Parquet files; replaced if it is there")
parser.add_argument("--master", default="local[*]", help="where Spark runs: local[*], spark://…, yarn, k8s://…")
parser.add_argument("--partitions", type=int, default=16, help="pieces of work; a few for each core")
parser.add_argument("--ner", choices=["light", "lac", "spacy", "none"], default="light")
told = parser.parse_args()

spark = SparkSession.builder.master(told.master).appName("fangkong").getOrCreate()
reports = spark.read.schema("id string, url string, published string, text string").json(told.reports)
records = extract(
    reports.repartition(told.partitions), id_col="id", url_col="url", published_col="published", ner=told.ner
)
records.write.mode("overwrite").parquet(told.records)

rows, rejects = spark.read.parquet(told.records).selectExpr("count(*)", "count(reject)").first()
print(f"{rows - rejects} records, {rejects} rejects in {told.records}")
spark.stop()
