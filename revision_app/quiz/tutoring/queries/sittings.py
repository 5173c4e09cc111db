"""How a cohort sits a paper: what is known of each attempt without its answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from ....cohorts.core import Roster
from ....cohorts.queries import learners_taught_by
from ....db import db
from ...attempts.core.attempt import StepKind
from ...attempts.models import ActivityRow, AttemptRow, ResultRow, StepRow
from ...attempts.queries.attempts import timing_of
from ...attempts.queries.rules import began_in
from ...bank.queries import paper_versions
from ..core.sitting import Sat

SITTING, SAT = "sitting", "sat"


def sittings(paper_id: str, roster: Roster) -> dict[int, Sat]:
    """Each learner's latest attempt at a paper, in one statement; who has not begun is not there.

    Of those who have left the cohort it is the latest that they began in it.
    """
    newer = aliased(AttemptRow)
    same = newer.learner_id == AttemptRow.learner_id, newer.paper_id == AttemptRow.paper_id
    latest = select(func.max(newer.number)).where(*same, in_cohort(roster, newer))
    return {
        sat.learner_id: sat
        for sat in _sat(
            AttemptRow.paper_id == paper_id,
            in_cohort(roster, AttemptRow),
            AttemptRow.number == latest.scalar_subquery(),
        )
    }


def going_on(tutor_id: int, *, at: datetime) -> Select[Any]:
    """The timed papers that a tutor's learners sit at this moment, for Today (``shared.feed.Waiting``).

    The words are the paper's id.
    """
    row: Any = AttemptRow
    return select(
        literal(SITTING).label("kind"),
        row.id,
        row.learner_id,
        row.paper_id.label("words"),
        literal(0).label("number"),
        row.started_at.label("at"),
    ).where(
        _goes_on(at),
        row.learner_id.in_(learners_taught_by(tutor_id, at=at)),
    )


def sat_by(learner_ids: Collection[int], *, at: datetime) -> int:
    """How many timed papers these learners sit at this moment."""
    theirs = AttemptRow.learner_id.in_(learner_ids)
    return db.session.scalar(select(func.count()).select_from(AttemptRow).where(theirs, _goes_on(at))) or 0


def _goes_on(at: datetime) -> ColumnElement[bool]:
    """Whether a timed paper is being sat at a moment."""
    row = AttemptRow
    over = exists().where(ResultRow.attempt_id == row.id, ResultRow.segment == row.segment)
    is_open = or_(row.deadline_at.is_(None), row.deadline_at > at)
    return and_(row.mode == "timed", row.voided_at.is_(None), ~over, is_open)


def last_sat(tutor_id: int, *, at: datetime) -> Select[Any]:
    """When each of a tutor's learners last began anything that asks questions, for Today (``shared.feed.Waiting``)."""
    return last_sat_by(learners_taught_by(tutor_id, at=at))


def last_sat_by(learner_ids: Any) -> Select[Any]:
    """The same of these learners."""
    row: Any = AttemptRow
    return (
        select(
            literal(SAT).label("kind"),
            literal(0).label("id"),
            row.learner_id,
            literal("").label("words"),
            literal(0).label("number"),
            func.max(row.started_at).label("at"),
        )
        .where(row.learner_id.in_(learner_ids))
        .group_by(row.learner_id)
    )


def in_cohort(roster: Roster, attempt: type[AttemptRow]) -> ColumnElement[bool]:
    """Whether an attempt is among a cohort's: a learner's of today, or begun there by one who has left since."""
    here, gone = [person.id for person in roster.learners], [person.id for person in roster.leavers]
    left = and_(attempt.learner_id.in_(gone), began_in(roster.cohort.id, attempt)) if gone else false()
    return or_(attempt.learner_id.in_(here), left)


def _sat(*which: ColumnElement[bool]) -> list[Sat]:
    ids = select(AttemptRow.id).where(*which)
    answered, heard = _answered(ids), _heard(ids)
    row: Any = AttemptRow
    submitted = exists().where(
        StepRow.attempt_id == row.id, StepRow.kind == StepKind.SUBMITTED, StepRow.segment == row.segment
    )
    marked = exists().where(ResultRow.attempt_id == row.id, ResultRow.segment == row.segment)
    rows = db.session.execute(
        select(AttemptRow, answered.c.number, heard.c.at, heard.c.late, submitted, marked)
        .outerjoin(answered, answered.c.attempt_id == AttemptRow.id)
        .outerjoin(heard, heard.c.attempt_id == AttemptRow.id)
        .where(*which)
    ).all()
    papers = paper_versions(row.paper_digest for row, *_ in rows)
    return [
        Sat(
            attempt_id=row.id,
            learner_id=row.learner_id,
            number=row.number,
            timing=timing_of(row),
            questions=len(papers[row.paper_digest].items),
            answered=answered or 0,
            heard_at=heard_at or row.started_at,
            late=late or 0,
            submitted=submitted,
            marked=marked,
            voided=row.voided_at is not None,
        )
        for row, answered, heard_at, late, submitted, marked in rows
    ]


def _answered(ids: Select[int]) -> Subquery:
    """How many questions of each attempt have an answer that was not taken back."""
    last = (
        select(StepRow.attempt_id, func.max(StepRow.id).label("id"))
        .where(StepRow.kind == StepKind.RESPONDED, StepRow.attempt_id.in_(ids))
        .group_by(StepRow.attempt_id, StepRow.item_id)
        .subquery()
    )
    return (
        select(last.c.attempt_id, func.count().label("number"))
        .join(StepRow, StepRow.id == last.c.id)
        .where(cast(StepRow.response, Text) != "[]")
        .group_by(last.c.attempt_id)
        .subquery()
    )


def _heard(ids: Select[int]) -> Subquery:
    """When each attempt's learner or page was last heard from, and how many answers came when the time was up."""
    step, seen = StepRow, ActivityRow
    is_late = case((step.kind == StepKind.LATE, 1), else_=0)
    every = union_all(
        select(step.attempt_id, step.at, is_late.label("late")).where(step.attempt_id.in_(ids)),
        select(seen.attempt_id, seen.at, literal(0)).where(seen.attempt_id.in_(ids)),
    ).subquery()
    last = select(every.c.attempt_id, func.max(every.c.at).label("at"), func.sum(every.c.late).label("late"))
    return last.group_by(every.c.attempt_id).subquery()
