"""How migrations run: in one transaction, with SQLite's foreign keys off meanwhile and checked afterwards.

Batch mode rebuilds a table under another name; with foreign keys on, dropping the old one would silently delete
every row that refers to it.
"""

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import Connection, Enum, text

from revision_app.db import Base, UtcDateTime


def render(kind: str, item: Any, _context: Any) -> str | bool:
    """Migrations name plain types, so that they do not change when the application's own types do."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


engine = current_app.extensions["migrate"].db.engine
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        raw = connection.connection.dbapi_connection
        raw.execute("PRAGMA foreign_keys = OFF")
        try:
            with connection.begin():
                run(connection)
                if broken := connection.execute(text("PRAGMA foreign_key_check")).all():
                    raise RuntimeError(f"the migration leaves rows that refer to nothing: {broken[:5]}")
        finally:
            raw.execute("PRAGMA foreign_keys = ON")
    else:
        with connection.begin():
            run(connection)
