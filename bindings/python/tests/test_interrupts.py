"""Ctrl-C ends calls that take long, soon and as an exception, and what comes after works."""

import contextlib
import os
import signal
import threading
import time

import pyarrow as pa
import pytest
from enterprises import DAY, ROOT

import huice
import huice.arrow

POPULATION = ROOT / "seeds" / "zhoucun-2020-8" / "population.toml"
# Seconds, on a busy machine; the calls here would take many times as long.
WITHIN = 5.0


@contextlib.contextmanager
def interrupted(after):
    """What stands inside is interrupted after so many seconds."""
    sent = []

    def interrupt():
        sent.append(time.perf_counter())
        os.kill(os.getpid(), signal.SIGINT)

    timer = threading.Timer(after, interrupt)
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            yield
            assert sent, "the call was over before it was interrupted"
        late = time.perf_counter() - sent[0]
    finally:
        timer.cancel()
    assert late < WITHIN, f"{late:.1f} s after the interrupt"


@pytest.mark.parametrize("threads", [1, 2])
def test_a_table(notice, threads):
    policy = huice.Policy(notice, as_of=DAY)
    table = huice.arrow.table(policy, huice.subjects(notice, POPULATION, size=2_000, seed=7))
    large = pa.concat_tables([table] * 100).combine_chunks()
    with interrupted(after=0.2):
        policy.evaluate(large, threads=threads)
    assert pa.table(policy.evaluate(large.slice(0, 10), threads=threads)).num_rows == 10


@pytest.mark.parametrize("threads", [1, 2])
def test_a_simulation(notice, threads):
    policy = huice.Policy(notice, as_of=DAY)
    with interrupted(after=0.2):
        huice.simulate(policy, POPULATION, size=10_000_000, against=huice.Policy(notice, as_of="2020-12-31"), threads=threads)
    assert huice.simulate(policy, POPULATION, size=10)["size"] == 10


def test_subjects(notice):
    with interrupted(after=0.2):
        huice.subjects(notice, POPULATION, size=1_000_000)
