"""Two proofs that a loss changes nothing, on this machine alone: `lose.py HUICE WHEEL FOLDER`

1. A Spark cluster of one master and two workers answers 200 000 enterprises; once two tasks have left their files, an executor
   is killed. The driver must end well, its log must show the loss, and the sorted answers must be those of one process.
2. A shard of `huice batch` is killed while it writes. Nothing may lie under its name, and run again with `--resume` it must
   give the same bytes, while the shard that was done is left alone.

Needs pyspark and pyarrow, Java 17, and huice on PYTHONPATH; `.ci/cluster` sees to that.
"""

import csv
import hashlib
import os
import re
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
from enterprises import DAY, ROOT, ROWS, enterprises
from loopback import PATIENCE, SPARK, Cluster, wait

import huice
import huice.spark

HUICE, WHEEL, FOLDER = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
HERE = Path(__file__).resolve().parent
PACK = ROOT / "benches" / "pack"
#: Seconds that every task waits.
SLOW = "1.5"


def told(words):
    print(f"[{time.monotonic() - BEGAN:5.1f} s] {words}", flush=True)


def executor_lost(wanted):
    given, answers = FOLDER / "rows.parquet", FOLDER / "answers"
    with Cluster(FOLDER / "spark") as cluster:
        told(f"cluster at {cluster.master}")
        command = [sys.executable, str(HERE / "job.py"), cluster.master, str(given), str(answers), str(WHEEL), SLOW]
        env = os.environ | {"SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
        with (FOLDER / "driver.log").open("w") as log:
            driver = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT)

        def log():
            return (FOLDER / "driver.log").read_text(errors="replace")

        def tasks():
            if driver.poll() is not None:
                raise SystemExit(f"the driver ended too early ({driver.returncode}):\n{log()[-6000:]}")
            return sorted(answers.glob("_temporary/*/task_*/part-*.parquet"))

        try:
            wait("two task files", lambda: len(tasks()) >= 2)
            lost = wait("two executors", lambda: (found := cluster.executors())[1:] and found)[0]
            done = len(tasks())
            os.kill(lost, signal.SIGKILL)
            told(f"{done} task files; executor with process id {lost} killed")
            code = driver.wait(PATIENCE)
        finally:
            if driver.poll() is None:
                driver.kill()
        told(f"the driver ended with {code}")
        assert code == 0, log()[-6000:]
        loss = re.search(r".*Lost executor \d+.*", log())
        assert loss, "the log shows no loss of an executor"
        told(loss.group(0).strip()[:160])
        used = re.search(r"^workers use (.*)$", log(), re.MULTILINE).group(1)
        assert all(huice.spark.FOLDER in word for word in used.split()), used
        # Tasks that were running when their executor died ran again.
        assert done < 24 and (answers / "_SUCCESS").exists() and not (answers / "_temporary").exists()
    found = pq.read_table(answers)
    assert found.num_rows == ROWS, f"{found.num_rows} rows"
    assert found.sort_by("row").cast(wanted.schema).combine_chunks().equals(wanted), "the answers differ"
    told(f"{found.num_rows} rows, the same as in one process, row for row")


def batch(out, shard=None, **kw):
    command = [HUICE, "batch", str(PACK), str(FOLDER / "rows.csv"), "-o", str(out), "--key", "firm", "--as-of", str(DAY), "--threads", "1"]
    command += ["--mapping", str(FOLDER / "mapping.toml")]
    return subprocess.Popen([*command, *(["--shard", shard, "--resume"] if shard else [])], stdout=subprocess.DEVNULL, **kw)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def shard_lost(wanted):
    calm, killed = FOLDER / "calm", FOLDER / "killed"
    calm.mkdir()
    killed.mkdir()
    assert batch(calm / "out.csv").wait() == 0 and batch(killed / "out.csv", "1/2").wait() == 0
    with (calm / "out.csv").open(encoding="utf-8", newline="") as lines:
        for row, line in zip(wanted.to_pylist(), csv.DictReader(lines), strict=True):
            assert line["firm"] == str(row["row"])
            for item in ITEMS:
                yuan = Decimal(line[f"{item}.yuan"]) if line[f"{item}.yuan"] else None
                assert (line[f"{item}.status"], yuan) == (row[f"{item}_status"], row[f"{item}_yuan"]), (row["row"], item)
    told(f"huice batch: {ROWS} rows, the same as in one process from Python, row for row")
    first = {path.name: (digest(path), path.stat().st_mtime_ns) for path in killed.iterdir()}
    shard = batch(killed / "out.csv", "2/2")
    partial = wait("a part of shard 2", lambda: [p for p in killed.glob(".*huice-partial") if p.stat().st_size > 1_000_000])
    os.kill(shard.pid, signal.SIGKILL)
    assert shard.wait() == -signal.SIGKILL
    told(f"shard 2 of 2 killed with {partial[0].stat().st_size:,} bytes written")
    assert {path.name for path in killed.iterdir() if not path.name.startswith(".")} == set(first), "something lies under its name"
    assert batch(killed / "out.csv", "2/2").wait() == 0 and batch(killed / "out.csv", "1/2").wait() == 0
    assert all((digest(killed / name), (killed / name).stat().st_mtime_ns) == was for name, was in first.items()), "shard 1 was touched"
    assert not list(killed.glob(".*huice-partial")), "something was left behind"
    whole = (killed / "out.1-of-2.csv").read_bytes() + (killed / "out.2-of-2.csv").read_bytes().split(b"\n", 1)[1]
    again = FOLDER / "again"
    again.mkdir()
    assert batch(again / "out.csv", "2/2").wait() == 0
    assert digest(again / "out.2-of-2.csv") == digest(killed / "out.2-of-2.csv"), "other bytes than undisturbed"
    assert hashlib.sha256(whole).hexdigest() == digest(calm / "out.csv"), "the shards are not the whole"
    told("run again: the same bytes; both shards together are the whole")


def main():
    FOLDER.mkdir(parents=True)
    rows = enterprises(ROWS)
    pq.write_table(rows, FOLDER / "rows.parquet")
    names = ["firm" if name == "row" else name for name in rows.column_names]
    pa.csv.write_csv(rows.rename_columns(names), FOLDER / "rows.csv")
    (FOLDER / "mapping.toml").write_text('key = "firm"\n[constants]\nsubject_type = "enterprise"\n', encoding="utf-8")
    policy = huice.Policy(PACK, as_of=DAY, constants={"subject_type": "enterprise"})
    wanted = pa.table(policy.evaluate(rows, keep=["row"])).combine_chunks()
    told(f"{ROWS} enterprises answered by one process")
    ITEMS.extend(policy.items)
    shard_lost(wanted)
    executor_lost(wanted)


ITEMS: list[str] = []
BEGAN = time.monotonic()
if __name__ == "__main__":
    main()
