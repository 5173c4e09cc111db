"""Everybody reads the threads that they are one of the two people of, and no others, in whatever role."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select, union_all

from ..accounts.core import Person, Role
from ..accounts.queries import everybody, ids_with, people_with
from ..cohorts import queries as cohorts
from ..cohorts.core import Cohort
from ..db import built_once, db
from .core import DAY, MOST_AT_ONCE, Recipient, Sent, SentLine, Thread, ThreadLine, Words
from .models import MessageRow, ThreadRow, WordsRow

UNREAD = "message"  # its kind on Today
LISTED = 50  # threads on a page
_PERSON = everybody().subquery()


# Who may write to whom


def addressees(person_id: int, role: Role, *, chosen: Collection[int] = (), at: datetime) -> list[Person]:
    """Whom somebody may begin to write to in this role, by name.

    An administrator may write to everybody, so of everybody there are those who are ``chosen``.
    """
    if role is Role.LEARNER:
        tutors = cohorts.tutors_teaching(person_id, at=at)
        known = {person_id, *(tutor.id for tutor in tutors)}
        return tutors + [each for each in people_with(Role.ADMINISTRATOR) if each.id not in known]
    if role is Role.TUTOR:
        return _people(_PERSON.c.id.in_(cohorts.learners_taught_by(person_id, at=at)), without=person_id)
    if role is Role.ADMINISTRATOR:
        return _people(_PERSON.c.id.in_(list(chosen)[:MOST_AT_ONCE]), without=person_id) if chosen else []
    return []


def addressed_in(cohort_id: int, *, person_id: int, role: Role, at: datetime) -> tuple[Cohort, list[Person]] | None:
    """A cohort with those of it whom somebody may write to: its learners, and its tutors where an administrator asks.

    ``None`` where it is not for them to write to.
    """
    if role is Role.TUTOR:
        cohort = cohorts.cohort(cohort_id, tutor_id=person_id, at=at)
    else:
        cohort = cohorts.any_cohort(cohort_id) if role is Role.ADMINISTRATOR else None
    if cohort is None:
        return None
    people = cohorts.learners_in(cohort_id, at=at)
    known = {person_id, *(each.id for each in people)}
    tutors = cohorts.tutors_of(cohort_id, at=at) if role is Role.ADMINISTRATOR else []
    learners = [each for each in people if each.id != person_id]
    return cohort, learners + [each for each in tutors if each.id not in known]


def _people(which: ColumnElement[bool], *, without: int) -> list[Person]:
    chosen = select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email).where(which, _PERSON.c.id != without)
    here = chosen.where(_PERSON.c.closed_at.is_(None))
    rows = db.session.execute(here.order_by(_PERSON.c.name_key, _PERSON.c.id))
    return [Person(row.id, row.name, row.email, frozenset()) for row in rows]


def may_answer(writer_id: int, recipient_id: int, *, at: datetime) -> ColumnElement[bool]:
    """Whether the two of a thread still have to do with each other: one teaches the other, or is an administrator."""
    pair = (writer_id, recipient_id)
    administers = ids_with(Role.ADMINISTRATOR).subquery()
    still_here = select(func.count()).where(_PERSON.c.id.in_(pair), _PERSON.c.closed_at.is_(None)).scalar_subquery()
    related = or_(
        literal(recipient_id).in_(cohorts.learners_taught_by(writer_id, at=at)),
        literal(writer_id).in_(cohorts.learners_taught_by(recipient_id, at=at)),
        exists().where(administers.c.person_id.in_(pair)),
    )
    return related & (still_here == len(set(pair)))


# What somebody has


def _unread(person_id: int) -> ColumnElement[int]:
    """How much of a thread one of its two has not read."""
    mine = ThreadRow.writer_id == person_id
    by_other = case((mine, ThreadRow.by_recipient), else_=ThreadRow.by_writer)
    return by_other - case((mine, ThreadRow.read_by_writer), else_=ThreadRow.read_by_recipient)


def _of(person_id: int) -> ColumnElement[bool]:
    return or_(ThreadRow.writer_id == person_id, ThreadRow.recipient_id == person_id)


def threads(person_id: int, *, skip: int = 0) -> list[ThreadLine]:
    """Somebody's threads, the latest first, one more than ``LISTED`` where there are more.

    Left out is what they sent to several and who has not answered: see ``sent``.
    """
    return [ThreadLine(*row) for row in db.session.execute(*_lines(person_id, skip, only_unread=False))]


@built_once
def _lines(person_id: int, skip: int, *, only_unread: bool) -> Select[*tuple[Any, ...]]:
    begun = ThreadRow.message_id.in_(select(MessageRow.id).where(MessageRow.people == 1))
    listed = or_(ThreadRow.recipient_id == person_id, begun, ThreadRow.by_recipient > 0)
    which = _unread(person_id) > 0 if only_unread else listed
    mine = ThreadRow.writer_id == person_id
    about = mine.label("is_mine"), _unread(person_id).label("unread"), ThreadRow.last_at
    return (
        select(ThreadRow.id, ThreadRow.title, _PERSON.c.name, about[0], ThreadRow.announcement, *about[1:])
        .join(_PERSON, _PERSON.c.id == case((mine, ThreadRow.recipient_id), else_=ThreadRow.writer_id))
        .where(_of(person_id), which)
        .order_by(ThreadRow.last_at.desc(), ThreadRow.id.desc())
        .offset(skip)
        .limit(LISTED + 1)
    )


def sent(writer_id: int) -> list[SentLine]:
    """What somebody sent to several, the latest first."""
    return [
        SentLine(id_, title, name, cohort_id is not None, *numbers)
        for id_, title, name, cohort_id, *numbers in db.session.execute(*_sent(writer_id))
    ]


@built_once
def _sent(writer_id: int) -> Select[*tuple[Any, ...]]:
    read = func.sum(case((ThreadRow.read_by_recipient > 0, 1), else_=0))
    answered = func.sum(case((ThreadRow.by_recipient > 0, 1), else_=0))
    cohort = cohorts.named().subquery()
    about = func.max(ThreadRow.title), func.max(cohort.c.name), MessageRow.cohort_id
    return (
        select(MessageRow.id, *about, func.count(), read, answered, MessageRow.at)
        .join(ThreadRow, ThreadRow.message_id == MessageRow.id)
        .outerjoin(cohort, cohort.c.id == MessageRow.cohort_id)
        .where(MessageRow.writer_id == writer_id, MessageRow.people > 1)
        .group_by(MessageRow.id, MessageRow.cohort_id, MessageRow.at)
        .order_by(MessageRow.id.desc())
        .limit(LISTED)
    )


def sent_message(message_id: int, *, writer_id: int) -> Sent | None:
    """A message of somebody's own, with how far it got with each of those it went to."""
    cohort = cohorts.named().subquery()
    message = db.session.execute(
        select(MessageRow, cohort.c.name)
        .outerjoin(cohort, cohort.c.id == MessageRow.cohort_id)
        .where(MessageRow.id == message_id, MessageRow.writer_id == writer_id)
    ).one_or_none()
    rows = db.session.execute(
        select(ThreadRow, _PERSON.c.name)
        .join(_PERSON, _PERSON.c.id == ThreadRow.recipient_id)
        .where(ThreadRow.message_id == message_id, ThreadRow.writer_id == writer_id)
        .order_by(_PERSON.c.name_key, _PERSON.c.id)
    ).all()
    if message is None or not rows:
        return None
    first = select(WordsRow.text).where(WordsRow.thread_id == rows[0][0].id).order_by(WordsRow.id).limit(1)
    text = db.session.scalar(first) or ""
    recipients = [Recipient(row.id, name, row.read_by_recipient > 0, row.by_recipient) for row, name in rows]
    return Sent(rows[0][0].title, text, message[1], message[0].cohort_id is not None, message[0].at, recipients)


def thread(thread_id: int, *, person_id: int, at: datetime) -> Thread | None:
    """A thread as one of its two reads it; for anybody else it is as good as missing."""
    row = db.session.scalar(select(ThreadRow).where(ThreadRow.id == thread_id, _of(person_id)))
    if row is None:
        return None
    mine = row.writer_id == person_id
    other_id = row.recipient_id if mine else row.writer_id
    known = select(_PERSON.c.name, may_answer(row.writer_id, row.recipient_id, at=at).label("may_answer"))
    name, may = db.session.execute(known.where(_PERSON.c.id == other_id)).one()
    words = db.session.execute(
        select(WordsRow.author_id, WordsRow.text, WordsRow.at)
        .where(WordsRow.thread_id == thread_id)
        .order_by(WordsRow.id)
    )
    said = [Words(author == person_id, text, moment) for author, text, moment in words]
    may = bool(may) and not row.announcement
    return Thread(row.id, row.title, other_id, name, mine, row.announcement, said, may)


def written_lately(person_id: int, *, at: datetime) -> int:
    """How much somebody wrote within a day; a message to several counts once."""
    answers = select(func.count()).where(WordsRow.author_id == person_id, WordsRow.at > at - DAY)
    answers = answers.where(WordsRow.key.is_not(None)).correlate(None)
    begun = select(func.count()).where(MessageRow.writer_id == person_id, MessageRow.at > at - DAY)
    return int(db.session.scalar(select(answers.scalar_subquery() + begun.scalar_subquery())) or 0)


# For Today


def in_hand(person_id: int) -> Select[str, int, str, datetime]:
    """What somebody has not read and from whom, for a learner's Today (``shared.feed.InHand``)."""
    other = case((ThreadRow.writer_id == person_id, ThreadRow.recipient_id), else_=ThreadRow.writer_id)
    title = (_PERSON.c.name + ": " + ThreadRow.title).label("title")
    return (
        select(literal(UNREAD).label("kind"), ThreadRow.id, title, ThreadRow.last_at.label("at"))
        .join(_PERSON, _PERSON.c.id == other)
        .where(_of(person_id), _unread(person_id) > 0)
    )


def unread_by_person(*, announcements: bool) -> Select[Any]:
    """Who has not read something, and when it was written last (``person_id``, ``at``), thread by thread: a subquery.

    Of announcements, or of what one person wrote to another.
    """
    row: Any = ThreadRow
    begun = select(row.writer_id.label("person_id"), row.last_at.label("at"))
    received = select(row.recipient_id.label("person_id"), row.last_at.label("at"))
    every = union_all(
        begun.where(row.by_recipient > row.read_by_writer, row.announcement == announcements),
        received.where(row.by_writer > row.read_by_recipient, row.announcement == announcements),
    ).subquery("unread")
    return select(every)


def waiting(person_id: int) -> Select[Any]:
    """The same for a tutor's Today (``shared.feed.Waiting``); ``learner_id`` is who wrote, ``number`` how much."""
    writer = case((ThreadRow.writer_id == person_id, ThreadRow.recipient_id), else_=ThreadRow.writer_id)
    return select(
        literal(UNREAD).label("kind"),
        ThreadRow.id,
        writer.label("learner_id"),
        ThreadRow.title.label("words"),
        _unread(person_id).label("number"),
        ThreadRow.last_at.label("at"),
    ).where(_of(person_id), _unread(person_id) > 0)


def unread(person_id: int) -> list[ThreadLine]:
    """What somebody has not read, the latest first: for those whose Today asks no other feature in one statement."""
    return [ThreadLine(*row) for row in db.session.execute(*_lines(person_id, 0, only_unread=True))][:LISTED]
