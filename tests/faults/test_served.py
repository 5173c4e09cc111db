"""The site as ``./run`` serves it: a class full of browsers that hold their connections open, and its end."""

import http.client
import os
import signal
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.served import ROOT, free_port, served, started, until

BROWSERS, EACH = 50, 6  # a browser keeps up to six connections to a site


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def environment(port: int, tmp_path: Path) -> dict[str, str]:
    given = {"INSTANCE_DIR": str(tmp_path), "PORT": str(port), "DEMO": "0", "SECRET_KEY": "a key for tests only"}
    return os.environ | given


def ask(connection: http.client.HTTPConnection) -> int:
    connection.request("GET", "/healthz")
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def test_nobody_waits_for_connections_that_others_hold_open(port: int, environment: dict[str, str]) -> None:
    with served([ROOT / "run"], port, environment), ExitStack() as stack:
        for _ in range(BROWSERS * EACH):
            held = stack.enter_context(closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)))
            assert ask(held) == 200


def workers(server: int) -> int:
    about = Path("/proc", str(server))
    children = about / "task" / str(server) / "children"
    return len(children.read_text().split()) if b"granian" in (about / "cmdline").read_bytes() else 0


@pytest.mark.skipif(not Path("/proc").exists(), reason="the system does not list the children of a process")
def test_told_to_stop_while_its_workers_start_it_stops(environment: dict[str, str]) -> None:
    """A worker that still reads the files forgets the signal; the server must not wait for it for ever."""
    with started([ROOT / "run"], environment) as process:
        until(process, lambda: workers(process.pid) == (os.cpu_count() or 1))
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(30) is not None
