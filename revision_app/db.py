"""The database: one handle, UTC times, and the rule that an action is one transaction."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache, wraps
from inspect import signature
from operator import add, sub
from typing import Any, ClassVar, ParamSpec, TypeVar, cast

from flask import current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ColumnElement,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Executable,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    TypeDecorator,
    bindparam,
    func,
    insert,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.operators import OperatorType

from .turns import turns

P = ParamSpec("P")
R = TypeVar("R")


EARLIEST, LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
"""What lies outside was a slip, and is read as the nearest of these: no sum of it and nobody's clock overflows."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, kept as naive UTC because SQLite drops the zone."""

    impl = DateTime
    cache_ok = True

    class comparator_factory(TypeDecorator.Comparator[datetime]):
        """Moments are compared in the database and reckoned with here: SQLite keeps them as words."""

        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            if op in (add, sub):
                raise TypeError("A database does not reckon with moments. Work out the moment, and give it that.")
            return super().operate(op, *other, **kwargs)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        moment = value.replace(tzinfo=UTC)
        return moment if EARLIEST <= moment <= LATEST else min(max(moment, EARLIEST), LATEST)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcDateTime,
        # Words are kept as text without a CHECK: a new word then needs no rebuilt table.
        StrEnum: Enum(StrEnum, native_enum=False, length=40, values_callable=lambda words: [w.value for w in words]),
    }


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})

_WRITES = {"writes": True}
_NO_TRANSACTION = {"postgresql": {"isolation_level": "AUTOCOMMIT"}}  # SQLite begins one only where it is told to


def read_alone(question: Executable, **parameters: object) -> Sequence[Row[Any]]:
    """The rows of one statement, asked by itself: for what every request asks, without the cost of a session.

    No transaction is begun, which a single statement has no use for.
    """
    with _alone(db.engine).connect() as connection:
        return connection.execute(question, parameters).all()


_TYPES: dict[type, Any] = {datetime: UtcDateTime(), int: Integer(), str: String()}
_COLLECTIONS = list, tuple, set, frozenset, dict


def built_once(build: Callable[P, R]) -> Callable[P, tuple[R, dict[str, object]]]:
    """Make what builds a statement return it with its parameters, to be executed together: it is built but once.

    To build a statement takes far longer than to run it. Instead of a moment, a whole number or words ``build`` gets a
    parameter to compare with, and instead of a collection one for ``in_``; it must not reckon with them. Whatever else
    it is given (``None`` too) it gets as it is, and each such combination has a statement of its own.
    """
    asked, built = signature(build), dict[tuple[object, ...], R]()

    @wraps(build)
    def statement(*args: P.args, **kwargs: P.kwargs) -> tuple[R, dict[str, object]]:
        given = asked.bind(*args, **kwargs).arguments
        values = {name: list(value) if isinstance(value, _COLLECTIONS) else value for name, value in given.items()}
        parameters = {name: value for name, value in values.items() if type(value) in _TYPES or type(value) is list}
        shape = tuple((name, type(value) if name in parameters else value) for name, value in values.items())
        if shape not in built:
            stand_ins = {name: _parameter(name, value) for name, value in parameters.items()}
            built[shape] = build(**(values | stand_ins))  # type: ignore[arg-type, call-arg]  # each by its name
        return built[shape], parameters

    return statement


def _parameter(name: str, value: object) -> object:
    if isinstance(value, list):
        return bindparam(name, expanding=True)
    return bindparam(name, type_=_TYPES[type(value)])


def leave_nothing_behind() -> None:
    """Take what was deleted out of SQLite's log as well, as far as nobody reads just now; the next sweep tries again.

    PostgreSQL removes it from its files when it next cleans up (``autovacuum``).
    """
    if db.engine.dialect.name == "sqlite":
        with _alone(db.engine).connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@cache
def _alone(engine: Engine) -> Engine:
    return engine.execution_options(alone=True, **_NO_TRANSACTION.get(engine.dialect.name, {}))


def insert_missing(table: type[Base], returning: str | None = None) -> Any:
    """An INSERT that leaves out each row that would share with another what only one may have.

    It gives the column of that name of the rows that it puts in, where ``returning`` names one.
    """
    return _insert_missing(cast(Table, table.__table__), db.session.get_bind().dialect.name, returning)


@cache
def _insert_missing(table: Table, dialect: str, returning: str | None) -> Any:
    insertion = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).on_conflict_do_nothing()
    return insertion.returning(table.c[returning]) if returning else insertion


@contextmanager
def _in_line(session: Session) -> Iterator[None]:
    """SQLite lets one writer in at a time: wait for the turn to write. Raises ``Busy`` when it does not come."""
    engine = cast(Engine, session.get_bind())
    if engine.dialect.name != "sqlite":
        yield
        return
    with turns(engine.url.database).turn(current_app.config["LOCK_SECONDS"]):
        yield


@contextmanager
def together() -> Iterator[None]:
    """Make all actions that are called within one transaction, so that a killed process leaves nothing half done.

    For filling an empty database. Whoever else wants to write waits meanwhile, so never in a request.
    """
    session: Session = db.session()
    session.rollback()
    with _in_line(session):
        session.connection(execution_options=_WRITES)
        session.info["together"] = True
        session.info["noted"] = {}
        try:
            yield
            _commit(session)
        except BaseException:
            session.rollback()
            raise
        finally:
            session.info["together"] = False


def insert_all(row: type[Base], values: Sequence[dict[str, Any]]) -> None:
    """Insert rows with one statement, however many, whose ids nobody asks for."""
    if values:
        db.session.execute(insert(row), values)


def count_on_from(table: Table) -> None:
    """Let the ids of new rows follow those in the table, after rows were written with ids of their own.

    SQLite does so by itself.
    """
    if db.engine.dialect.name == "postgresql" and "id" in table.columns:
        highest = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(text(f"'{table.name}'"), text("'id'"))
        db.session.execute(select(func.setval(sequence, highest, False)))


def transaction(action: Callable[P, R]) -> Callable[P, R]:
    """Make an action one database transaction: all of it happens, or none."""

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        session: Session = db.session()
        if session.info.get("in_action"):
            raise RuntimeError(f"{action.__qualname__} is an action of its own; mark what it shares as part_of_action")
        if session.info.get("together"):
            return _within(session, action, *args, **kwargs)
        session.rollback()  # end the reading the request has begun, so that the lock comes before the first read
        with _in_line(session):
            try:
                session.connection(execution_options=_WRITES)
                session.info["noted"] = {}
                outcome = _within(session, action, *args, **kwargs)
                _commit(session)
            except BaseException:
                session.rollback()
                raise
        return outcome

    run.is_transaction = True  # type: ignore[attr-defined]  # a mark; types know none on functions
    return run


Ending = Callable[[], Callable[[], None] | None]
_ENDINGS: list[Ending] = []


def last_in_transaction(step: Ending) -> Ending:
    """Have every transaction do this as its last, before it is committed; what it returns is called afterwards."""
    _ENDINGS.append(step)
    return step


def noted_in_transaction(key: str) -> list[Any]:
    """What this transaction, and no other, has noted under a key for its last steps."""
    noted: dict[str, list[Any]] = db.session().info["noted"]
    return noted.setdefault(key, [])


def _commit(session: Session) -> None:
    afterwards = [step() for step in _ENDINGS]
    session.commit()
    for then in afterwards:
        if then:
            then()


def _within(session: Session, action: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    session.info["in_action"] = True
    try:
        return action(*args, **kwargs)
    finally:
        session.info["in_action"] = False


def part_of_action(step: Callable[P, R]) -> Callable[P, R]:
    """Mark a writing step that only makes sense inside another action's transaction."""

    @wraps(step)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if not db.session().info.get("in_action"):
            raise RuntimeError(f"{step.__qualname__} writes within an action, and there is none")
        return step(*args, **kwargs)

    run.is_transaction = True  # type: ignore[attr-defined]  # a mark; types know none on functions
    return run
