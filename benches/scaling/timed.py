"""`timed.py LABEL COMMAND...` runs a command and prints `LABEL=nanoseconds cpu=nanoseconds peak=KiB`."""

import resource
import subprocess
import sys
import time

start = time.monotonic_ns()
subprocess.run(sys.argv[2:], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
wall = time.monotonic_ns() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{sys.argv[1]}={wall} cpu={int((used.ru_utime + used.ru_stime) * 1e9)} peak={used.ru_maxrss}")
