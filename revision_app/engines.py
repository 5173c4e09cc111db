"""How connections to the database are opened and how long anything waits for it, on SQLite and PostgreSQL.

Whatever waits, waits with a bound: a locked row, a hung server or a lost standby must cost one person a refusal in
words and never hold the threads that everybody shares.
"""

import os
import sqlite3
from pathlib import Path
from typing import Any

import psycopg
from flask import current_app, has_request_context
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection, Dialect, Engine, event, make_url

IDLE_SECONDS = 60  # after which PostgreSQL ends a transaction that nobody goes on with
CONNECTIONS = 4  # of a process, one for each thread that serves


class Busy(Exception):
    """The database did not answer in time: nothing is known to be saved, and asking again is safe."""


class Vanished(Exception):
    """The database file was removed, replaced or emptied while the site was running."""


def options(url: str, *, lock_seconds: int, connect_seconds: int) -> dict[str, Any]:
    """What SQLAlchemy's engine for this address is made with. Errors never show what a statement was given."""
    shared: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() != "postgresql":
        return shared | {"connect_args": {"timeout": lock_seconds}}
    return shared | {
        "pool_size": CONNECTIONS,
        "max_overflow": CONNECTIONS,
        "pool_timeout": connect_seconds,
        "pool_pre_ping": True,
        "connect_args": {
            "connect_timeout": connect_seconds,
            "application_name": "revision",
            "options": f"-c lock_timeout={lock_seconds}s -c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
            f" -c client_connection_check_interval={lock_seconds}s",
        },
    }


class BoundedConnection(psycopg.Connection[Any]):
    """Gives up when a request's statement is not answered in time: a server that hangs keeps no time-outs of its own.

    What commands do (migrations, backups, regrades) may take as long as it takes.
    """

    def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
        if timeout is None and has_request_context():
            timeout = current_app.config["ANSWER_SECONDS"]
        try:
            return super().wait(gen, interval, timeout)
        except _WaitTimeout as error:
            self.pgconn.finish()  # what the server still does is of no use, and its answer must not meet the next
            raise psycopg.OperationalError("the database did not answer in time") from error


@event.listens_for(Engine, "do_connect")
def _connect(dialect: Dialect, _record: Any, arguments: tuple[Any, ...], named: dict[str, Any]) -> Any:
    if dialect.name == "postgresql":
        return BoundedConnection.connect(*arguments, **named)
    return None


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    file = connection.execute("PRAGMA database_list").fetchone()[2]
    record.info["file"] = (file, _identity(file)) if file else None


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A transaction that will write takes the lock first: one that reads and then writes loses to any other."""
    raw = connection.connection.dbapi_connection
    if not isinstance(raw, sqlite3.Connection):
        return
    opened = connection.get_execution_options()
    if opened.get("alone"):
        return
    if not opened.get("writes"):
        raw.execute("BEGIN")
        return
    refuse_if_vanished(connection.info.get("file"))
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise Busy from error


def refuse_if_vanished(opened: tuple[str, tuple[int, int]] | None) -> None:
    """Raise ``Vanished`` when the file that a connection opened is no longer the one at its path, or is empty.

    SQLite goes on writing into a file that has no name any more, and what it acknowledged would be gone at the next
    start.
    """
    if opened is None:
        return
    path, identity = opened
    if _identity(path) != identity or os.stat(path).st_size == 0:
        raise Vanished(f"{path} was removed, replaced or emptied while the site was running")


def _identity(path: str | Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
