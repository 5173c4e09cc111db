"""Deleting with a day to undo: one way for all that people may delete of their own.

A row of a ``Deletable`` table that was deleted stays where it is, with the moment. No statement of a session finds it,
whatever page, count or export it is for, but those that ask ``WITH_DELETED``. A day later the sweep takes it away for
good. Statements that name a ``Table`` instead of a class see all rows: a backup, an export of everything about
somebody, and erasure have to.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Row, ScalarSelect, event, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Mapped, ORMExecuteState, Session, mapped_column, with_loader_criteria

from .db import db, part_of_action
from .shared.undo import UNDO, Deleted

WITH_DELETED: Mapping[str, Any] = {"with_deleted": True}
"""The execution options of a statement that finds deleted rows, too."""
IS_THERE = "deleted_at IS NULL"
"""The condition of an index that counts only what is not deleted."""
MOST_SHOWN = 50
ON_ITS_WAY = timedelta(minutes=1)  # in which what was had back at the last moment has long been written


class Deletable:
    """A table whose rows their owner may delete, and have back for a day."""

    id: Mapped[int]
    deleted_at: Mapped[datetime | None] = mapped_column()


D = TypeVar("D", bound=Deletable)

_ONLY_WHAT_IS_THERE = with_loader_criteria(Deletable, lambda row: row.deleted_at.is_(None), include_aliases=True)

_NARROWED: WeakKeyDictionary[Any, Any] = WeakKeyDictionary()
"""Statements with the condition, by those without: of one that is built once, what the database knows stays known."""


@event.listens_for(Session, "do_orm_execute")
def _leave_out_deleted(asked: ORMExecuteState) -> None:
    """Add the condition wherever a deletable table stands in a statement: in joins, subqueries and unions as well."""
    finds = asked.is_select or asked.is_update or asked.is_delete
    if finds and asked.is_orm_statement and not asked.is_column_load and "with_deleted" not in asked.execution_options:
        narrowed = _NARROWED.get(asked.statement)
        if narrowed is None:
            narrowed = _NARROWED[asked.statement] = asked.statement.options(_ONLY_WHAT_IS_THERE)
        asked.statement = narrowed


@part_of_action
def delete(table: type[Deletable], *which: ColumnElement[bool], at: datetime) -> bool:
    """Delete the row that is meant, with a day to undo; whether there is such a row.

    A second click finds it deleted, and leaves the day as it was.
    """
    there = update(table).where(*which).values(deleted_at=at).returning(table.id)
    return bool(db.session.execute(there).all()) or is_deleted(table, *which, at=at)


@part_of_action
def restore(table: type[Deletable], *which: ColumnElement[bool], at: datetime) -> bool:
    """Have a row back that was deleted within the last day; whether it is there now. A second click changes nothing."""
    back = update(table).where(*which, table.deleted_at > at - UNDO).values(deleted_at=None)
    db.session.execute(back, execution_options=WITH_DELETED)
    return db.session.scalar(select(table.id).where(*which)) is not None


def is_deleted(table: type[Deletable], *which: ColumnElement[bool], at: datetime) -> bool:
    """Whether the row that is meant is deleted and can be had back."""
    asked = select(table.id).where(*which, table.deleted_at > at - UNDO)
    return db.session.scalar(asked, execution_options=WITH_DELETED) is not None


def deleted(
    table: type[Deletable],
    title: ColumnElement[str] | InstrumentedAttribute[str],
    *which: ColumnElement[bool],
    at: datetime,
) -> list[Deleted]:
    """What can be had back of what is meant, the latest first."""
    asked: Any = select(table.id, title.label("title"), table.deleted_at).where(*which, table.deleted_at > at - UNDO)
    latest = asked.order_by(table.deleted_at.desc(), table.id.desc()).limit(MOST_SHOWN)
    return [_deleted(row) for row in db.session.execute(latest, execution_options=WITH_DELETED)]


def there_or_deleted(table: type[Deletable], *, since: datetime) -> ColumnElement[bool]:
    """What is there, or was deleted ``since``: for a page that asks for both in one statement, ``WITH_DELETED``."""
    return or_(table.deleted_at.is_(None), table.deleted_at > since)


def parted(rows: Iterable[D], title: Callable[[D], str]) -> tuple[list[D], list[Deleted]]:
    """The rows of such a statement that are there, and what can be had back, the latest first."""
    rows = list(rows)
    gone = [Deleted(row.id, title(row), row.deleted_at + UNDO) for row in rows if row.deleted_at]
    latest = sorted(gone, key=lambda each: (each.until, each.id), reverse=True)[:MOST_SHOWN]
    return [row for row in rows if not row.deleted_at], latest


def _deleted(row: Row[Any]) -> Deleted:
    return Deleted(row.id, row.title, row.deleted_at + UNDO)


def out_of_time(table: type[Deletable], *, at: datetime) -> ScalarSelect[int]:
    """The ids of what can no longer be had back, for statements that are executed ``WITH_DELETED``."""
    return select(table.id).where(table.deleted_at <= at - UNDO - ON_ITS_WAY).scalar_subquery()
