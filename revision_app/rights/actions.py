"""Erasing somebody, and what keeps that from happening. The audit says that it was done, and about which number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Table, delete, null, select, update

from ..accounts import actions as accounts_actions
from ..accounts import queries as accounts
from ..accounts.queries import lock_person
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import Base, db, part_of_action, transaction
from ..quiz.bank.queries import live_versions
from ..shared.portfolio import exports_about
from . import queries
from .core.erasure import ERASED, email_after, must_be_erasable, name_after
from .core.holdings import HOLDINGS, Holding
from .models import HoldRow


@dataclass(frozen=True)
class Leftovers:
    """What is to be deleted outside the database once its rows are gone: keys in the store, files of results."""

    keys: tuple[str, ...]
    results: tuple[str, ...]


@transaction
def hold(person_id: int, reason: str, *, actor_id: int, at: datetime) -> None:
    """Keep somebody from being erased; a second reason takes the place of the first."""
    lock_person(person_id)
    _lift(person_id, actor_id=actor_id, at=at)
    db.session.add(HoldRow(person_id=person_id, reason=reason, by_id=actor_id, at=at))
    note_in_audit("erasure put on hold", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)


@transaction
def lift_hold(person_id: int, *, actor_id: int, at: datetime) -> None:
    lock_person(person_id)
    if _lift(person_id, actor_id=actor_id, at=at):
        note_in_audit("erasure hold lifted", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)


@part_of_action
def _lift(person_id: int, *, actor_id: int, at: datetime) -> bool:
    goes_on = HoldRow.person_id == person_id, HoldRow.lifted_at.is_(None)
    lifted = update(HoldRow).where(*goes_on).values(lifted_at=at, lifted_by_id=actor_id).returning(HoldRow.id)
    return db.session.scalar(lifted) is not None


@transaction
def erase(person_id: int, *, actor_id: int | None, at: datetime) -> Leftovers:
    """Delete what is somebody's, and empty what the centre must keep; what to delete outside the database.

    Raises ``NotErased``.
    """
    lock_person(person_id)
    person = accounts.account(person_id)
    if person is None:
        return Leftovers((), ())
    must_be_erasable(person, is_enrolled=queries.is_enrolled(person_id, at=at), hold=queries.hold_on(person_id))
    leftovers = Leftovers(tuple(queries.keys_of(person_id)), tuple(_forget_exports(person_id)))
    _empty_written_answers(person_id)
    for table in reversed(Base.metadata.sorted_tables):
        if holding := HOLDINGS.get(table.name):
            _erase_rows(holding, table, person_id)
    _forget_pieces(person_id)
    accounts_actions.forget_person(person_id, name=name_after(person_id), email=email_after(person_id), at=at)
    note_in_audit("learner erased", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
    return leftovers


@part_of_action
def _erase_rows(holding: Holding, table: Table, person_id: int) -> None:
    theirs = queries.belongs(holding, person_id)
    if not holding.kept:
        db.session.execute(delete(table).where(theirs))
    for name in holding.blank:
        column = table.c[name]
        empty: Any = None if column.nullable and not isinstance(column.type, JSON) else ""
        if isinstance(column.type, JSON):
            empty = {} if name == "content" else []
        db.session.execute(update(table).where(theirs, column.is_not(null())).values({name: empty}))


@part_of_action
def _empty_written_answers(person_id: int) -> None:
    """Empty answers in somebody's own words; those that are choices stay, to be marked again if need be."""
    items = Base.metadata.tables["result_items"]
    theirs = queries.belongs(HOLDINGS["result_items"], person_id)
    digests = set(db.session.scalars(select(items.c.item_digest).where(theirs).distinct()))
    written = [digest for digest, version in live_versions(digests).items() if not version.item.keys]
    db.session.execute(update(items).where(theirs, items.c.item_digest.in_(written)).values(response=[]))


@part_of_action
def _forget_pieces(person_id: int) -> None:
    """What is left of pieces is of a kind of its own; those of one series stay together."""
    pieces = Base.metadata.tables["pieces"]
    mine = select(pieces.c.id, pieces.c.kind, pieces.c.source_id).where(pieces.c.learner_id == person_id)
    first: dict[tuple[str, int], int] = {}
    for id_, kind, source_id in db.session.execute(mine.order_by(pieces.c.id)).all():
        series = first.setdefault((kind, source_id), id_)
        values = {"kind": ERASED, "source_id": series, "title": "Erased"}
        db.session.execute(update(pieces).where(pieces.c.id == id_).values(values))


@part_of_action
def _forget_exports(person_id: int) -> Iterable[str]:
    """The files that were made about somebody, by whoever asked; their jobs name them no more."""
    jobs = Base.metadata.tables["jobs"]
    about = jobs.c.about.in_(exports_about(person_id))
    files = db.session.scalars(select(jobs.c.file).where(about, jobs.c.file.is_not(None))).all()
    db.session.execute(delete(jobs).where(about))
    return [file for file in files if file]
