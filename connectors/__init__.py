"""Doors to other tools: tables for Arrow, pandas, polars, Parquet and CSV, and a cluster through Apache Spark.

Arrow, pandas, polars and Spark are extras (`pip install 'fangkong[pandas]'`); importing their doors loads none of them.
"""
