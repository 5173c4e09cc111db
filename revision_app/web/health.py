"""For whoever watches the site: is the process alive, and is it ready to serve?"""

import os
import sqlite3
import tempfile
from functools import cache
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from ..db import db
from ..engines import Busy, Vanished
from . import faults
from .access import open_to_anyone

bp = Blueprint("health", __name__)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
ROOM = 1024 * 1024  # bytes that must fit on the database's disk: some hundred saves


class NotReady(Exception):
    """Says in words what is missing."""


@bp.get("/healthz")
@open_to_anyone
def alive() -> dict[str, str]:
    return {"status": "alive"}


@bp.get("/readyz")
@open_to_anyone
def ready() -> tuple[dict[str, str], int]:
    """Ready when the database takes a write, which is taken back, and its tables are those this code was made for."""
    try:
        _check()
    except (SQLAlchemyError, sqlite3.Error, OSError, Busy, Vanished, NotReady) as error:
        faults.note(error)
        words = str(error) if isinstance(error, NotReady) else _words(error)
        return {"status": words}, 503
    return {"status": "ready"}, 200


def _check() -> None:
    with db.engine.execution_options(writes=True).connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision != current_app.extensions["schema_head"]:
            raise NotReady("the database needs flask prepare")
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        if connection.dialect.name == "sqlite":
            _check_file(connection)
        connection.rollback()


def _check_file(connection: Connection) -> None:
    """What SQLite itself notices only when it is too late: a file cut short, a full disk."""
    opened = connection.info.get("file")
    if opened is None:
        return
    file = Path(opened[0])
    head = os.pread(_descriptor(*opened), 100, 0)
    pages = int.from_bytes(head[28:32], "big")  # at the last checkpoint; see the file format, section 1.3.8
    size = int.from_bytes(head[16:18], "big") or 1
    if file.stat().st_size < pages * (65536 if size == 1 else size):
        raise NotReady("the database file has been cut short; restore it from a backup")
    with tempfile.TemporaryFile(dir=file.parent) as trial:
        trial.write(bytes(ROOM))
        trial.flush()
        os.fsync(trial.fileno())


@cache
def _descriptor(path: str, _identity: tuple[int, int]) -> int:
    """The database file opened for reading, once for each file and never closed.

    Closing any descriptor of a file ends every lock that the process has on it (POSIX), SQLite's among them; whoever
    else opened the database then, ``sqlite3`` on the command line or a backup, would take itself for the last one
    there and remove the write-ahead log under the running site.
    """
    return os.open(path, os.O_RDONLY | os.O_CLOEXEC)


def _words(error: Exception) -> str:
    match error:
        case Vanished():
            return "the database file was removed, replaced or emptied; stop the site and restore it from a backup"
        case Busy():
            return "the database is busy"
        case OSError():
            return "the disk takes nothing more, or the database's folder cannot be written to"
        case _ if "readonly" in faults.kind(error).lower():
            return "the database cannot be written to"
        case _ if "full" in faults.kind(error).lower():
            return "the disk is full"
        case _:
            return "the database does not answer or does not take a write"


def schema_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
