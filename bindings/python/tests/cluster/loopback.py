"""A Spark cluster of one master and two workers on the loopback, from the files that pyspark brings; ended by process ids."""

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pyspark

SPARK = Path(pyspark.__file__).parent
#: Seconds after which nothing is waited for any more.
PATIENCE = 240


def wait(what, found, patience=PATIENCE, every=0.05):
    """Until `found` gives something."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        value = found()
        if value:
            return value
        time.sleep(every)
    raise SystemExit(f"waited {patience} s in vain: {what}")


class Cluster:
    """One master and two workers on the loopback; ended by their process ids."""

    def __init__(self, folder, package=False):
        """With `package`, workers find the package where this process does; else the job must bring it."""
        self.folder, self.started = folder, []
        folder.mkdir(parents=True)
        self.env = {name: value for name, value in os.environ.items() if package or name != "PYTHONPATH"}
        self.env |= {
            "SPARK_HOME": str(SPARK), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1",
            "PYSPARK_PYTHON": sys.executable, "SPARK_DAEMON_MEMORY": "256m",
        }

    def __enter__(self):
        master = ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        self.start("master", *master)
        address = re.compile(r"Starting Spark master at (spark://\S+)")
        self.master = wait("the master", lambda: address.search(self.log("master"))).group(1)
        for name in ("worker-1", "worker-2"):
            self.start(
                name, "org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--webui-port", "0",
                "--cores", "1", "--memory", "1g", "--work-dir", str(self.folder / name), self.master,
            )
        for name in ("worker-1", "worker-2"):
            wait(name, lambda: "Successfully registered with master" in self.log(name))
        return self

    def start(self, name, *words):
        with (self.folder / f"{name}.log").open("w") as log:
            command = [str(SPARK / "bin" / "spark-class"), *words]
            self.started.append(subprocess.Popen(command, env=self.env, stdout=log, stderr=subprocess.STDOUT))

    def log(self, name):
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def executors(self):
        """Process ids of the executors that our workers started."""
        workers = {process.pid for process in self.started[1:]}
        found = []
        for entry in Path("/proc").iterdir():
            try:
                words = (entry / "cmdline").read_bytes().split(b"\0") if entry.name.isdigit() else []
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1]) if words else 0
            except (OSError, ValueError):
                continue
            if parent in workers and b"org.apache.spark.executor.CoarseGrainedExecutorBackend" in words:
                found.append(int(entry.name))
        return sorted(found)

    def __exit__(self, *_):
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
