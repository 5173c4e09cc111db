"""Everything in the database, and the files that it names, as one file that either database can be filled from.

The file is a ZIP of one JSON Lines file a table, and of learners' files by their keys in the store, so that it can be
read without this program too. It holds personal data: it is made
readable by its owner only, and belongs on an encrypted disk.
"""

import json
import os
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum as PythonEnum
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from alembic.migration import MigrationContext
from flask import Flask, current_app
from sqlalchemy import JSON, Connection, Enum, Table, func, insert, select
from sqlalchemy.exc import DataError, IntegrityError

from .audit import queries as audit
from .audit import store as audit_heads
from .db import Base, UtcDateTime, count_on_from, db, transaction
from .evidence.files import queries as files
from .evidence.files.store import matches, store

FORMAT = 3
BATCH = 1000
LARGEST = 2**63 - 1  # SQLite's integer
ABOUT = "backup.json"
FILES = "files/"


class Refused(Exception):
    """Nothing was written; the message says what to do."""


def save(file: Path, *, at: datetime) -> int:
    """Write every row, as of one moment, to a new file; return how many rows there were.

    The file says how many rows each table has and their SHA-256. Raises ``Refused`` when there is such a file already:
    the last good backup must not be lost to the next.
    """
    try:
        opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise Refused(f"{file} exists. Choose another name, for example with the date in it.") from error
    except OSError as error:
        raise Refused(f"{file} could not be made: {error.strerror}.") from error
    try:
        with os.fdopen(opened, "wb") as raw:
            tables = _save_all(raw, at)
            raw.flush()
            os.fsync(raw.fileno())
    except BaseException as error:
        file.unlink()
        if isinstance(error, OSError):
            raise Refused(f"{file} could not be written: {error.strerror}.") from error
        raise
    return sum(table["rows"] for table in tables.values())


def _save_all(raw: IO[bytes], at: datetime) -> dict[str, Any]:
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                tables = {table.name: _save_table(connection, table, packed) for table in Base.metadata.sorted_tables}
        _save_files(packed)
        schema = current_app.extensions["schema_head"]
        about = {"format": FORMAT, "schema": schema, "at": at.isoformat(), "tables": tables}
        packed.writestr(ABOUT, json.dumps(about))
    return tables


def _save_files(packed: zipfile.ZipFile) -> None:
    """Add the bytes of every file that a row names; those that were deleted since are in no later backup either."""
    for key in files.named_keys():
        if (body := store().read(key)) is not None:
            packed.writestr(zipfile.ZipInfo(FILES + key), body)


def _save_table(connection: Connection, table: Table, packed: zipfile.ZipFile) -> dict[str, Any]:
    rows, digest = 0, sha256()
    with packed.open(f"{table.name}.jsonl", "w") as out:
        for row in connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key)):
            line = json.dumps(dict(row._mapping), default=_plain, ensure_ascii=False).encode() + b"\n"
            out.write(line)
            digest.update(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, PythonEnum):
        return str(value.value)
    raise TypeError(f"no column holds {type(value).__name__}")


def audit_digests(file: Path) -> dict[int, str]:
    """The digests of the audit's entries as a backup has them, by their ids. Raises ``Refused``."""
    try:
        with zipfile.ZipFile(file) as packed, packed.open("audit_entries.jsonl") as lines:
            return {row["id"]: row["digest"] for row in map(json.loads, lines)}
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
        raise Refused(f"{file} is not a backup of this site that has digests of the audit.") from error


def restore(file: Path) -> int:
    """Fill the empty tables from a file that ``save`` wrote for the same schema; all of it, or nothing.

    The whole file is checked before the first row is written. Raises ``Refused``, in words.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            _check(packed, file)
            _restore_files(packed)
            rows = _restore(packed)
            audit_heads.begin_anew(dict([audit.last()]))
            return rows
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refused(f"{file} is damaged, cut short or not a backup of this site. Take another.") from error
    except OSError as error:
        raise Refused(f"{file} could not be read: {error.strerror}.") from error
    except (IntegrityError, DataError) as error:
        raise Refused(f"{file} has rows that do not fit together. Nothing was restored.") from error


@dataclass(frozen=True)
class Counted:
    """How many rows a table has in the database that was moved, and in the one that it was moved to."""

    table: str
    before: int
    after: int


def move(target: Flask, *, at: datetime) -> list[Counted]:
    """Copy everything into the empty database of another application, which is prepared; how many rows each table has.

    Rows that the site writes meanwhile stay behind, which the counts tell. Raises ``Refused``.
    """
    with TemporaryDirectory(dir=current_app.extensions["settings"].instance_dir) as folder:
        file = Path(folder) / "everything.zip"
        save(file, at=at)
        with target.app_context():
            restore(file)
            after = _rows_of_tables()
    before = _rows_of_tables()
    return [Counted(name, number, after[name]) for name, number in before.items()]


def _rows_of_tables() -> dict[str, int]:
    tables = Base.metadata.sorted_tables
    counted = [select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in tables]
    with db.engine.connect() as connection:
        return dict(connection.execute(select(*counted)).one()._mapping)


def _check(packed: zipfile.ZipFile, file: Path) -> None:
    """Whether the file is whole and of this schema, and the database ready to be filled."""
    try:
        about = json.loads(packed.read(ABOUT))
        stated, schema, tables = about["format"], about["schema"], dict(about["tables"])
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(f"{file} is not a backup of this site.") from error
    head = current_app.extensions["schema_head"]
    if stated != FORMAT or schema != head:
        raise Refused(f"The backup is of schema {schema}, this program's is {head}; restore it with its own version.")
    for table in Base.metadata.sorted_tables:
        if _counted(packed, table.name) != tables.get(table.name):
            raise Refused(f"The rows of {table.name} in {file} are not those that were saved. Take another backup.")
    for name in packed.namelist():
        if name.startswith(FILES) and not matches(name.removeprefix(FILES), packed.read(name)):
            raise Refused(f"{name} in {file} is not what was saved. Take another backup.")
    with db.engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() != head:
            raise Refused("The database is not prepared. Set it up with flask prepare, without DEMO.")


def _restore_files(packed: zipfile.ZipFile) -> None:
    """Put the files into the store, before any row names them."""
    for name in packed.namelist():
        if name.startswith(FILES):
            store().put(name.removeprefix(FILES), packed.read(name))


def _counted(packed: zipfile.ZipFile, table: str) -> dict[str, Any] | None:
    """How many rows of a table the file has, and their SHA-256; ``None`` if it has no such table."""
    if f"{table}.jsonl" not in packed.namelist():
        return None
    rows, digest = 0, sha256()
    with packed.open(f"{table}.jsonl") as lines:
        for line in lines:
            rows += 1
            digest.update(line)
    return {"rows": rows, "sha256": digest.hexdigest()}


@transaction
def _restore(packed: zipfile.ZipFile) -> int:
    return sum(_restore_table(table, packed) for table in Base.metadata.sorted_tables)


def _restore_table(table: Table, packed: zipfile.ZipFile) -> int:
    if db.session.execute(select(table).limit(1)).first() is not None:
        raise Refused("The database is not empty. Restore into a new one: set it up with flask prepare, without DEMO.")
    rows = 0
    for batch in _batches(table, packed):
        db.session.execute(insert(table), batch)
        rows += len(batch)
    count_on_from(table)
    return rows


def _batches(table: Table, packed: zipfile.ZipFile) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with packed.open(f"{table.name}.jsonl") as lines:
        for number, line in enumerate(lines, 1):
            try:
                batch.append(_row(table, line))
            except (ValueError, TypeError, OverflowError, RecursionError) as error:
                raise Refused(
                    f"Line {number} of {table.name}.jsonl is no row of that table. Nothing was restored."
                    " Take another backup."
                ) from error
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _row(table: Table, line: bytes) -> dict[str, Any]:
    """The values of one line; raises what Python raises for text, names and numbers that no row can have."""
    row = json.loads(line)
    json.dumps(row, ensure_ascii=False, allow_nan=False).encode()  # no half of a surrogate pair, no infinity
    if not isinstance(row, dict) or row.keys() != set(table.columns.keys()):
        raise ValueError("the columns are others")
    return {name: _value(table, name, value) for name, value in row.items()}


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if value is None or isinstance(kind, JSON):
        return _without_nul(value)
    if isinstance(kind, UtcDateTime):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment has a zone")
        return moment.astimezone(UTC)
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    if type(value) is not kind.python_type and not (kind.python_type is float and type(value) is int):
        raise TypeError(f"{name} is of another kind")
    if isinstance(value, int) and abs(value) > LARGEST:
        raise OverflowError(f"{name} is larger than a database holds")
    return _without_nul(value)


def _without_nul(value: Any) -> Any:
    """What SQLite took before texts were cleaned, and PostgreSQL refuses."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nul(each) for each in value]
    if isinstance(value, dict):
        return {name: _without_nul(each) for name, each in value.items()}
    return value
