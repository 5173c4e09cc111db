"""The site as a server of its own, in another process."""

import os
import select
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO

import pytest

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def started(
    command: Sequence[str | Path], environment: Mapping[str, str], output: IO[bytes] | int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """What a command starts, and all that this starts; none of it is left afterwards."""
    process = subprocess.Popen(command, cwd=ROOT, env=environment, start_new_session=True, stdout=output, stderr=output)
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


@contextmanager
def served(
    command: Sequence[str | Path], port: int, environment: Mapping[str, str], output: IO[bytes] | int | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """What a command starts, once it answers on a port."""
    with started(command, environment, output) as process:
        until(process, lambda: _answers(port))
        yield process


def until(process: subprocess.Popen[bytes], ready: Callable[[], bool], every: float = 0.1) -> None:
    """Wait for something to become true of a process that goes on running; look ``every`` so many seconds."""
    deadline = time.monotonic() + 90
    while not ready():
        assert time.monotonic() < deadline, "the server did not come up"
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"the server ended: {process.wait(every)}")


def until_ended(pids: Iterable[int], within: float = 20) -> None:
    """Wait for processes that are no children of ours to end. Only Linux tells when they do."""
    for pid in pids:
        with suppress(ProcessLookupError), ExitStack() as stack:
            process = os.pidfd_open(pid)
            stack.callback(os.close, process)
            ended, _, _ = select.select([process], [], [], within)
            assert ended, "a worker outlives its server"


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False
