"""`timed.py LABEL COMMAND...` runs a command and prints `LABEL=nanoseconds cpu=nanoseconds command_peak=KiB`."""

import os
import subprocess
import sys
import time

start = time.monotonic_ns()
command = subprocess.Popen(sys.argv[2:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
# The resources of this child alone.
_, status, used = os.wait4(command.pid, 0)
wall = time.monotonic_ns() - start
if status:
    sys.exit(f"{sys.argv[2]} failed")
print(f"{sys.argv[1]}={wall} cpu={int((used.ru_utime + used.ru_stime) * 1e9)} command_peak={used.ru_maxrss}")
