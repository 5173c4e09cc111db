"""Erasing somebody, and what keeps that from happening. The audit says that it was done, and about which number."""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Table, bindparam, delete, func, null, select, update

from ..accounts import queries as accounts
from ..accounts.actions import people
from ..accounts.core import Role
from ..accounts.queries import lock_person
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import Base, db, insert_missing, part_of_action, transaction
from ..evidence.files import actions as files
from ..jobs.actions import discard_results
from ..outbox import actions as outbox
from ..outbox.core import Letter
from ..quiz.bank.queries import live_versions
from ..recall.actions import work_out_again
from ..records.core.about import KIND as RECORDS
from ..shared.portfolio import exports_about
from . import queries
from .core.erasure import ERASED, email_after, is_erased, must_be_erasable, name_after
from .core.holdings import HOLDINGS, DataClass, Holding
from .core.merging import Fate, NotMerged
from .core.privacy import Ending
from .models import HoldRow, RetentionRow


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
    return _erased(person_id, actor_id=actor_id, at=at)


@part_of_action
def _erased(person_id: int, *, actor_id: int | None, at: datetime) -> Leftovers:
    leftovers = _emptied(person_id, frozenset(DataClass), at=at)
    _forget_pieces(person_id)
    for each in accounts.accounts_of(person_id):
        people.forget_person(each, name=name_after(each), email=email_after(each), at=at)
    note_in_audit("learner erased", kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
    return leftovers


@part_of_action
def _emptied(person_id: int, classes: Collection[DataClass], *, at: datetime) -> Leftovers:
    """Delete or empty somebody's rows of these classes; what to delete outside the database."""
    keys = queries.keys_of(person_id) if DataClass.CLIENTS in classes else ()
    leftovers = Leftovers(tuple(keys), tuple(_forget_exports(person_id, at=at)))
    if DataClass.CLIENTS in classes:
        files.forget_words(person_id)
    if DataClass.RECORD in classes:
        _empty_written_answers(person_id)
    for table in reversed(Base.metadata.sorted_tables):
        if (holding := HOLDINGS.get(table.name)) and holding.data_class in classes:
            _erase_rows(holding, table, person_id)
    return leftovers


@transaction
def merge(closes_id: int, stays_id: int, *, seen: str, actor_id: int, at: datetime) -> Leftovers:
    """Move what somebody has with one account to another of theirs, and close the first for good.

    ``seen`` stands for what whoever confirmed it was shown. Returns what to delete outside the database: files that the
    closed account had asked for, which speak of a part. Raises ``NotMerged``.
    """
    for each in sorted((closes_id, stays_id)):
        lock_person(each)
    closes, stays = accounts.account(closes_id), accounts.account(stays_id)
    if closes is None or stays is None:
        raise NotMerged("One of these accounts is not there any more.")
    merging = queries.merging(closes, stays, at=at)
    if merging.why_not:
        raise NotMerged(" ".join(merging.why_not))
    if merging.seen != seen:
        raise NotMerged("What would move has changed since you looked: read the lists below, and confirm again.")
    leftovers = Leftovers((), tuple(_forget_exports(closes_id, at=at)))
    _keep_one_enrolment(closes_id, stays_id)
    _number_attempts(closes_id, stays_id)
    _move(closes_id, stays_id)
    work_out_again(stays_id)
    people.close_for_good(closes_id, into_id=stays_id, actor_id=actor_id, at=at)
    return leftovers


@part_of_action
def _keep_one_enrolment(closes_id: int, stays_id: int) -> None:
    """Where both are in a cohort, the account that stays is there since the earlier start."""
    enrolments, changes = Base.metadata.tables["enrolments"], Base.metadata.tables["enrolment_changes"]
    for goes, kept, _ in queries.in_one_cohort(closes_id, stays_id):
        pair = select(func.min(enrolments.c.started_at)).where(enrolments.c.id.in_([goes, kept])).scalar_subquery()
        db.session.execute(update(enrolments).where(enrolments.c.id == kept).values(started_at=pair))
        for column in (changes.c.enrolment_id, changes.c.to_id):
            db.session.execute(update(changes).where(column == goes).values({column.name: kept}))
        db.session.execute(delete(enrolments).where(enrolments.c.id == goes))


@part_of_action
def _number_attempts(closes_id: int, stays_id: int) -> None:
    """Number the attempts at papers that both practised as those of one person, by their start."""
    attempts, before, numbers = Base.metadata.tables["attempts"], Counter[str](), []
    for attempt in queries.begun_twice(closes_id, stays_id):
        before[attempt.paper_id] += 1
        numbers.append({"which": attempt.id, "new": -before[attempt.paper_id]})
    if numbers:  # below nought at first, where none of the old numbers is
        one = update(attempts).where(attempts.c.id == bindparam("which"))
        db.session.execute(one.values(number=bindparam("new"), learner_id=stays_id), numbers)
        among = attempts.c.id.in_([each["which"] for each in numbers])
        db.session.execute(update(attempts).where(among).values(number=-attempts.c.number))


@part_of_action
def _move(closes_id: int, stays_id: int) -> None:
    for column in queries.columns(Fate.MOVES):
        stay = queries.stays_behind(column, closes_id, stays_id)
        moved = update(column.table).where(column == closes_id, ~stay)
        db.session.execute(moved.values({column.name: stays_id}))
    for column in queries.columns(Fate.ENDS):
        db.session.execute(delete(column.table).where(column == closes_id))
    abilities = Base.metadata.tables["abilities"]
    db.session.execute(delete(abilities).where(abilities.c.learner_id == stays_id))


@transaction
def warn(ending: Ending, letter: Letter, *, at: datetime) -> None:
    """Tell somebody until when a class of their data is kept; a second time tells nothing."""
    lock_person(ending.person_id)
    values = {"data_class": ending.data_class, "until": ending.until.isoformat(), "warned_at": at}
    told = insert_missing(RetentionRow, "id").values(person_id=ending.person_id, **values)
    if db.session.scalar(told) is not None:
        outbox.put([letter], at=at)
        about = f"{ending.data_class}, until {ending.until}"
        note_in_audit(
            "told of deletion", kind=AuditKind.ACCOUNTS, actor_id=None, subject_id=ending.person_id, detail=about, at=at
        )


@transaction
def end(ending: Ending, *, at: datetime) -> Leftovers | None:
    """Delete what was kept for long enough; what to delete outside the database, or ``None`` where a hold stops it.

    With the record goes all the rest, if its learner has no other role.
    """
    lock_person(ending.person_id)
    person = accounts.account(ending.person_id)
    enrolled = queries.is_enrolled(ending.person_id, at=at)
    if person is None or enrolled or is_erased(person) or queries.hold_on(ending.person_id):
        return None
    if ending.data_class is DataClass.RECORD:
        return None if person.roles - {Role.LEARNER} else _erased(person.id, actor_id=None, at=at)
    mine = RetentionRow.person_id == person.id, RetentionRow.data_class == ending.data_class
    same = RetentionRow.until == ending.until.isoformat(), RetentionRow.deleted_at.is_(None)
    done = update(RetentionRow).where(*mine, *same).values(deleted_at=at).returning(RetentionRow.id)
    if db.session.scalar(done) is None:
        return None
    about = f"{ending.data_class}, kept until {ending.until}"
    note_in_audit(
        "deleted after its time", kind=AuditKind.ACCOUNTS, actor_id=None, subject_id=person.id, detail=about, at=at
    )
    return _emptied(person.id, {ending.data_class}, at=at)


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
def _forget_exports(person_id: int, *, at: datetime) -> Iterable[str]:
    """The files that were made about somebody, by whoever asked; their jobs name them no more.

    Records of cohorts may name anybody, so they are made anew.
    """
    jobs = Base.metadata.tables["jobs"]
    about = jobs.c.about.in_([each for id_ in accounts.accounts_of(person_id) for each in exports_about(id_)])
    files = db.session.scalars(select(jobs.c.file).where(about, jobs.c.file.is_not(None))).all()
    db.session.execute(delete(jobs).where(about))
    of_cohorts = db.session.scalars(select(jobs.c.about).where(jobs.c.kind == RECORDS).distinct()).all()
    return [*(file for file in files if file), *discard_results(of_cohorts, at=at)]
