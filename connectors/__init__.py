"""Doors to other tools: tables for Arrow, pandas, polars, Parquet and CSV, and a cluster through Apache Spark.

Each module needs the extra of its name (`pip install 'fangkong[pandas]'`); importing it loads nothing of that tool.
"""
