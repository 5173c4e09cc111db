"""A demonstration centre of the bench's own, served as in production by one worker on one core, or as ``./run`` does.

One worker leaves the other core of a small machine to the load generator, so that the server is what is measured.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from bench import load, yardsticks
from revision_app import create_app, demonstration
from revision_app.db import db
from revision_app.settings import Settings
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.served import free_port, served

ROUNDS = 7
SECONDS = 1.5


@dataclass(frozen=True)
class Site:
    app: Flask
    port: int
    pages: Path  # where the yardsticks find the bytes to return

    def browser(self, email: str) -> Browser:
        """Signed in as one of the demonstration's people."""
        with self.app.app_context():
            person = db.session.execute(
                text("SELECT id FROM people WHERE email = :email"), {"email": email}
            ).scalar_one()
        return Browser(self.app, person)


def cookie_of(browser: Browser) -> str:
    found = browser.client.get_cookie("session")
    assert found is not None
    return f"session={found.value}"


def rate(port: int, ask: load.Ask) -> float:
    """Answers a second; every one of them must be a success."""
    measured = load.run(port, ask, seconds=SECONDS)
    assert not measured.failures, f"{measured.failures} of {measured.answers} answers were failures"
    return measured.rate


def ratios(port: int, ours: load.Ask, yardstick: load.Ask) -> float:
    """How our rate compares, measured in turns so that noise falls on both; the median of the rounds."""
    return median(rate(port, ours) / rate(port, yardstick) for _ in range(ROUNDS))


@contextmanager
def site(database_url: str = "", *, as_run: bool = False) -> Iterator[Site]:
    folder = Path(tempfile.mkdtemp(prefix="revision-bench-"))
    environment = os.environ | {
        "SECRET_KEY": yardsticks.KEY,
        "DEMO": "1",
        "INSTANCE_DIR": str(folder),
        "DATABASE_URL": database_url or f"sqlite:///{folder / 'bench.sqlite3'}",
        "BENCH_PAGES": str(folder),
    }
    settings = Settings(
        secret_key=environment["SECRET_KEY"], database_url=environment["DATABASE_URL"], instance_dir=folder
    )
    app = create_app(settings)
    with app.app_context():
        upgrade()
        demonstration.seed(settings, at=now())
        with db.engine.begin() as connection:
            for statement in (*yardsticks.TABLES, yardsticks.INSERTS[connection.dialect.name]):
                connection.execute(text(statement))
    try:
        with _served(environment, as_run) as port:
            yield Site(app, port, folder)
    finally:
        shutil.rmtree(folder)


@contextmanager
def _served(environment: dict[str, str], as_run: bool) -> Iterator[int]:
    port = free_port()
    module = "revision_app.serving" if as_run else "bench.site"
    workers = (os.cpu_count() or 1) if as_run else 1
    command = [sys.executable, "-m", module, "--port", str(port), "--workers", str(workers)]
    with served(command, port, environment):
        yield port
