"""How quiet this machine is: how long it takes to write durably and to reckon, when nothing of ours runs."""

import os
import tempfile
import time
from collections.abc import Callable
from statistics import quantiles

WRITES, TURNS = 100, 40


def noise() -> str:
    """The middle and the slowest tenth of each, in milliseconds: where they are far apart, others are at work."""
    with tempfile.TemporaryFile() as file:

        def write() -> None:
            os.pwrite(file.fileno(), b"x" * 4096, 0)
            os.fsync(file.fileno())

        return f"fsync {_spread(write, WRITES)}, processor {_spread(_reckon, TURNS)}"


def _reckon() -> None:
    sum(range(200_000))


def _spread(work: Callable[[], None], times: int) -> str:
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    tenths = quantiles(took, n=10)
    return f"p50 {tenths[4]:.2f} ms p90 {tenths[8]:.2f} ms"
