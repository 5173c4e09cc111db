"""The site as ``./run`` serves it, with a class full of browsers that hold their connections open."""

import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BROWSERS, EACH = 50, 6  # a browser keeps up to six connections to a site


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    environment = os.environ | {"INSTANCE_DIR": str(tmp_path), "PORT": str(port), "DEMO": "1"}
    process = subprocess.Popen(
        [ROOT / "run"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
    )
    try:
        deadline = time.monotonic() + 90
        while not _answers(port):
            assert process.poll() is None, process.communicate()[0].decode()
            assert time.monotonic() < deadline, "the site did not come up"
            os.sched_yield()
        yield port
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    except OSError:
        return False


def ask(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/healthz")
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def test_nobody_waits_for_connections_that_others_hold_open(port: int) -> None:
    with ExitStack() as stack:
        for _ in range(BROWSERS * EACH):
            held = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)))
            assert ask(held) == 200
