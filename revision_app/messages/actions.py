"""Writing, answering and having read. No word of what is written goes into the audit."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from ..accounts.core import Role
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..cohorts import queries as cohorts
from ..db import db, part_of_action, transaction
from . import queries
from .core import MOST_A_DAY, CannotAnswer, Draft, NobodyToWriteTo, TooManyMessages
from .models import MessageRow, ThreadRow, WordsRow


@dataclass(frozen=True)
class Delivery:
    """A message that is with everybody it was for: its id, and that of each thread."""

    message_id: int
    threads: tuple[int, ...]


@transaction
def send(draft: Draft, to: Collection[int], *, writer_id: int, role: Role, key: str, at: datetime) -> Delivery:
    """Write to one person or to several, each in a thread of their own.

    Raises ``NobodyToWriteTo`` unless each of them is somebody to whom the writer may write in this role now, and
    ``TooManyMessages``. A second click on the same form finds what the first one sent.
    """
    chosen = frozenset(to)
    allowed = {each.id for each in queries.addressees(writer_id, role, chosen=chosen, at=at)}
    if not chosen or not chosen <= allowed:
        raise NobodyToWriteTo
    return _deliver(draft, chosen, None, writer_id=writer_id, key=key, at=at)


@transaction
def announce(draft: Draft, cohort_id: int, *, writer_id: int, role: Role, key: str, at: datetime) -> Delivery:
    """Tell everybody who is in a cohort now something that they cannot answer; whoever joins later does not read it.

    Raises ``NobodyToWriteTo`` where the cohort is not the writer's or nobody is in it, ``TooManyMessages``, and
    ``CohortArchived``.
    """
    cohorts.lock_open_cohorts([cohort_id])
    found = queries.addressed_in(cohort_id, person_id=writer_id, role=role, at=at)
    if not found or not found[1]:
        raise NobodyToWriteTo
    people = frozenset(each.id for each in found[1])
    return _deliver(draft, people, cohort_id, writer_id=writer_id, key=key, at=at)


@part_of_action
def _deliver(
    draft: Draft, people: frozenset[int], cohort_id: int | None, *, writer_id: int, key: str, at: datetime
) -> Delivery:
    again = _delivered(draft, people, cohort_id, writer_id=writer_id, key=key)
    if again:
        return again
    if queries.written_lately(writer_id, at=at) >= MOST_A_DAY:
        raise TooManyMessages
    message = MessageRow(writer_id=writer_id, cohort_id=cohort_id, people=len(people), at=at, key=key)
    try:
        with db.session.begin_nested():
            db.session.add(message)
            db.session.flush()
    except IntegrityError:  # the other click is quicker by a hair, or the form says something else by now
        again = _delivered(draft, people, cohort_id, writer_id=writer_id, key=key)
        if again:
            return again
        message = MessageRow(writer_id=writer_id, cohort_id=cohort_id, people=len(people), at=at, key=None)
        db.session.add(message)
        db.session.flush()
    threads = [_begin(message, recipient, draft, at) for recipient in sorted(people)]
    db.session.add_all(threads)
    db.session.flush()
    db.session.add_all(WordsRow(thread_id=row.id, author_id=writer_id, text=draft.text, at=at) for row in threads)
    deed = "message sent" if cohort_id is None else "announcement made"
    detail = f"number {message.id}, to {len(people)}"
    subject = next(iter(people)) if len(people) == 1 else None
    note_in_audit(deed, kind=AuditKind.WORK, actor_id=writer_id, subject_id=subject, detail=detail, at=at)
    return Delivery(message.id, tuple(row.id for row in threads))


def _begin(message: MessageRow, recipient_id: int, draft: Draft, at: datetime) -> ThreadRow:
    return ThreadRow(
        message_id=message.id,
        writer_id=message.writer_id,
        recipient_id=recipient_id,
        title=draft.title,
        announcement=message.cohort_id is not None,
        by_writer=1,
        by_recipient=0,
        read_by_writer=0,
        read_by_recipient=0,
        last_at=at,
    )


def _delivered(
    draft: Draft, people: frozenset[int], cohort_id: int | None, *, writer_id: int, key: str
) -> Delivery | None:
    """What the same form sent before, if it said the same to the same people."""
    before = db.session.scalar(select(MessageRow).where(MessageRow.writer_id == writer_id, MessageRow.key == key))
    if before is None or before.cohort_id != cohort_id:
        return None
    threads = db.session.scalars(select(ThreadRow).where(ThreadRow.message_id == before.id).order_by(ThreadRow.id))
    rows = threads.all()
    first = select(WordsRow.text).where(WordsRow.thread_id.in_([row.id for row in rows])).order_by(WordsRow.id)
    said = {(row.title, row.recipient_id) for row in rows}
    same = said == {(draft.title, each) for each in people} and db.session.scalar(first.limit(1)) == draft.text
    return Delivery(before.id, tuple(row.id for row in rows)) if same else None


@transaction
def answer(thread_id: int, text: str, *, author_id: int, key: str, at: datetime) -> None:
    """Write in a thread of one's own; only the other of the two reads it. A second click adds nothing.

    Raises ``CannotAnswer`` and ``TooManyMessages``.
    """
    row = db.session.scalar(select(ThreadRow).where(ThreadRow.id == thread_id).with_for_update())
    found = queries.thread(thread_id, person_id=author_id, at=at)
    if row is None or found is None or not found.may_answer:
        raise CannotAnswer
    mine = WordsRow.thread_id == thread_id, WordsRow.author_id == author_id, WordsRow.key == key
    before = db.session.scalar(select(WordsRow.text).where(*mine))
    if before == text:
        return
    if queries.written_lately(author_id, at=at) >= MOST_A_DAY:
        raise TooManyMessages
    if before is not None:  # the form came back by the browser's button, and says something else
        key = f"{key} {len(found.words)}"
    db.session.add(WordsRow(thread_id=thread_id, author_id=author_id, text=text, at=at, key=key))
    if row.writer_id == author_id:
        row.by_writer += 1
    else:
        row.by_recipient += 1
    row.last_at = at
    about, other = f"number {row.message_id}", found.other_id
    note_in_audit("message answered", kind=AuditKind.WORK, actor_id=author_id, subject_id=other, detail=about, at=at)


@transaction
def note_read(thread_id: int, seen: int, *, person_id: int) -> None:
    """So much of what the other wrote has been shown; what arrived since stays unread."""
    of_writer = ThreadRow.id == thread_id, ThreadRow.writer_id == person_id, ThreadRow.read_by_writer < seen
    of_recipient = ThreadRow.id == thread_id, ThreadRow.recipient_id == person_id, ThreadRow.read_by_recipient < seen
    db.session.execute(update(ThreadRow).where(*of_writer).values(read_by_writer=seen))
    db.session.execute(update(ThreadRow).where(*of_recipient).values(read_by_recipient=seen))
