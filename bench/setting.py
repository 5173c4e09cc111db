"""A demonstration centre of the bench's own, served as in production by one worker on one core, or as ``./run`` does.

One worker leaves the other core of a small machine to the load generator, so that the server is what is measured.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
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
from tests.support.databases import postgresql_server
from tests.support.served import free_port, served

ROUNDS = 5
SECONDS = 1.0
WORKERS = os.cpu_count() or 1  # as ``./run`` has it
KINDS = {"sqlite", "postgresql"}  # of databases; the command line may name one


@dataclass(frozen=True)
class Site:
    app: Flask
    port: int
    pages: Path  # where the yardsticks find the bytes to return
    environment: dict[str, str]

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


def measured(port: int, ask: load.Ask, **bounds: float) -> load.Load:
    """A load whose every answer must be a success; see ``load.run`` for how long it may last."""
    found = load.run(port, ask, **(bounds or {"seconds": SECONDS}))
    assert not found.failures, f"{found.failures} of {found.answers} answers were failures"
    return found


def compared(name: str, port: int, ours: load.Ask, yardstick: load.Ask, requests: int = 1) -> float:
    """How our rate compares, measured in turns so that noise falls on both; the median of the rounds.

    Of ours so many ``requests`` do together what the yardstick does in one.
    """
    return told(
        name,
        [(measured(port, ours).rate / requests, measured(port, yardstick).rate) for _ in range(ROUNDS)],
    )


def told(name: str, rounds: Sequence[tuple[float, float]]) -> float:
    """The median ratio of rates, ours and the yardstick's, after saying both."""
    ours, theirs = (median(column) for column in zip(*rounds, strict=True))
    ratios = sorted(own / yardstick for own, yardstick in rounds)
    print(f"{name}: {ours:.0f} a second beside {theirs:.0f}, from {ratios[0]:.2f} to {ratios[-1]:.2f}", flush=True)
    return median(ratios)


def databases(part: str) -> Iterator[tuple[str, str]]:
    """The kinds of database that were asked for, each with the URL of an empty one; for SQLite the site makes it."""
    if "sqlite" in KINDS:
        yield "sqlite", ""
    if "postgresql" in KINDS:
        try:
            with postgresql_server(f"bench-{part}", "bench") as url:
                yield "postgresql", url(part)
        except ImportError:
            print("SKIPPED on PostgreSQL: install requirements-dev.txt, which brings a server", flush=True)


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
        with _served(environment, WORKERS if as_run else 1) as port:
            yield Site(app, port, folder, environment)
    finally:
        shutil.rmtree(folder)


@contextmanager
def also_served(site: Site) -> Iterator[int]:
    """The same site by as many workers as ``./run`` starts; the port."""
    with _served(site.environment, WORKERS) as port:
        yield port


@contextmanager
def _served(environment: dict[str, str], workers: int) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "bench.site", "--port", str(port), "--workers", str(workers)]
    with served(command, port, environment):
        yield port
