"""Coroutines in tests, wherever the browser's own loop runs already."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

Result = TypeVar("Result")


def in_a_loop_of_its_own(coroutine: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine in a thread: a worker that has had a journey keeps the browser's loop in its main one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
