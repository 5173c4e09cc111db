"""What can happen to a log. No name, and nothing that a record says, goes into the audit."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from .. import deletion
from ..accounts.core.own_work import must_be_anothers
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, part_of_action, transaction
from ..deletion import WITH_DELETED
from ..evidence import queries as evidence
from ..evidence.actions import put_forward
from ..evidence.core.declaration import Declaration
from ..links import actions as links
from ..links import queries as link_queries
from ..links.core import Link, LinkClosed
from . import queries
from .core.guide import Guide, Value
from .core.record import (
    MOST_RECORDS,
    PURPOSE,
    NoSuchRecord,
    NotChanged,
    Record,
    SavedBefore,
)
from .core.selection import KIND, MOST_SELECTIONS, Choice, NoSuchSelection, Selection, TooMany, lacking
from .models import CountersignatureRow, PutForwardRow, RecordRow, SelectionRow, VersionRow

Values = Mapping[str, Value]


@transaction
def add(values: Values, *, key: str, learner_id: int, at: datetime) -> int:
    """Keep a new record; its id. A second click finds the first one's record.

    Raises ``SavedBefore`` where the form made one that says something else, and ``NotChanged`` where the log is full.
    """
    before = _made_with(key, learner_id)
    if before is None:
        _refuse_if_full(learner_id)
        try:
            with db.session.begin_nested():
                row = RecordRow(learner_id=learner_id, key=key, number=1, made_at=at)
                db.session.add(row)
                db.session.flush()
                db.session.add(VersionRow(record_id=row.id, number=1, at=at, said=dict(values)))
                db.session.flush()
        except IntegrityError:  # a second click was faster
            before = _made_with(key, learner_id)
        else:
            return row.id
    saved = queries.record(before, learner_id=learner_id) if before is not None else None
    if before is None or saved is None or saved.values != values:
        raise SavedBefore(before)
    return before


@transaction
def correct(record_id: int, values: Values, *, learner_id: int, seen: int, at: datetime) -> None:
    """Add a version that says ``values``; what it said before stays. Raises ``ChangedElsewhere`` and ``NotChanged``."""
    record = _locked(record_id, learner_id)
    if record.corrected(values, seen=seen):
        number = record.latest.number + 1
        db.session.add(VersionRow(record_id=record_id, number=number, at=at, said=dict(values)))
        db.session.execute(update(RecordRow).where(RecordRow.id == record_id).values(number=number))


@transaction
def delete_record(record_id: int, *, learner_id: int, at: datetime) -> None:
    """Take a record out of the log, with a day to have it back; its links work no more. Raises ``NotChanged``."""
    if _locked(record_id, learner_id).deleted():
        deletion.delete(RecordRow, RecordRow.id == record_id, at=at)
        links.revoke(record_id, purpose=PURPOSE, at=at)
        _note("log record deleted", record_id, learner_id, at=at)


@transaction
def restore_record(record_id: int, *, learner_id: int, at: datetime) -> None:
    """Have a deleted record back. Raises ``NotChanged``."""
    if _locked(record_id, learner_id).restored(at):
        _refuse_if_full(learner_id)
        deletion.restore(RecordRow, RecordRow.id == record_id, at=at)
        _note("log record restored", record_id, learner_id, at=at)


@transaction
def sweep(*, at: datetime) -> None:
    """Delete for good what was deleted more than a day ago; how often links to it were used stays."""
    gone = deletion.out_of_time(RecordRow, at=at)
    for row in (CountersignatureRow.record_id, VersionRow.record_id, RecordRow.id):
        db.session.execute(delete(row.class_).where(row.in_(gone)), execution_options=WITH_DELETED)


@transaction
def make_link(record_id: int, *, learner_id: int, at: datetime) -> str:
    """The token of a link by which somebody countersigns what the record says now. Raises ``TooManyLinks``."""
    record = _locked(record_id, learner_id)
    record.must_be_there()
    token = links.make(PURPOSE, record_id, shows=record.digest, made_by=learner_id, at=at)
    _note("link to countersign made", record_id, learner_id, at=at)
    return token


@transaction
def revoke_link(record_id: int, link_id: int, *, learner_id: int, at: datetime) -> None:
    _locked(record_id, learner_id)
    if links.revoke(record_id, purpose=PURPOSE, link_id=link_id, at=at):
        _note("link to countersign revoked", record_id, learner_id, at=at)


@transaction
def countersign(
    token: str,
    *,
    name: str,
    role: str,
    registration: str,
    declaration: str,
    actor_id: int | None,
    at: datetime,
) -> None:
    """Keep what somebody declares of the version that their link shows.

    ``actor_id`` is whoever is signed in where the link was opened, if anybody. Raises ``LinkClosed``, ``NotChanged``
    where the record says something else by now, and ``OwnWork``.
    """
    known = link_queries.link(token, purpose=PURPOSE)
    if known is None:
        raise LinkClosed
    must_be_anothers(known.made_by, actor_id=actor_id, what="This is a record of your own")
    queries.lock([known.subject_id])  # the record first, as whoever corrects it does
    link = links.use(token, purpose=PURPOSE, at=at)
    record = _shown_by(link)
    db.session.add(
        CountersignatureRow(
            record_id=record.id,
            link_id=link.id,
            number=record.latest.number,
            digest=record.digest,
            at=at,
            name=name,
            role=role,
            registration=registration,
            declaration=declaration,
        )
    )
    detail = f"log record {record.id}, version {record.latest.number}, by link {link.id}"
    deed = "log record countersigned"
    subject = record.learner_id
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=actor_id, subject_id=subject, detail=detail, at=at)


@transaction
def start_selection(title: str, *, learner_id: int, at: datetime) -> int:
    """A new, empty selection; its id. Raises ``TooMany``."""
    mine = select(func.count()).where(SelectionRow.learner_id == learner_id)
    if (db.session.scalar(mine) or 0) >= MOST_SELECTIONS:
        raise TooMany(f"You have {MOST_SELECTIONS} selections, the most that are kept. Go on with one of them.")
    row = SelectionRow(learner_id=learner_id, title=title, records=[], criteria=[], changed_at=at, revision=1)
    db.session.add(row)
    db.session.flush()
    return row.id


@transaction
def save_selection(selection_id: int, choice: Choice, *, learner_id: int, revision: int, at: datetime) -> Selection:
    """Keep what a learner chose. Raises ``SelectionChangedElsewhere``."""
    selection = _locked_selection(selection_id, learner_id)
    saved = selection.saved(choice, revision=revision, at=at)
    if saved != selection:
        db.session.execute(
            update(SelectionRow)
            .where(SelectionRow.id == selection_id)
            .values(
                title=choice.title,
                records=list(choice.records),
                criteria=list(choice.criteria),
                changed_at=at,
                revision=saved.revision,
            )
        )
    return saved


@transaction
def hand_in(
    selection_id: int,
    guide: Guide,
    declaration: Declaration,
    *,
    learner_id: int,
    revision: int,
    digest: str,
    at: datetime,
) -> int:
    """Freeze a selection as a piece of evidence; its id. A second click finds the first one's piece.

    ``revision`` and ``digest`` are what its learner had before them. Raises ``NotHandedIn``.
    """
    selection = _locked_selection(selection_id, learner_id)
    queries.lock(selection.choice.records)
    records = selection.chosen(queries.records_of(learner_id))
    draft = selection.as_evidence(guide, records)
    last = evidence.last(KIND, selection_id, learner_id=learner_id, at=at)
    if last and last.repeated_by(draft):
        return last.piece.id
    selection.must_be_seen(revision, draft, digest)
    piece_id = put_forward(draft, last, lacking(records), declaration=declaration, learner_id=learner_id, at=at)
    db.session.add_all(
        PutForwardRow(piece_id=piece_id, record_id=record.id, number=record.latest.number) for record in records
    )
    return piece_id


@part_of_action
def _note(deed: str, record_id: int, learner_id: int, *, at: datetime) -> None:
    detail = f"log record {record_id}"
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=learner_id, subject_id=learner_id, detail=detail, at=at)


def _refuse_if_full(learner_id: int) -> None:
    mine = select(func.count()).where(RecordRow.learner_id == learner_id)
    if (db.session.scalar(mine) or 0) >= MOST_RECORDS:
        raise NotChanged(f"Your log holds {MOST_RECORDS} records, the most that it can hold. Nothing was saved.")


def _made_with(key: str, learner_id: int) -> int | None:
    made = select(RecordRow.id).where(RecordRow.learner_id == learner_id, RecordRow.key == key)
    return db.session.scalar(made, execution_options=WITH_DELETED)


def _shown_by(link: Link) -> Record:
    record = queries.record_behind(link.subject_id)
    if record is None:
        raise LinkClosed
    record.must_say(link.shows)
    return record


def _locked(record_id: int, learner_id: int) -> Record:
    queries.lock([record_id])
    record = queries.record(record_id, learner_id=learner_id)
    if record is None:
        raise NoSuchRecord
    return record


def _locked_selection(selection_id: int, learner_id: int) -> Selection:
    selection = queries.selection(selection_id, learner_id=learner_id, to_change=True)
    if selection is None:
        raise NoSuchSelection
    return selection
