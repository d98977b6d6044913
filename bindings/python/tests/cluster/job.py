"""The job that loses an executor: answers of the enterprises, slowly. `job.py MASTER ROWS.parquet ANSWERS WHEEL SECONDS`

Started by `lose.py`. The workers have no huice but the archive of the wheel.
"""

import sys
import tempfile
import time

from enterprises import DAY, ROOT
from pyspark.sql import SparkSession

import huice
import huice.spark

MASTER, ROWS, ANSWERS, WHEEL, SECONDS = sys.argv[1:]
PARTS = 24


def slowly(batches):
    time.sleep(float(SECONDS))
    yield from batches


def where(batches):
    import pyarrow as pa

    for _ in batches:
        pass
    import huice

    yield pa.record_batch({"file": [huice.__file__]})


def main():
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            **huice.spark.archive(WHEEL, folder),
            "spark.ui.enabled": "false",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.memory": "512m",
            "spark.executor.memory": "512m",
            "spark.executor.cores": "1",
            "spark.sql.files.openCostInBytes": "0",
        }
        spark = SparkSession.builder.master(MASTER).appName("huice").config(map=settings).getOrCreate()
        policy = huice.Policy(ROOT / "benches" / "pack", as_of=DAY, constants={"subject_type": "enterprise"})
        rows = spark.read.parquet(ROWS).repartition(PARTS)
        # The same tasks wait, answer and write: what one has not finished when it dies is to leave no trace.
        huice.spark.apply(rows.mapInArrow(slowly, rows.schema), policy, ["row"]).write.parquet(ANSWERS)
        first = huice.spark.apply(spark.read.parquet(ROWS).limit(1), policy, ["row"]).select("row")
        files = [row.file for row in first.mapInArrow(where, "file string").collect()]
        print("workers use", *sorted(set(files)))
        spark.stop()


if __name__ == "__main__":
    main()
