"""The rows of ``before/``, put into a database as the version that made them knew it."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import JSON, Column, DateTime, Engine, MetaData, func, insert, select, text

KEPT = Path(__file__).parent / "before"
HEAD = json.loads((KEPT / "rows" / "backup.json").read_text(encoding="utf-8"))["schema"]
TABLES = sorted(file.stem for file in (KEPT / "rows").glob("*.jsonl"))

Row = dict[str, Any]


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of an old table, with moments as moments, in the order of their keys."""
    lines = (KEPT / "rows" / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()
    return tuple({name: _moment(name, value) for name, value in json.loads(line).items()} for line in lines)


def _moment(name: str, value: Any) -> Any:
    dated = name == "at" or name.endswith(("_at", "_since"))
    return datetime.fromisoformat(value).replace(tzinfo=None) if dated and value else value


def fill(engine: Engine) -> None:
    """Make the tables of then and put every row in, as a restored backup would have."""
    upgrade(revision=HEAD)
    then = MetaData()
    then.reflect(engine)
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in then.sorted_tables:
            if table.name in TABLES:
                connection.execute(insert(table), list(rows(table.name)))
            if engine.dialect.name == "postgresql" and "id" in table.columns:
                highest = select(func.max(table.c.id)).scalar_subquery()
                sequence = func.pg_get_serial_sequence(text(f"'{table.name}'"), text("'id'"))
                connection.execute(select(func.setval(sequence, highest)))


def plain(column: Column[Any], value: Any) -> Any:
    """A value as it stands in ``rows``, whichever database it came from."""
    if isinstance(column.type, JSON) and isinstance(value, str):
        return json.loads(value)
    if isinstance(column.type, DateTime) and value is not None:
        return datetime.fromisoformat(str(value))
    return value
