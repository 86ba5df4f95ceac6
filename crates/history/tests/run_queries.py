"""Runs queries in DuckDB or Spark: a JSON array of them comes in, an array of their rows goes out."""

import datetime
import decimal
import json
import os
import sys


def in_duckdb(queries):
    import duckdb

    database = duckdb.connect()
    database.execute("SET TimeZone = 'UTC'")
    return [database.execute(query).fetchall() for query in queries]


def in_spark(queries):
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    from pyspark.sql import SparkSession

    # One session for all: it takes seconds to start.
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.memory", "600m")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.log.level", "ERROR")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.ui.showConsoleProgress", "false")
        # Each query runs once over little: compiling it takes longer than interpreting it.
        .config("spark.sql.codegen.wholeStage", "false")
        .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
        .config("spark.sql.catalogImplementation", "in-memory")
        .getOrCreate()
    )
    rows = [[tuple(row) for row in session.sql(query).collect()] for query in queries]
    session.stop()
    return rows


def text(value):
    """Numbers, texts and null stay as they are; decimals and moments are written alike whoever computed them."""
    if isinstance(value, decimal.Decimal):
        return float(value)
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    raise TypeError(type(value))


engines = {"duckdb": in_duckdb, "spark": in_spark}
# What an engine prints does not get between the rows.
out = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
json.dump(engines[sys.argv[1]](json.load(sys.stdin)), out, default=text)
