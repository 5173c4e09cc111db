"""How long ``./run`` takes to a first page once everything is set up, beside what importing alone takes."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from http.client import HTTPConnection
from statistics import median
from tempfile import TemporaryDirectory

from bench.figures import Figure
from tests.support.served import free_port, started, until

ROUNDS = 5
IMPORTS = "import flask, sqlalchemy"
EVERY = 0.01  # seconds between two looks at whether there is a page


def figures() -> Iterator[Figure]:
    with TemporaryDirectory(prefix="revision-bench-start-") as folder:
        port = free_port()
        environment = os.environ | {"INSTANCE_DIR": folder, "DEMO": "1", "PORT": str(port)}
        for name in ("SECRET_KEY", "DATABASE_URL"):
            environment.pop(name, None)
        _start(environment, port)  # which fills the demonstration centre
        took = [(_start(environment, port), _imports()) for _ in range(ROUNDS)]
    start, imports = (median(column) for column in zip(*took, strict=True))
    print(f"second start: {start:.2f} s; python -c '{IMPORTS}' in turns with it: {imports:.2f} s", flush=True)
    yield Figure("second-start", start, "s", "<=3")


def _start(environment: Mapping[str, str], port: int) -> float:
    """Seconds from the command to the end of a first page."""
    began = time.perf_counter()
    with started(["./run"], environment, output=subprocess.DEVNULL) as process:
        until(process, lambda: _has_a_page(port), EVERY)
        return time.perf_counter() - began


def _has_a_page(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/sign-in")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _imports() -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", IMPORTS], check=True)
    return time.perf_counter() - began
