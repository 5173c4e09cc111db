"""Who may be told now and what waits for whom: in a few statements, however many people there are."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, true, union_all

from ..accounts.core import Person
from ..accounts.queries import who_sign_in
from ..cohorts import queries as cohorts
from ..db import db
from ..evidence.queries import pieces
from ..marking.queries import comments
from ..marking.queries.feedback import feedback
from ..messages.queries import unread_by_person
from ..outbox.queries import given_up_since, waited_for
from ..progress.queries import aims_between
from ..quiz.attempts.queries.rules import dates_near
from ..quiz.tutoring.queries import challenges, news, open_answers
from ..web.clock import LONDON
from .core import LONGEST_AHEAD, USUAL, HowOften, Reader, Subject, due_before, until
from .models import DigestRow

FEW = 200  # people whom a statement names one by one


def how_often(person_id: int) -> HowOften:
    """What somebody chose, or else what is usual."""
    row = db.session.get(DigestRow, person_id)
    return (row.how_often if row else None) or USUAL


def due(*, at: datetime) -> list[Reader]:
    """Whoever may be told now; nobody to whom a letter is on its way, so that none of them piles up."""
    before = {each: due_before(each, at=at, zone=LONDON) for each in HowOften}
    row, person = DigestRow, who_sign_in().subquery("person")
    chosen = func.coalesce(row.how_often, literal(USUAL, row.how_often.type))
    which: list[ColumnElement[bool]] = [
        (chosen == each) & or_(row.looked_at.is_(None), row.looked_at < moment)
        for each, moment in before.items()
        if moment
    ]
    rows = db.session.execute(
        select(person, row.person_id, row.how_often, row.looked_at, row.told)
        .outerjoin(row, row.person_id == person.c.id)
        .where(or_(*which), person.c.id.not_in(waited_for()))
        .order_by(person.c.id)
    ).all()
    roles: dict[int, set[Any]] = {}
    for each in rows:
        roles.setdefault(each.id, set()).add(each.role)
    by_id = {each.id: each for each in rows}
    return [
        Reader(
            Person(each.id, each.name, each.email, frozenset(roles[each.id])),
            each.person_id is not None,
            each.how_often,
            each.looked_at,
            each.told,
            each.seen_at,
        )
        for each in by_id.values()
    ]


@dataclass(frozen=True)
class Happened:
    """That something of a kind came to wait for somebody, or was told them, at a moment."""

    subject: Subject
    person_id: int
    at: datetime


def _among(column: Any, readers: Collection[Reader]) -> ColumnElement[bool]:
    """For few people only theirs is asked for, as at each minute for those who are told immediately."""
    return true() if len(readers) > FEW else column.in_([each.person.id for each in readers])


def happened(readers: Collection[Reader], *, at: datetime) -> list[Happened]:
    """What happened for these people since they were last looked at, or for others too, in one statement.

    For tutors it is what their learners did that may be for them to do something about.
    """
    since = min((each.since(at) for each in readers), default=at)
    kinds = [select(literal(subject.value).label("subject"), each) for subject, each in _kinds(since, at)]
    every = union_all(*kinds).subquery()
    found = select(every).where(every.c.at > since, every.c.at <= until(at), _among(every.c.person_id, readers))
    rows = db.session.execute(found.order_by(every.c.at, every.c.subject, every.c.person_id))
    return [Happened(Subject(row.subject), row.person_id, row.at) for row in rows]


def _kinds(since: datetime, at: datetime) -> Iterator[tuple[Subject, Any]]:
    taught = cohorts.taught(at=at).subquery("taught")

    def for_tutors(by_learners: Any) -> Any:
        one = by_learners.subquery()
        theirs = select(taught.c.tutor_id.label("person_id"), one.c.at)
        return theirs.join(one, one.c.person_id == taught.c.learner_id).subquery()

    piece = pieces().subquery("handed_in")
    handed_in = select(piece.c.learner_id.label("person_id"), piece.c.at).where(piece.c.withdrawn_at.is_(None))
    yield Subject.MESSAGE, unread_by_person(announcements=False).subquery()
    yield Subject.ANNOUNCEMENT, unread_by_person(announcements=True).subquery()
    yield Subject.FEEDBACK, feedback(since=since, until=until(at)).subquery()
    yield Subject.MARKED, news.marked_by_tutors(at=at).subquery()
    yield Subject.ANSWERED, news.answered_challenges().subquery()
    yield Subject.PIECE, for_tutors(handed_in)
    yield Subject.WRITTEN, for_tutors(open_answers.waiting_of_learners())
    yield Subject.CHALLENGE, for_tutors(challenges.said_by_learners())
    yield Subject.COMMENT, for_tutors(comments.said_by_learners())


def dates_of_papers(
    readers: Collection[Reader], *, at: datetime
) -> list[tuple[int, str, datetime | None, datetime | None]]:
    """Learner, paper, opening and close of what opens or closes soon and is not begun."""
    near = dates_near(at=at, until=at + LONGEST_AHEAD).subquery()
    theirs = select(near).where(_among(near.c.learner_id, readers))
    rows = db.session.execute(theirs.order_by(near.c.learner_id, near.c.paper_id, near.c.closes_at))
    return [(row.learner_id, row.paper_id, row.opens_at, row.closes_at) for row in rows]


def aims(readers: Collection[Reader], *, at: datetime) -> list[tuple[int, str, str]]:
    """Learner, day and what it is for, of those who aim for a day that comes soon."""
    today, last = at.astimezone(LONDON).date(), (at + LONGEST_AHEAD).astimezone(LONDON).date()
    found = aims_between(today, last).subquery()
    rows = db.session.execute(select(found).where(_among(found.c.learner_id, readers)).order_by(found.c.learner_id))
    return [(row.learner_id, row.day, row.kind) for row in rows]


def unplaced(*, at: datetime) -> frozenset[int]:
    """The learners who are in no cohort."""
    return frozenset(db.session.scalars(cohorts.unplaced(at=at)))


def untaught(*, at: datetime) -> frozenset[int]:
    """The learners whom nobody teaches."""
    return frozenset(db.session.scalars(cohorts.untaught(at=at)))


def given_up(*, since: datetime) -> int:
    """How many letters were given up since then."""
    return db.session.scalar(select(given_up_since(since))) or 0
