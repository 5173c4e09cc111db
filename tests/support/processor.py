"""Processor time: what others let the machine do counts as little as can be, and how fast it is not at all."""

from collections.abc import Callable
from time import thread_time

PLAIN_SECONDS = 0.0086
"""What ``_plain`` takes on the machine that the tests' limits were set on."""


def least_seconds(work: Callable[[], object], times: int = 3) -> float:
    """This thread's processor time for some work, at its best: what runs beside makes every other time longer."""
    took = []
    for _ in range(times):
        began = thread_time()
        work()
        took.append(thread_time() - began)
    return min(took)


def slowness() -> float:
    """How many times longer plain Python takes here and now than where limits were set; never less than once."""
    return max(1.0, least_seconds(_plain, 5) / PLAIN_SECONDS)


def _plain() -> int:
    return sum(number * number for number in range(200_000))
