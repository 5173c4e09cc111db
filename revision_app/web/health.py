"""For whoever watches the site: is the process alive, and is it ready to serve?"""

import os
import sqlite3
import tempfile
from pathlib import Path

from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from ..db import db
from ..engines import Busy, File, Vanished
from . import faults
from .access import open_to_anyone

bp = Blueprint("health", __name__)

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
ROOM = 1024 * 1024  # bytes that must fit on the database's disk: some hundred saves
TROUBLES = {  # by what SQLite calls them
    "readonly": "the database cannot be written to",
    "full": "the disk is full",
    "corrupt": "the database file is damaged; stop the site and restore it from a backup",
    "notadb": "the database file is damaged; stop the site and restore it from a backup",
}
UNKNOWN = "the database does not answer or does not take a write"


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
    words = trouble()
    return ({"status": words}, 503) if words else ({"status": "ready"}, 200)


def trouble() -> str | None:
    """What keeps the site from being ready, in words; ``None`` where nothing does."""
    try:
        _check()
    except (SQLAlchemyError, sqlite3.Error, OSError, Busy, Vanished, NotReady) as error:
        faults.note(error)
        return str(error) if isinstance(error, NotReady) else _words(error)
    return None


def _check() -> None:
    with db.engine.execution_options(writes=True).connect() as connection:
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision != current_app.extensions["schema_head"]:
            raise NotReady("the database needs flask prepare")
        connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        file: File | None = connection.info.get("file")
        if file:
            _try_disk(Path(file.path).parent)
        connection.rollback()


def _try_disk(folder: Path) -> None:
    """A full disk, which SQLite itself notices only when it is too late."""
    with tempfile.TemporaryFile(dir=folder) as trial:
        trial.write(bytes(ROOM))
        trial.flush()
        os.fsync(trial.fileno())


def _words(error: Exception) -> str:
    match error:
        case Vanished():
            return f"{error}; stop the site and restore it from a backup"
        case Busy():
            return "the database is busy"
        case OSError():
            return "the disk takes nothing more, or the database's folder cannot be written to"
        case _:
            kind = faults.kind(error).lower()
            return next((words for sign, words in TROUBLES.items() if sign in kind), UNKNOWN)


def schema_head() -> str | None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return ScriptDirectory.from_config(config).get_current_head()
