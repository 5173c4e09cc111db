"""The application as tests meet it: real databases of both kinds, time that can be set, pages that are inspected."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import stamp
from hypothesis import HealthCheck, settings

from revision_app.audit import store as audit_heads
from revision_app.db import Base, db
from revision_app.settings import Settings
from tests.support.browser import Browser
from tests.support.databases import empty, postgresql_server
from tests.support.shipped import a_site

gc.set_threshold(50_000)  # garbage in circles is rare here, and collecting it was a good part of the time

# How long an example takes, to be made or to be tried, says how busy the machine is.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")

NOON = datetime(2026, 9, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def scratch() -> Iterator[Path]:
    """A folder for databases, in memory where the machine offers that."""
    shm = Path("/dev/shm")
    folder = Path(tempfile.mkdtemp(prefix="revision-", dir=shm if os.access(shm, os.W_OK) else None))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_urls(scratch: Path, testrun_uid: str, worker_id: str) -> Iterator[Callable[..., str]]:
    """The address of this worker's database of a kind; PostgreSQL is started when it is first asked for."""
    with postgresql_server(testrun_uid, worker_id, durable=False) as postgresql:

        def url(kind: str, name: str = "tests") -> str:
            return f"sqlite:///{scratch / name}.sqlite3" if kind == "sqlite" else postgresql(name)

        yield url


@pytest.fixture(scope="session")
def apps(database_urls: Callable[[str], str], scratch: Path) -> Iterator[Callable[[str], Flask]]:
    """The application over this worker's database of a kind, built when it is first asked for."""
    built: dict[str, Flask] = {}

    def of(kind: str) -> Flask:
        if kind not in built:
            app = a_site(
                Settings(secret_key="a key for tests only", database_url=database_urls(kind), instance_dir=scratch)
            )
            app.config.update(PASSWORD_COST="low")
            gc.freeze()  # as where it is served: what was read stays
            with app.app_context():
                Base.metadata.create_all(db.engine)
                stamp()
            built[kind] = app
        return built[kind]

    yield of
    for app in built.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def built_app(request: pytest.FixtureRequest, apps: Callable[[str], Flask]) -> Flask:
    return apps(request.param)


@pytest.fixture
def app(built_app: Flask) -> Iterator[Flask]:
    """The application over an empty database, at noon on 1 September 2026."""
    built_app.extensions["frozen_now"] = NOON
    kept = dict(built_app.extensions)
    (built_app.extensions["settings"].instance_dir / audit_heads.FILE).unlink(missing_ok=True)
    with built_app.app_context():
        empty(db.engine)
    yield built_app
    built_app.extensions.clear()
    built_app.extensions.update(kept)


@pytest.fixture
def as_(app: Flask) -> Callable[..., Browser]:
    """``as_(person_id)`` is that person's browser; ``as_()`` is somebody who is not signed in."""
    return lambda person_id=None, role=None: Browser(app, person_id, role)
