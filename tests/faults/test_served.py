"""The site as ``./run`` serves it: crowds of connections, slow senders, processes that die, and its end."""

import asyncio
import http.client
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, closing, suppress
from pathlib import Path

import pytest

from revision_app.serving import reading
from tests.support.loops import in_a_loop_of_its_own
from tests.support.served import ROOT, free_port, served, started, until, until_ended

BROWSERS, EACH = 50, 6  # a browser keeps up to six connections to a site
WORKERS = (os.cpu_count() or 1) + 1  # with the process that does jobs
SLOW = 40  # connections that send a header and two bytes of a body: ten times the threads of a worker

linux = pytest.mark.skipif(not Path("/proc").exists(), reason="the system does not list the children of a process")


@pytest.fixture
def port() -> int:
    return free_port()


def settings(port: int, instance: Path) -> dict[str, str]:
    given = {"INSTANCE_DIR": str(instance), "PORT": str(port), "DEMO": "0", "SECRET_KEY": "a key for tests only"}
    return os.environ | given


@pytest.fixture
def environment(port: int, tmp_path: Path) -> dict[str, str]:
    return settings(port, tmp_path)


@pytest.fixture
def site(port: int, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """A site of a test's own, of which it may kill what it likes."""
    with served([ROOT / "run"], port, environment) as process:
        yield process


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a site that outlives a test."""
    port = free_port()
    with served([ROOT / "run"], port, settings(port, tmp_path_factory.mktemp("shared"))):
        yield port


def connection_to(port: int) -> "closing[http.client.HTTPConnection]":
    return closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20))


def ask(connection: http.client.HTTPConnection, path: str = "/healthz") -> int:
    connection.request("GET", path)
    with connection.getresponse() as answer:
        answer.read()
        return answer.status


def page(port: int, path: str = "/sign-in") -> int:
    with connection_to(port) as connection:
        return ask(connection, path)


def seconds_for_a_page(port: int) -> float:
    asked = time.monotonic()
    assert page(port) == 200
    return time.monotonic() - asked


def workers(server: int) -> list[int]:
    """The children of every thread of the server: the one that does jobs is started again by a thread of its own."""
    children = sorted(Path("/proc", str(server), "task").glob("*/children"))
    return [int(pid) for listed in children for pid in listed.read_text().split()]


def alive(pid: int) -> bool:
    with suppress(FileNotFoundError):
        return Path("/proc", str(pid), "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def replaced(server: int, worker: int) -> bool:
    """Whether another worker stands in the place of a dead one."""
    serving = [pid for pid in workers(server) if alive(pid)]
    return worker not in serving and len(serving) == WORKERS


def answers(port: int) -> bool:
    with suppress(OSError, http.client.HTTPException):
        return page(port) == 200
    return False


def test_nobody_waits_for_connections_that_others_hold_open(shared: int) -> None:
    with ExitStack() as stack:
        for _ in range(BROWSERS * EACH):
            assert ask(stack.enter_context(connection_to(shared))) == 200


def test_three_thousand_idle_connections_keep_nobody_out(shared: int) -> None:
    with ExitStack() as stack:
        for _ in range(3000):
            stack.enter_context(socket.create_connection(("127.0.0.1", shared), timeout=20))
        assert page(shared) == 200
        assert page(shared, "/healthz") == 200


def test_a_body_that_does_not_come_holds_no_thread_and_is_refused_in_words(shared: int) -> None:
    with ExitStack() as stack:
        head = "POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\nem"
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", shared), timeout=30)) for _ in range(SLOW)]
        for connection in slow:
            connection.sendall(head.encode())
        assert page(shared, "/healthz") == 200
        assert page(shared) == 200
        assert page(shared, "/readyz") == 200
        assert not answered(slow)
        answer = slow[0].recv(65536).decode()
        assert answer.startswith("HTTP/1.1 408 ")
        assert "did not arrive in time" in answer


def answered(connections: list[socket.socket]) -> list[socket.socket]:
    """The connections that the site has said something to, or ended."""
    return select.select(connections, [], [], 0)[0]


def posting(length: int, address: str = "192.0.2.1") -> bytes:
    """The head of a form of that many bytes, as a proxy passes it on."""
    told = f"X-Forwarded-For: 198.51.100.7, {address}\r\nContent-Type: application/x-www-form-urlencoded"
    return f"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n{told}\r\nContent-Length: {length}\r\n\r\n".encode()


def told(port: int, form: bytes, address: str = "192.0.2.1") -> str:
    """What the site says to a form that is sent whole."""
    with closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as connection:
        connection.sendall(posting(len(form), address) + form)
        return connection.recv(65536).decode()


def test_large_bodies_that_trickle_in_keep_out_neither_pages_nor_small_forms(shared: int) -> None:
    with ExitStack() as stack:
        slow = [stack.enter_context(socket.create_connection(("127.0.0.1", shared), timeout=30)) for _ in range(200)]
        for connection in slow:
            connection.sendall(posting(2_000_000) + b"email=")
        assert page(shared) == 200
        assert told(shared, b"email=lea").startswith("HTTP/1.1 400 ")  # read: it only lacks its token
        refused = told(shared, b"email=" + b"x" * 100_000)
        assert refused.startswith("HTTP/1.1 503 ")  # so the large ones had not been given up before
        assert "retry-after: 5" in refused


def test_large_bodies_from_one_address_leave_places_for_others(environment: dict[str, str], port: int) -> None:
    large = b"email=" + b"x" * 100_000
    with served([ROOT / "run"], port, environment | {"PROXIES": "1"}), ExitStack() as stack:
        for _ in range(100):
            connection = stack.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            connection.sendall(posting(2_000_000) + b"email=")
        assert told(port, large).startswith("HTTP/1.1 503 ")
        assert told(port, large, "192.0.2.2").startswith("HTTP/1.1 400 ")


def test_a_body_has_a_deadline_however_steadily_it_trickles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "FIRST_SECONDS", 0.2)

    async def trickle() -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0.01)
            yield b"x" * 50  # 5 kB/s

    with pytest.raises(reading.TooSlow):
        in_a_loop_of_its_own(reading.read_body(trickle(), 2_000_000, largest=2_000_000))


def test_a_phone_on_a_slow_network_has_time_for_a_long_form() -> None:
    form, phone = 160_000, 13_000  # bytes: as long as any form of the site; bytes a second: the slowest GPRS with EDGE
    assert form / phone < reading.FIRST_SECONDS + form / reading.LEAST_RATE


def test_answers_that_nobody_fetches_hold_no_thread(shared: int) -> None:
    with ExitStack() as stack:
        for _ in range(SLOW):
            lazy = stack.enter_context(socket.create_connection(("127.0.0.1", shared), timeout=30))
            lazy.sendall(b"GET /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n" * 50)
        assert min(seconds_for_a_page(shared) for _ in range(3)) < 5


@pytest.mark.parametrize(("length", "status", "words"), [("2097153", 413, "too large"), ("10", 400, "Only a part")])
def test_a_body_too_large_or_cut_short_is_refused_in_words(shared: int, length: str, status: int, words: str) -> None:
    with closing(socket.create_connection(("127.0.0.1", shared), timeout=20)) as connection:
        connection.sendall(f"POST /sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\nab".encode())
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(65536).decode()
    if answer:  # a server may as well hang up on whoever has hung up
        assert answer.startswith(f"HTTP/1.1 {status} ")
        assert words in answer
    assert page(shared) == 200


@linux
def test_told_to_stop_while_it_starts_it_stops(environment: dict[str, str]) -> None:
    with started([ROOT / "run"], environment) as process:
        until(process, lambda: b"serving" in Path("/proc", str(process.pid), "cmdline").read_bytes())
        os.killpg(process.pid, signal.SIGTERM)
        assert process.wait(30) is not None


@linux
def test_a_worker_that_dies_again_and_again_takes_nobody_along(site: subprocess.Popen[bytes], port: int) -> None:
    for _ in range(3):
        killed = workers(site.pid)[0]
        os.kill(killed, signal.SIGKILL)
        until(site, lambda dead=killed: replaced(site.pid, dead))
    assert page(port) == 200


@linux
def test_workers_end_with_their_server_and_the_port_is_free_for_the_next(
    site: subprocess.Popen[bytes], port: int, environment: dict[str, str]
) -> None:
    left = workers(site.pid)
    os.kill(site.pid, signal.SIGKILL)
    site.wait()
    until_ended(left)
    with served([ROOT / "run"], port, environment):
        assert page(port) == 200


ORPHAN = """
import asyncio, os, signal
from revision_app.serving.application import Application

application = Application(lambda *_: [], cookies=(), largest=1, proxies=0)
reads, writes = os.pipe()
if not os.fork():
    signal.alarm(60)
    os.close(writes)
    os.read(reads, 1)  # returns when the server is gone
    loop = asyncio.new_event_loop()
    application.__rsgi_init__(loop)
    loop.run_forever()
"""


def test_a_worker_that_begins_after_the_end_of_its_server_ends_too() -> None:
    """It holds the output that is waited for."""
    subprocess.run([sys.executable, "-c", ORPHAN], cwd=ROOT, check=True, capture_output=True, timeout=20)


@pytest.mark.usefixtures("site")
def test_a_second_start_on_the_same_port_is_refused_in_words(environment: dict[str, str], port: int) -> None:
    second = subprocess.run([ROOT / "run"], env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert second.returncode == 1
    assert f"127.0.0.1:{port}" in second.stderr
    assert "set PORT" in second.stderr
    assert page(port) == 200


@linux
def test_a_broken_file_is_told_at_a_reload_and_the_site_goes_on_as_it_was(
    port: int, environment: dict[str, str], tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    log = tmp_path / "log"
    with (
        log.open("wb") as written,
        served([ROOT / "run"], port, environment | {"CONTENT_DIR": str(content)}, output=written) as process,
    ):
        until(process, lambda: answers(port))
        before = workers(process.pid)
        (content / "qualification.yml").write_text("title: [", encoding="utf-8")
        os.kill(before[0], signal.SIGKILL)
        until(process, lambda: replaced(process.pid, before[0]))
        assert page(port) == 200
        os.kill(process.pid, signal.SIGHUP)
        until(process, lambda: b"goes on as it was" in log.read_bytes())
        assert b"qualification.yml:2: " in log.read_bytes()
        assert page(port) == 200
