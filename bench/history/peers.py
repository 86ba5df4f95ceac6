"""One peer of the backtest: loads the segments, then answers questions line by line until its input ends.

Called as `peers.py duckdb|polars|datafusion FILES`, FILES being a JSON array of paths. A question is
{"source": "memory" | "parquet", "routes": [[CONDITION]]}, its answer {"nanoseconds", "processor", "counts"}: how many rows
take each route, everything else last. In memory every peer has codes for texts, a Boolean for each list and scores as whole
numbers; from Parquet it reads what is there.
"""

import json
import os
import sys
import time

# Answers go out alone: libraries draw progress bars on the standard output.
ANSWERS = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
WHICH, FILES = sys.argv[1], json.loads(sys.argv[2])
LISTS = json.loads(sys.argv[3])
COUNTRIES = json.loads(sys.argv[4])
SCORES = ["document_similarity_score", "liveness_check_score"]
STEPS = 10_000


def coded():
    """The columns in memory, as each of them likes them best."""
    import polars as pl

    kept = ["age", *SCORES, "failed_verification_attempts", "country", "lists_then"]
    frames = []
    for file in FILES:
        frame = pl.read_parquet(file, columns=kept)
        frames.append(
            frame.select(
                pl.col("age").cast(pl.Int16),
                *[(pl.col(score) * STEPS).cast(pl.Int32) for score in SCORES],
                pl.col("failed_verification_attempts").cast(pl.Int32),
                pl.col("country").replace_strict(COUNTRIES, list(range(len(COUNTRIES))), return_dtype=pl.Int16),
                *[pl.col("lists_then").list.contains(own).alias(f"list_{place}") for place, own in enumerate(LISTS)],
            )
        )
    return pl.concat(frames, rechunk=True)


def decimal(steps):
    return f"{steps // STEPS}.{steps % STEPS:04}"


def bounds(condition, memory):
    low, high = condition["low"], condition["high"]
    if condition["column"] not in SCORES:
        return str(low // STEPS), str(high // STEPS)
    return (str(low), str(high)) if memory else (decimal(low), decimal(high))


def in_sql(condition, memory, contains):
    kind, column = condition["kind"], condition.get("column")
    if kind == "between":
        low, high = bounds(condition, memory)
        return f"{column} BETWEEN {low} AND {high}"
    if kind == "missing":
        return f"{column} IS NULL"
    if kind == "on":
        return f"list_{LISTS.index(condition['list'])}" if memory else f"{contains}(lists_then, '{condition['list']}')"
    codes = [str(COUNTRIES.index(code)) if memory else f"'{code}'" for code in condition["codes"]]
    return f"{column} IN ({', '.join(codes)})"


def sql(routes, memory, contains, source):
    arms = [
        f"WHEN {' AND '.join(in_sql(own, memory, contains) for own in route)} THEN {place}"
        for place, route in enumerate(routes)
    ]
    return (
        f"SELECT place, count(*) FROM (SELECT CASE {' '.join(arms)} ELSE {len(routes)} END AS place FROM {source}) "
        "AS taken GROUP BY place"
    )


class DuckDb:
    def __init__(self):
        import duckdb

        self.connection = duckdb.connect()
        self.connection.execute("SET threads = 1")
        self.connection.execute("SET enable_progress_bar = false")
        arrow = coded().to_arrow()
        self.connection.execute("CREATE TABLE inquiries AS SELECT * FROM arrow")
        del arrow

    def prepared(self, source, routes):
        memory = source == "memory"
        files = ", ".join(f"'{file}'" for file in FILES)
        text = sql(routes, memory, "list_contains", "inquiries" if memory else f"read_parquet([{files}])")
        return lambda: self.connection.execute(text).fetchall()


class DataFusion:
    def __init__(self):
        import pyarrow.dataset
        from datafusion import SessionConfig, SessionContext

        # Otherwise bounds are fractions, which decimals are turned into one by one.
        decimals = SessionConfig().set("datafusion.sql_parser.parse_float_as_decimal", "true")
        self.context = SessionContext(decimals.with_target_partitions(1))
        batches = coded().to_arrow().to_batches(max_chunksize=8192)
        self.context.register_record_batches("inquiries", [batches])
        for place, file in enumerate(FILES):
            self.context.register_parquet(f"file_{place}", file)

    def prepared(self, source, routes):
        memory = source == "memory"
        columns = f"age, {', '.join(SCORES)}, failed_verification_attempts, country, lists_then"
        parts = " UNION ALL ".join(f"SELECT {columns} FROM file_{place}" for place in range(len(FILES)))
        text = sql(routes, memory, "array_has", "inquiries" if memory else f"({parts}) AS files")

        def run():
            rows = []
            for batch in self.context.sql(text).collect():
                rows.extend(zip(batch.column(0).to_pylist(), batch.column(1).to_pylist()))
            return rows

        return run


class Polars:
    def __init__(self):
        self.frame = coded()

    def prepared(self, source, routes):
        import polars as pl

        memory = source == "memory"
        frame = self.frame.lazy() if memory else pl.scan_parquet(FILES)
        chain = pl
        for place, route in enumerate(routes):
            holds = self.condition(pl, route[0], memory)
            for own in route[1:]:
                holds = holds & self.condition(pl, own, memory)
            chain = chain.when(holds).then(pl.lit(place, pl.UInt16))
        query = frame.select(chain.otherwise(pl.lit(len(routes), pl.UInt16)).alias("place")).group_by("place").len()
        runs = [lambda engine=engine: query.collect(engine=engine).rows() for engine in ("in-memory", "streaming")]
        times = []
        for run in runs:
            begun = time.perf_counter()
            run()
            times.append(time.perf_counter() - begun)
        return runs[times.index(min(times))]

    @staticmethod
    def condition(pl, condition, memory):
        kind = condition["kind"]
        if kind == "on":
            own = condition["list"]
            return pl.col(f"list_{LISTS.index(own)}") if memory else pl.col("lists_then").list.contains(own)
        column = pl.col(condition["column"])
        if kind == "missing":
            return column.is_null()
        if kind == "any_of":
            return column.is_in([COUNTRIES.index(code) for code in condition["codes"]] if memory else condition["codes"])
        low, high = bounds(condition, memory)
        if "." in low:
            from decimal import Decimal

            low, high = (pl.lit(Decimal(bound), pl.Decimal(7, 4)) for bound in (low, high))
        else:
            low, high = int(low), int(high)
        return column.is_between(low, high)


def main():
    subject = {"duckdb": DuckDb, "polars": Polars, "datafusion": DataFusion}[WHICH]()
    print(json.dumps({"ready": True}), file=ANSWERS, flush=True)
    known = {}
    for line in sys.stdin:
        question = json.loads(line)
        key = line
        if key not in known:
            known[key] = subject.prepared(question["source"], question["routes"])
        begun, processor = time.perf_counter_ns(), time.process_time_ns()
        rows = known[key]()
        nanoseconds, processor = time.perf_counter_ns() - begun, time.process_time_ns() - processor
        counts = [0] * (len(question["routes"]) + 1)
        for place, count in rows:
            counts[place] = count
        print(json.dumps({"nanoseconds": nanoseconds, "processor": processor, "counts": counts}), file=ANSWERS, flush=True)


main()
