"""Hostile uploads to the site as it is served: nobody else waits for them, and they do not fill the memory."""

import http.client
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlencode

import pytest
from flask import Flask
from PIL import Image

from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.files import PDF
from tests.support.served import free_port, served

pytestmark = [
    pytest.mark.parametrize("built_app", ["sqlite"], indirect=True),  # a picture is decoded beside any database
    pytest.mark.soak,
    pytest.mark.skipif(not Path("/proc").exists(), reason="the system does not tell the memory of a process"),
]

MOST_MEMORY = 400 * 1024  # kB of all processes together
MOST_SECONDS = 0.3  # for the slowest but five of a hundred pages of other people
PART = 1024 * 1024
WORKERS = 2


@dataclass
class Watch:
    """What the processes of a server take together, in kB, and how long another person waits for pages, in seconds."""

    server: int
    most: int = 0
    waits: list[float] = field(default_factory=list)

    @property
    def slow(self) -> float:
        return statistics.quantiles(self.waits, n=20)[-1]

    def look(self) -> None:
        self.most = max(self.most, sum(map(_proportional, _family(self.server))))


def _family(pid: int) -> Iterator[int]:
    """A process and all that it started. One of them may end meanwhile."""
    yield pid
    for listed in Path("/proc", str(pid), "task").glob("*/children"):
        with suppress(FileNotFoundError, ProcessLookupError):
            for child in listed.read_text().split():
                yield from _family(int(child))


def _proportional(pid: int) -> int:
    """What a process takes, of memory that it shares its share."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path("/proc", str(pid), "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0


@dataclass
class Learner:
    port: int
    cookie: str
    token: str

    def ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> tuple[int, bytes]:
        headers = {"Cookie": self.cookie, "X-CSRFToken": self.token, "Accept": "application/json" if body else "*/*"}
        headers |= {"Content-Type": kind} if kind else {}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)) as connection:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            return answer.status, answer.read()

    def begin(self, size: int) -> tuple[int, bytes]:
        given = urlencode({"name": "a", "size": size, "mark": secrets.token_hex(8)}).encode()
        return self.ask("POST", "/files/uploads", given, "application/x-www-form-urlencoded")

    def upload(self, body: bytes) -> int:
        """As a script does, with patience; what is answered in the end."""
        status, said = self.begin(len(body))
        assert status == 200, said
        path = f"/files/uploads/{json.loads(said)['id']}"
        for at in range(0, len(body), PART):
            self._patiently(f"{path}?offset={at}", body[at : at + PART])
        return self._patiently(f"{path}/finish", b"a")

    def _patiently(self, path: str, body: bytes) -> int:
        for _ in range(200):
            status, _said = self.ask("POST", path, body, "application/octet-stream")
            if status not in (503, 408):
                return status
            time.sleep(0.2)
        raise AssertionError("the site stays busy")


Crowd = tuple[Watch, list[Learner]]


@pytest.fixture
def crowd(app: Flask, built_app: Flask, tmp_path: Path) -> Iterator[Crowd]:
    """A served site with eight learners, the last of whom reads while the others upload."""
    app.extensions["frozen_now"] = None
    settings, port = built_app.extensions["settings"], free_port()
    environment = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(tmp_path),
    }
    command = [sys.executable, "-m", "revision_app.serving", "--port", str(port), "--workers", str(WORKERS)]
    browsers = [Browser(app, a_person(app)) for _ in range(8)]
    for browser in browsers:
        browser.get("/files/")
    cookies = [f"session={browser.client.get_cookie('session').value}" for browser in browsers]
    with served(command, port, environment) as process:
        learners = [Learner(port, cookie, each.token) for cookie, each in zip(cookies, browsers, strict=True)]
        yield Watch(process.pid), learners


READER = """
import http.client, json, select, sys, time
port, cookie = int(sys.argv[1]), sys.argv[2]
def read():
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/study/", headers={"Cookie": cookie})
    answer = connection.getresponse()
    answer.read()
    connection.close()
    assert answer.status == 200
    return time.monotonic() - began
for _ in range(20):
    read()
print("begun", flush=True)
waits = []
while not select.select([sys.stdin], [], [], 0.02)[0]:
    waits.append(read())
print(json.dumps(waits), flush=True)
"""


@contextmanager
def watched(watch: Watch, reader: Learner) -> Iterator[None]:
    """Weigh the server and read pages until the end; these in a process of their own, whose time is nobody else's."""
    over = Event()

    def weigh() -> None:
        while not over.wait(0.03):
            watch.look()

    weighing = Thread(target=weigh)
    command = [sys.executable, "-c", READER, str(reader.port), reader.cookie]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reading:
        assert reading.stdin
        assert reading.stdout
        assert reading.stdout.readline() == "begun\n"
        watch.look()
        print(f"{watch.most // 1024} MB before")
        weighing.start()
        try:
            yield
        finally:
            over.set()
            weighing.join()
            reading.stdin.close()
            watch.waits = json.loads(reading.stdout.readline())
    print(f"most {watch.most // 1024} MB, p95 {watch.slow * 1000:.0f} ms of {len(watch.waits)} pages")


def noise(width: int, height: int, form: str, **options: object) -> bytes:
    """Noise in coarse squares: it packs badly enough to be a picture and fast enough for a test."""
    body = BytesIO()
    coarse = Image.effect_noise((width // 8, height // 8), 90).convert("RGB")
    coarse.resize((width, height), Image.Resampling.NEAREST).save(body, form, **options)
    return body.getvalue()


REFUSED = (
    lambda: noise(7_300, 5_475, "JPEG", quality=75, progressive=True, subsampling=0),
    lambda: noise(7_300, 5_475, "PNG"),
    lambda: noise(4_000, 3_000, "WEBP", quality=60, method=0),
)
TAKEN = (
    lambda: noise(4_080, 3_060, "JPEG", quality=75, progressive=True, subsampling=0),
    lambda: noise(5_999, 5_999, "JPEG", quality=75),
    lambda: noise(4_080, 3_060, "PNG"),
    lambda: noise(2_048, 2_048, "WEBP", quality=60, method=0),
    lambda: PDF[:-6] + b"%" * (19 * 1024 * 1024) + b"\n%%EOF\n",
)
"""Of each kind of picture the one that takes the most, and a document."""


def test_the_worst_pictures_at_once_fill_no_memory_and_nobody_else_waits(crowd: Crowd) -> None:
    watch, (*learners, reader) = crowd
    cases = [(make(), 422) for make in REFUSED] + [(make(), 200) for make in TAKEN]
    turns = [(learner, *cases[(n + turn) % len(cases)]) for turn in range(3) for n, learner in enumerate(learners)]
    with watched(watch, reader), ThreadPoolExecutor(len(learners)) as pool:
        answered = list(pool.map(lambda turn: turn[0].upload(turn[1]), turns))
    assert answered == [status for _, _, status in turns]
    assert watch.most < MOST_MEMORY
    assert watch.slow < MOST_SECONDS


def test_a_thousand_uploads_at_once_are_told_to_wait_and_every_page_is_answered(crowd: Crowd) -> None:
    """Those who send take the processors of the same machine: how long pages take is asked of a quiet one."""
    watch, (*learners, reader) = crowd
    with watched(watch, reader), ThreadPoolExecutor(100) as pool:
        answered = [status for status, _ in pool.map(lambda n: learners[n % len(learners)].begin(5), range(1000))]
    told = {status: answered.count(status) for status in sorted(set(answered))}
    print(told)
    assert set(told) <= {200, 429, 503}
    assert told[200] == 10 * len(learners)
    assert watch.most < MOST_MEMORY
    assert watch.slow < MOST_SECONDS


def test_parts_that_come_a_byte_a_second_are_given_up_and_nobody_waits_for_them(crowd: Crowd) -> None:
    watch, (*learners, reader) = crowd
    status, said = learners[0].begin(PART)
    assert status == 200
    path = f"/files/uploads/{json.loads(said)['id']}?offset=0"
    with watched(watch, reader), ThreadPoolExecutor(200) as pool:
        answered = list(pool.map(lambda _: trickled(learners[0], path), range(200)))
    assert set(answered) <= {b"408", b"503"}
    assert watch.most < MOST_MEMORY
    assert watch.slow < MOST_SECONDS
    status, said = learners[0].ask("POST", path, b"a" * PART, "application/octet-stream")
    assert (status, json.loads(said)["received"]) == (200, PART)


def trickled(learner: Learner, path: str) -> bytes:
    """The status that a part gets which is sent a byte a second."""
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{learner.port}\r\nCookie: {learner.cookie}\r\n"
    head += f"X-CSRFToken: {learner.token}\r\nContent-Length: {PART}\r\n\r\n"
    with closing(socket.create_connection(("127.0.0.1", learner.port), timeout=1)) as connection:
        connection.sendall(head.encode())
        for _ in range(60):
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.sendall(b"a")
            with suppress(TimeoutError):
                return connection.recv(12).partition(b" ")[2]
    raise AssertionError("nobody gives up")
