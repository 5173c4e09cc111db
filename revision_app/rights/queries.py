"""What the tables hold about one person, read by ``core.holdings`` from any of them, as a backup does."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, Table, UniqueConstraint, and_, func, or_, select

from ..accounts.core import Account
from ..accounts.queries import accounts_of, names
from ..cohorts.queries import enrolments, everybody_who_left
from ..db import Base, db
from ..deletion import IS_THERE
from ..marking.queries.submissions import released_pieces
from ..quiz.attempts.queries.attempts import still_counting
from ..quiz.attempts.queries.rules import released_attempts
from ..quiz.attempts.queries.withheld import withheld
from ..quiz.bank.queries import paper_versions
from ..web.moments import shown
from .core.erasure import Hold, Preview
from .core.holdings import HOLDINGS, UNTOLD, DataClass, Holding, Shown
from .core.merging import FATES, OWN_RULE, Counted, Fate, Found, Merging
from .core.privacy import Ending, endings
from .library import privacy
from .models import HoldRow, RetentionRow

PEOPLE, TIMED = "people", "timed"
ANOTHER = "another person"
KEPT_BACK = "kept back while a paper that asks this is open to you"
_TELLS = ("response", "mark_num", "mark_den", "unsafe", "ruling", "share_num", "share_den", "points", "item_digest")


def table_of(holding: Holding) -> Table:
    return Base.metadata.tables[holding.table]


def belongs(holding: Holding, person_id: int) -> ColumnElement[bool]:
    """Whether a row of its table is somebody's, directly or through the rows of other tables that are."""
    table = table_of(holding)
    return or_(*(_leads(table, name, person_id) for name in holding.by))


def _leads(table: Table, name: str, person_id: int) -> ColumnElement[bool]:
    column = table.c[name]
    target = table.c.id if table.name == PEOPLE else next(iter(column.foreign_keys)).column
    if target.table.name == PEOPLE:
        merged = Base.metadata.tables["merged_accounts"].c
        return or_(column == person_id, column.in_(select(merged.closed_id).where(merged.into_id == person_id)))
    return column.in_(select(target).where(belongs(HOLDINGS[target.table.name], person_id)))


def everything(person_id: int, *, at: datetime) -> Iterator[tuple[Holding, list[dict[str, Any]]]]:
    """Each holding of which somebody takes rows along, with these rows as they can be written down."""
    kept_back, theirs = withheld(person_id, at=at), accounts_of(person_id)
    cohorts = Base.metadata.tables["cohorts"]
    names = {row.id: row.name for row in db.session.execute(select(cohorts.c.id, cohorts.c.name))}
    for holding in HOLDINGS.values():
        if not holding.left_out:
            rows = db.session.execute(_rows(holding, person_id, theirs, at)).mappings()
            yield holding, [_plain(holding, dict(row), theirs, names, kept_back) for row in rows]


def _rows(holding: Holding, person_id: int, theirs: list[int], at: datetime) -> Select[Any]:
    table = table_of(holding)
    rows = select(table).where(belongs(holding, person_id)).order_by(*table.primary_key)
    if holding.table == "audit_entries":
        rows = rows.where(or_(table.c.actor_id.in_(theirs), table.c.deed.not_in(UNTOLD)))
    if holding.shown is Shown.ALL:
        return rows
    if holding.table == "decisions":
        rows = rows.where(~_was_written_over())
    return rows.where(_is_released(table, at, pieces=holding.shown is Shown.RELEASED_PIECES))


def _was_written_over() -> ColumnElement[bool]:
    """Whether an assessor decided anew before the release, so that the learner was never shown this decision."""
    decision, release = Base.metadata.tables["decisions"], Base.metadata.tables["releases"]
    later = decision.alias()
    return (
        select(later.c.id)
        .join(release, release.c.piece_id == later.c.piece_id)
        .where(later.c.piece_id == decision.c.piece_id, later.c.criterion == decision.c.criterion)
        .where(later.c.id > decision.c.id, later.c.at <= release.c.at)
        .exists()
    )


def _is_released(table: Table, at: datetime, *, pieces: bool) -> ColumnElement[bool]:
    """Whether a row is about a piece, or an attempt, whose decisions or results its learner may read."""
    own = "piece_id" if pieces else "attempt_id"
    if own in table.c:
        released = table.c[own].in_(released_pieces(at) if pieces else released_attempts(at))
        # A second marker's comments are working of assessors, which the learner is never shown.
        return and_(released, table.c.second_by_id.is_(None)) if "second_by_id" in table.c else released
    (column,) = (column for column in table.c if column.foreign_keys and column.name in HOLDINGS[table.name].by)
    target = next(iter(column.foreign_keys)).column
    return column.in_(select(target).where(_is_released(target.table, at, pieces=pieces)))


def _plain(
    holding: Holding, row: dict[str, Any], theirs: list[int], cohorts: dict[int, str], kept_back: frozenset[str]
) -> dict[str, Any]:
    """A row as text and numbers: others are nobody by name, a cohort has one, and open papers keep their keys."""
    said = {name: _said(value) for name, value in row.items() if name not in holding.without}
    for column in table_of(holding).columns:
        if column.name in said and column.foreign_keys and said[column.name] is not None:
            target = next(iter(column.foreign_keys)).column.table.name
            if target == PEOPLE:
                said[column.name] = "you" if said[column.name] in theirs else ANOTHER
            elif target == "cohorts":
                said[column.name] = cohorts.get(row[column.name], "")
    if row.get("item_id") in kept_back:
        said |= {name: KEPT_BACK for name in (*_TELLS, "item_id") if name in said}
    if holding.table == "audit_entries" and row["actor_id"] not in theirs:
        said.pop("detail")  # which may tell of decisions before they are released
    return said


def _said(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


# Erasure


def hold_on(person_id: int) -> Hold | None:
    """Why somebody is not to be erased; ``None`` where nothing says so."""
    row = db.session.scalar(select(HoldRow).where(HoldRow.person_id == person_id, HoldRow.lifted_at.is_(None)))
    return Hold(row.reason, names([row.by_id])[row.by_id], row.at) if row else None


def is_enrolled(person_id: int, *, at: datetime) -> bool:
    time = enrolments(at=at).subquery()
    return db.session.scalar(select(time.c.cohort_id).where(time.c.learner_id == person_id).limit(1)) is not None


def preview(person_id: int) -> Preview:
    """What erasing somebody would do, in one statement."""
    counted = [
        select(func.count()).select_from(table_of(holding)).where(belongs(holding, person_id)).scalar_subquery()
        for holding in HOLDINGS.values()
    ]
    numbers = db.session.execute(select(*(each.label(f"n{n}") for n, each in enumerate(counted)))).one()
    listed = [(holding, number) for holding, number in zip(HOLDINGS.values(), numbers, strict=True) if number]
    return Preview(
        tuple(each for each in listed if not each[0].kept),
        tuple(each for each in listed if each[0].kept),
        len(keys_of(person_id)),
    )


def keys_of(person_id: int) -> list[str]:
    """The keys under which the store has somebody's files and what has arrived of others."""
    files, uploads = Base.metadata.tables["files"], Base.metadata.tables["uploads"]
    kept = db.session.execute(select(files.c.key, files.c.thumbnail_key).where(files.c.learner_id == person_id))
    parts = db.session.scalars(select(uploads.c.parts).where(uploads.c.learner_id == person_id))
    return [key for row in kept for key in row if key] + [key for some in parts for key in some]


# Retention


def all_endings(*, at: datetime, of: int | None = None) -> list[Ending]:
    """What of those who left, or of one of them, is kept until when, and what of it is still to be deleted."""
    says = privacy()
    if says is None:
        return []
    left = [(id_, shown(ended).date()) for id_, ended in everybody_who_left(at=at) if of in (None, id_)]
    rows = db.session.scalars(select(RetentionRow)).all()
    known = {(row.person_id, row.data_class, date.fromisoformat(row.until)): row for row in rows}
    warned = {key: shown(row.warned_at).date() for key, row in known.items()}
    listed = endings(says, left, warned)
    return [each for each in listed if not _is_done(known.get((each.person_id, each.data_class, each.until)))]


def _is_done(row: RetentionRow | None) -> bool:
    return row is not None and row.deleted_at is not None


def my_endings(person_id: int, *, at: datetime) -> dict[DataClass, date]:
    """Until when each class of somebody's data is kept, if they have left."""
    return {each.data_class: each.until for each in all_endings(at=at, of=person_id)}


# Merging


def columns(fate: Fate) -> list[Column[Any]]:
    """The columns that refer to people and have this fate, in the order of their tables."""
    named = [(f"{table.name}.{column.name}", column) for table in Base.metadata.sorted_tables for column in table.c]
    return [column for name, column in named if FATES.get(name) is fate]


def stays_behind(column: Column[Any], closes_id: int, stays_id: int) -> ColumnElement[bool]:
    """Whether a row of the account that closes is one that the other account has already, as a unique index counts."""
    table, theirs = column.table, column.table.alias()
    alike = [] if f"{table.name}.{column.name}" in OWN_RULE else _unique(table)
    same = [
        select(theirs.c[column.name])
        .where(theirs.c[column.name] == stays_id)
        .where(*(theirs.c[other.name] == other for other in unique if other is not column))
        .where(*(each.c.deleted_at.is_(None) for each in (table, theirs) if while_there))
        .exists()
        for unique, while_there in alike
        if column in unique
    ]
    return and_(column == closes_id, or_(False, *same))


def _unique(table: Any) -> Iterator[tuple[list[Column[Any]], bool]]:
    """The columns that no two rows of a table have alike, and whether that holds only of rows that are not deleted."""
    yield list(table.primary_key), False
    yield from ((list(each.columns), False) for each in table.constraints if isinstance(each, UniqueConstraint))
    for index in table.indexes:
        if index.unique:
            yield list(index.columns), str(index.dialect_options["sqlite"]["where"]) == IS_THERE


def merging(closes: Account, stays: Account, *, at: datetime) -> Merging:
    """What merging an account into another would do, and what stands in its way."""
    both = (closes.id, stays.id)
    cohorts = Base.metadata.tables["cohorts"].c
    twice = [cohort for _, _, cohort in in_one_cohort(*both)]
    named = select(cohorts.name).where(cohorts.id.in_(twice)).order_by(cohorts.name)
    threads = Base.metadata.tables["message_threads"].c
    wrote = select(threads.id).where(threads.writer_id.in_(both), threads.recipient_id.in_(both)).limit(1)
    found = Found(
        counted=_counted(*both),
        staff=frozenset(each for each in both if _worked_as_staff(each)),
        sitting=frozenset(each for each in both if any(sat.timing.limit for sat in still_counting(each, at))),
        sat_twice=_sat_twice(*both),
        cohorts=tuple(db.session.scalars(named)),
        on_hold=frozenset(each for each in both if hold_on(each)),
        wrote_to_each_other=db.session.scalar(wrote) is not None,
    )
    return Merging(closes, stays, found)


def _counted(closes_id: int, stays_id: int) -> tuple[Counted, ...]:
    """How many rows move and stay behind, in one statement; whoever wrote and got a message counts in both."""
    moving = columns(Fate.MOVES)
    counts = [
        select(func.count()).select_from(column.table).where(which).scalar_subquery()
        for column in moving
        for which in (column == closes_id, stays_behind(column, closes_id, stays_id))
    ]
    numbers = db.session.execute(select(*(each.label(f"n{n}") for n, each in enumerate(counts)))).one()
    found: dict[str, Counted] = {}
    for column, all_, behind in zip(moving, numbers[::2], numbers[1::2], strict=True):
        before = found.get(column.table.name, Counted(column.table.name, 0))
        found[before.table] = Counted(before.table, before.moves + all_ - behind, before.stays + behind)
    return tuple(each for each in found.values() if each.moves or each.stays)


def _worked_as_staff(person_id: int) -> bool:
    asked = [select(column).where(column == person_id).exists() for column in columns(Fate.OF_STAFF)]
    return bool(db.session.scalar(select(or_(*asked))))


def in_one_cohort(closes_id: int, stays_id: int) -> list[tuple[int, int, int]]:
    """The enrolments that go on of both in one cohort: the closing account's, the other's, and the cohort's id."""
    one = Base.metadata.tables["enrolments"]
    other = one.alias()
    pairs = select(one.c.id, other.c.id, one.c.cohort_id).join(other, other.c.cohort_id == one.c.cohort_id)
    go_on = one.c.ended_at.is_(None), other.c.ended_at.is_(None)
    whose = one.c.learner_id == closes_id, other.c.learner_id == stays_id
    return [(mine, theirs, cohort) for mine, theirs, cohort in db.session.execute(pairs.where(*whose, *go_on))]


def _sat_twice(closes_id: int, stays_id: int) -> tuple[str, ...]:
    """The titles of papers under time that both began, as they were when they did."""
    twice = [attempt for attempt in begun_twice(closes_id, stays_id) if attempt.mode == TIMED]
    return tuple(sorted({paper.title for paper in paper_versions(each.paper_digest for each in twice).values()}))


def begun_twice(closes_id: int, stays_id: int) -> Sequence[Any]:
    """The attempts of both at papers that both began, as one person would have begun them: one after another."""
    attempts = Base.metadata.tables["attempts"]
    other = attempts.alias()
    both = [closes_id, stays_id]
    alike = other.c.paper_id == attempts.c.paper_id, other.c.learner_id != attempts.c.learner_id
    twice = select(other.c.id).where(*alike, other.c.learner_id.in_(both)).exists()
    chosen = select(*attempts.c["id", "paper_id", "paper_digest", "mode"]).where(attempts.c.learner_id.in_(both), twice)
    return db.session.execute(chosen.order_by(attempts.c.paper_id, attempts.c.started_at, attempts.c.id)).all()
