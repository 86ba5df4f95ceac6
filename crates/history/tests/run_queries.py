"""Runs queries in DuckDB: a JSON array of them comes in, an array of their rows goes out."""

import json
import sys

import duckdb

database = duckdb.connect()
database.execute("SET TimeZone = 'UTC'")
rows = [database.execute(query).fetchall() for query in json.load(sys.stdin)]
json.dump(rows, sys.stdout)
