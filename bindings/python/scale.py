"""Rows a second and processor seconds, Parquet file to Parquet file, on the whole notice: `scale.py [ROWS] [WAY …]`

Ways: pyarrow, threads, duckdb, polars, spark-local, spark-workers (all without naming any). Every way reads the same file of
invented enterprises with lists and sets, answers all items, and writes all answers. The rows are 10 000 different ones,
repeated. docs/scale.md has figures; `.ci/cluster` makes an environment in target/cluster that has pyspark.
"""

import os
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "tests"), str(HERE / "tests" / "cluster")]

import pyarrow as pa
import pyarrow.parquet as pq
from enterprises import ROOT

import huice
import huice.arrow

DISTINCT = 10_000
#: Rows of a row group, and so of a Spark task.
GROUP = 10_000
DAY = "2020-03-31"
NOTICE = ROOT / "policies" / "zhoucun-2020-8"
TICK = os.sysconf("SC_CLK_TCK")


def policy():
    return huice.Policy(NOTICE, as_of=DAY)


def firms(rows):
    """The file, made once."""
    path = Path(tempfile.gettempdir()) / f"huice-firms-{rows}-{huice.__version__}.parquet"
    if not path.exists():
        population = ROOT / "seeds" / "zhoucun-2020-8" / "population.toml"
        mine = policy()
        subjects = huice.subjects(huice.Program(NOTICE), population, size=min(rows, DISTINCT), seed=8)
        some = huice.arrow.table(mine, subjects)
        whole = pa.concat_tables([some] * -(-rows // some.num_rows)).slice(0, rows).combine_chunks()
        part = path.with_suffix(".part")
        pq.write_table(whole.append_column("row", pa.array(range(rows), pa.int64())), part, row_group_size=GROUP)
        part.rename(path)
    return path


def used(*roots):
    """Processor seconds so far of these processes and everything below them, ended children included."""
    children, times = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                words = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(words[1]), []).append(int(entry.name))
            times[int(entry.name)] = sum(map(int, words[11:15]))
    total, todo, seen = 0, list(roots), set()
    while todo:
        pid = todo.pop()
        if pid in seen:
            continue
        seen.add(pid)
        total += times.get(pid, 0)
        todo += children.get(pid, [])
    return total / TICK


def timed(name, rows, work, roots=()):
    roots = (os.getpid(), *roots)
    began, before = time.perf_counter(), used(*roots)
    work()
    seconds, processor = time.perf_counter() - began, used(*roots) - before
    print(f"| {name} | {rows:,} | {seconds:.1f} | {rows / seconds:,.0f} | {processor:.1f} | {processor / rows * 1e6:.0f} |", flush=True)


def single(path, rows, out, threads):
    mine = policy()

    def work():
        answers = pa.table(mine.evaluate(pq.read_table(path), keep=["row"], threads=threads))
        pq.write_table(answers, out / f"pyarrow-{threads}.parquet")

    timed(f"one process, {threads} thread{'s' * (threads > 1)}", rows, work)


def with_duckdb(path, rows, out):
    import duckdb

    # A connection streams one result at a time: one reads, the other writes.
    mine, source, sink = policy(), duckdb.connect(), duckdb.connect()

    def work():
        answers = mine.stream(source.sql(f"from '{path}'"), keep=["row"])
        sink.register("answers", answers)
        sink.sql(f"copy answers to '{out / 'duckdb.parquet'}' (format parquet)")

    timed("DuckDB", rows, work)


def with_polars(path, rows, out):
    import polars as pl

    mine = policy()
    timed("Polars", rows, lambda: pl.DataFrame(mine.evaluate(pl.read_parquet(path), keep=["row"], threads=0)).write_parquet(out / "polars.parquet"))


def with_spark(name, master, path, rows, out, settings, roots=()):
    import huice.spark
    from pyspark.sql import SparkSession

    began = time.perf_counter()
    common = {
        "spark.ui.enabled": "false", "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        "spark.sql.files.maxPartitionBytes": "1m", "spark.sql.files.openCostInBytes": "0", "spark.log.level": "ERROR",
        "spark.sql.parquet.compression.codec": "snappy",
    }
    spark = SparkSession.builder.master(master).appName("huice").config(map={**common, **settings}).getOrCreate()
    try:
        mine = policy()
        rows_of = spark.read.parquet(str(path))
        first = huice.spark.apply(rows_of.limit(1), mine, ["row"]).count()
        print(f"{name}: {time.perf_counter() - began:.1f} s to the first answer ({first} row)", file=sys.stderr, flush=True)
        answers = huice.spark.apply(rows_of, mine, ["row"]).write.mode("overwrite")
        timed(name, rows, lambda: answers.parquet(str(out / name.replace(" ", "-").replace(",", ""))), roots)
    finally:
        spark.stop()


def main():
    words = sys.argv[1:]
    rows = int(words.pop(0)) if words and words[0].isdigit() else 200_000
    ways = words or ["pyarrow", "threads", "duckdb", "polars", "spark-local", "spark-workers"]
    path = firms(rows)
    columns = pq.read_schema(path)
    print(f"{rows:,} rows, {len(columns)} columns, {path.stat().st_size / rows:.0f} bytes a row in the file; {len(policy().items)} items; {os.cpu_count()} processors; load {os.getloadavg()[0]:.1f}")
    print("| way | rows | seconds | rows/s | processor seconds | µs of processor a row |\n| --- | --- | --- | --- | --- | --- |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        if "pyarrow" in ways:
            single(path, rows, out, 1)
        if "threads" in ways:
            single(path, rows, out, os.cpu_count() or 1)
        if "duckdb" in ways:
            with_duckdb(path, rows, out)
        if "polars" in ways:
            with_polars(path, rows, out)
        if "spark-local" in ways:
            with_spark(f"Spark, local[{os.cpu_count()}]", f"local[{os.cpu_count()}]", path, rows, out, {"spark.driver.memory": "2g"})
        if "spark-workers" in ways:
            from loopback import Cluster

            with Cluster(out / "cluster", package=True) as cluster:
                settings = {"spark.executor.memory": "1g", "spark.executor.cores": "1"}
                roots = [process.pid for process in cluster.started]
                with_spark("Spark, two workers", cluster.master, path, rows, out, settings, roots)


if __name__ == "__main__":
    main()
