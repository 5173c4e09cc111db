"""Everything in the database as one file that either database can be filled from.

The file is a ZIP of one JSON Lines file a table, so that it can be read without this program too. It holds personal
data: it is made readable by its owner only, and belongs on an encrypted disk.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from datetime import datetime
from enum import Enum as PythonEnum
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Enum, Table, func, insert, select, text

from .db import Base, UtcDateTime, db, transaction

FORMAT = 1
BATCH = 1000


class Refused(Exception):
    """Nothing was written; the message says what to do."""


def save(file: Path, *, at: datetime) -> int:
    """Write every row, as of one moment, to a new file; return how many rows there were."""
    unfinished = file.with_name(file.name + ".unfinished")
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    rows = 0
    with os.fdopen(opened, "wb") as raw, zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as packed:
        about = {"format": FORMAT, "schema": current_app.extensions["schema_head"], "at": at.isoformat()}
        packed.writestr("backup.json", json.dumps(about))
        with db.engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                for table in Base.metadata.sorted_tables:
                    rows += _save_table(connection, table, packed)
        raw.flush()
        os.fsync(raw.fileno())
    unfinished.replace(file)
    return rows


def _save_table(connection: Connection, table: Table, packed: zipfile.ZipFile) -> int:
    rows = 0
    with packed.open(f"{table.name}.jsonl", "w") as out:
        for row in connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key)):
            out.write(json.dumps(dict(row._mapping), default=_plain, ensure_ascii=False).encode() + b"\n")
            rows += 1
    return rows


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, PythonEnum):
        return str(value.value)
    raise TypeError(f"no column holds {type(value).__name__}")


@transaction
def restore(file: Path) -> int:
    """Fill the empty tables from a file that ``save`` wrote for the same schema; all of it, or nothing."""
    try:
        packed = zipfile.ZipFile(file)
        about = json.loads(packed.read("backup.json"))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise Refused(f"{file} is not a backup of this site.") from error
    with packed:
        schema = current_app.extensions["schema_head"]
        if about.get("format") != FORMAT or about.get("schema") != schema:
            raise Refused(
                f"The backup is of schema {about.get('schema')}, this program's is {schema}; use its version."
            )
        return sum(_restore_table(table, packed) for table in Base.metadata.sorted_tables)


def _restore_table(table: Table, packed: zipfile.ZipFile) -> int:
    if db.session.execute(select(table).limit(1)).first() is not None:
        raise Refused("The database is not empty. Restore into a new one: set it up with flask prepare, without DEMO.")
    rows = 0
    for batch in _batches(table, packed):
        db.session.execute(insert(table), batch)
        rows += len(batch)
    if db.engine.dialect.name == "postgresql" and "id" in table.columns:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(text(f"'{table.name}'"), text("'id'"))
        db.session.execute(select(func.setval(sequence, highest, False)))
    return rows


def _batches(table: Table, packed: zipfile.ZipFile) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    with packed.open(f"{table.name}.jsonl") as lines:
        for line in lines:
            row = json.loads(line)
            batch.append({name: _value(table, name, value) for name, value in row.items()})
            if len(batch) == BATCH:
                yield batch
                batch = []
    if batch:
        yield batch


def _value(table: Table, name: str, value: Any) -> Any:
    kind = table.columns[name].type
    if value is not None and isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if value is not None and isinstance(kind, Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
