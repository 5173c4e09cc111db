"""How connections to the database are opened and how long anything waits for it, on SQLite and PostgreSQL.

Whatever waits, waits with a bound: a locked row, a hung server or a lost standby must cost one person a refusal in
words and never hold the threads that everybody shares.
"""

import os
import select
import sqlite3
import sys
import time
from dataclasses import dataclass
from functools import cache
from typing import Any
from weakref import WeakValueDictionary

import psycopg
from flask import current_app, has_request_context
from psycopg.errors import _WaitTimeout
from sqlalchemy import Connection, Dialect, Engine, event, make_url
from sqlalchemy.exc import InvalidatePoolError

IDLE_SECONDS = 60  # after which PostgreSQL ends a transaction that nobody goes on with
RANDOM_PAGE_COST = 1.1  # of PostgreSQL's disk, which does not turn: its own 4 reads all results to find those of sixty
SILENT_SECONDS = 30  # after which PostgreSQL is asked first whether a connection still lives
LOCK_BYTE = 2**30  # whose page SQLite never writes
CONNECTIONS = 4  # of a process, one for each thread that serves

Identity = tuple[int, int] | None


class Busy(Exception):
    """The database did not answer in time: nothing is known to be saved, and asking again is safe."""


class Vanished(Exception):
    """The database file, or its log of what was saved last, is no longer what the site opened; says in which way."""


def options(url: str, *, lock_seconds: int, connect_seconds: int) -> dict[str, Any]:
    """What SQLAlchemy's engine for this address is made with. Errors never show what a statement was given."""
    shared: dict[str, Any] = {"hide_parameters": True}
    if make_url(url).get_backend_name() != "postgresql":
        return shared | {"connect_args": {"timeout": lock_seconds}}
    return shared | {
        "pool_size": CONNECTIONS,
        "max_overflow": CONNECTIONS,
        "pool_timeout": connect_seconds,
        "connect_args": {
            "connect_timeout": connect_seconds,
            "application_name": "revision",
            "options": f"-c lock_timeout={lock_seconds}s -c idle_in_transaction_session_timeout={IDLE_SECONDS}s"
            f" -c client_connection_check_interval={lock_seconds}s -c random_page_cost={RANDOM_PAGE_COST}",
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


@event.listens_for(Engine, "checkin")
def _note_use(_connection: Any, record: Any) -> None:
    record.info["used"] = time.monotonic()


@event.listens_for(Engine, "checkout")
def _look_whether_alive(connection: Any, record: Any, _lent: Any) -> None:
    """Ask the server whether a connection lives, where it said something meanwhile or was not asked for long.

    A server that ends a connection says so, and that waits to be read: looking there costs no round trip.
    """
    if not isinstance(connection, psycopg.Connection) or "used" not in record.info:
        return
    try:
        if time.monotonic() - record.info["used"] > SILENT_SECONDS or _has_heard(connection):
            connection.set_autocommit(True)
            connection.execute("SELECT 1")
            connection.set_autocommit(False)
    except psycopg.Error as error:
        raise InvalidatePoolError from error


def _has_heard(connection: psycopg.Connection[Any]) -> bool:
    looking = select.poll()
    looking.register(connection.fileno(), select.POLLIN)
    return bool(looking.poll(0))


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")  # what somebody deletes or changes is overwritten in the file
    connection.execute("PRAGMA schema_version").fetchone()  # reads, so that the log is there
    path = connection.execute("PRAGMA database_list").fetchone()[2]
    if path:
        record.info["file"] = _FILES.setdefault(path, File(path, _identities(path)))


@event.listens_for(Engine, "close")
def _let_go(_connection: Any, record: Any) -> None:
    """The last connection takes the log with it, and the next makes another."""
    record.info.pop("file", None)


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
    if file := connection.info.get("file"):
        file.refuse_if_vanished()
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        raise Busy from error


@dataclass(frozen=True)
class File:
    """A database file as the first of this process's open connections found it, with its log and the log's index."""

    path: str
    identities: tuple[Identity, ...]

    def refuse_if_vanished(self) -> None:
        """Raise ``Vanished`` unless these files are still those at their paths and the database is whole.

        SQLite goes on writing into a file that has no name any more or lacks its end, and what it acknowledged would
        be gone at the next start.
        """
        here = _identities(self.path)
        if here[0] != self.identities[0] or os.stat(self.path).st_size == 0:
            raise Vanished("the database file was removed, replaced or emptied")
        if here != self.identities:
            raise Vanished("the log beside the database file (-wal or -shm) was removed or replaced")
        if self._is_short():
            raise Vanished("the database file has been cut short")

    def _is_short(self) -> bool:
        """Whether the file lacks pages that its header counts (file format, section 1.3.8), and the log does too.

        A checkpoint that goes on, or whose process was killed, has written the header and not yet the last pages, and
        they still stand in the log.
        """
        index = self._index()
        head = os.pread(_descriptor(self.path, self.identities[0]), 100, 0)
        size = int.from_bytes(head[16:18], "big")
        size = 65536 if size == 1 else size
        if len(head) < 100 or not size:
            return index == self._index()
        first = os.stat(self.path).st_size // size + 1
        missing = set(range(first, int.from_bytes(head[28:32], "big") + 1)) - {LOCK_BYTE // size + 1}
        return bool(missing) and bool(missing - self._logged(index, size)) and index == self._index()

    def _index(self) -> bytes:
        """The head of the log's index: how many frames the log has, and with how many a checkpoint is done.

        See WAL-index format, 2.1 and 2.2; unlike the rest of SQLite's files it has the machine's order of bytes.
        """
        return os.pread(_descriptor(f"{self.path}-shm", self.identities[2]), 100, 0)

    def _logged(self, index: bytes, size: int) -> set[int]:
        """The pages that stand in the log (file format, 4.1); it is read only where the file is too short."""
        log = _descriptor(f"{self.path}-wal", self.identities[1])
        frames = int.from_bytes(index[16:20], sys.byteorder)
        heads = (os.pread(log, 4, 32 + frame * (24 + size)) for frame in range(frames))
        return {int.from_bytes(head, "big") for head in heads}


_FILES: WeakValueDictionary[str, File] = WeakValueDictionary()


@cache
def _descriptor(path: str, _identity: Identity) -> int:
    """The database file opened for reading, once for each file and never closed.

    Closing any descriptor of a file ends every lock that the process has on it (POSIX), SQLite's among them; whoever
    else opened the database then, ``sqlite3`` on the command line or a backup, would take itself for the last one
    there and remove the write-ahead log under the running site.
    """
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _identities(path: str) -> tuple[Identity, ...]:
    return tuple(_identity(path + ending) for ending in ("", "-wal", "-shm"))


def _identity(path: str) -> Identity:
    try:
        status = os.stat(path)
    except FileNotFoundError:
        return None
    return status.st_dev, status.st_ino
