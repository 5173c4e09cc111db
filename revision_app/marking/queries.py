from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from ..cohorts.queries import learners_taught_by
from ..db import db
from ..journal.core import Stage, Text
from .core.handing_in import HandedIn
from .core.submission import CriterionEvidence, Decision, Mark, Release, Series, Submission
from .models import DecisionRow, ReleaseRow, SubmissionRow

Rows = Select[*tuple[Any, ...]]
OneRow = Row[*tuple[Any, ...]]


def submissions_by(learner_id: int, *, reflection_id: int | None = None) -> list[Submission]:
    """What a learner has handed in, of one reflection or of all, the latest first, as the learner may see it."""
    asked = _submissions().where(SubmissionRow.learner_id == learner_id)
    if reflection_id is not None:
        asked = asked.where(SubmissionRow.reflection_id == reflection_id)
    found = _gathered(asked.order_by(SubmissionRow.at.desc(), SubmissionRow.id.desc(), DecisionRow.id))
    return [submission.for_learner for submission in found]


def own_series(submission_id: int, *, learner_id: int) -> Series | None:
    """A learner's own submission among those of the same reflection, as the learner may see them."""
    found = _series(submission_id, SubmissionRow.learner_id == learner_id)
    return found.for_learner if found else None


def taught_series(submission_id: int, *, tutor_id: int) -> Series | None:
    """A submission from one of this tutor's cohorts among those of the same reflection, with all marking."""
    return _series(submission_id, SubmissionRow.learner_id.in_(learners_taught_by(tutor_id)))


def _series(submission_id: int, allowed: ColumnElement[bool]) -> Series | None:
    reflection = select(SubmissionRow.reflection_id).where(SubmissionRow.id == submission_id).scalar_subquery()
    found = _gathered(
        _submissions()
        .where(SubmissionRow.reflection_id == reflection, allowed)
        .order_by(SubmissionRow.number, DecisionRow.id)
    )
    shown = next((submission for submission in found if submission.id == submission_id), None)
    return Series(tuple(found), shown) if shown else None


def texts(submission_ids: Iterable[int]) -> dict[int, Text]:
    """What was frozen in each submission; ask first whether it may be seen."""
    rows = db.session.execute(
        select(SubmissionRow.id, SubmissionRow.title, SubmissionRow.writing, SubmissionRow.criteria).where(
            SubmissionRow.id.in_(set(submission_ids))
        )
    )
    return {
        row.id: Text(row.title, {Stage(stage): text for stage, text in row.writing.items()}, tuple(row.criteria))
        for row in rows
    }


def last_handed_in(reflection_id: int) -> HandedIn | None:
    """The latest submission of a reflection, with its text and all marking."""
    latest = (
        select(SubmissionRow.id)
        .where(SubmissionRow.reflection_id == reflection_id)
        .order_by(SubmissionRow.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    found = _gathered(_submissions().where(SubmissionRow.id == latest).order_by(DecisionRow.id))
    return HandedIn(found[0], texts([found[0].id])[found[0].id]) if found else None


def waiting(tutor_id: int) -> list[Submission]:
    """What this tutor's learners have handed in and nobody has released yet, oldest first."""
    return _gathered(
        _submissions().where(*_waits_for(tutor_id)).order_by(SubmissionRow.at, SubmissionRow.id, DecisionRow.id)
    )


def waiting_ids(tutor_id: int) -> list[int]:
    """The ids of ``waiting``, in the same order."""
    asked = select(SubmissionRow.id).outerjoin(ReleaseRow).where(*_waits_for(tutor_id))
    return list(db.session.scalars(asked.order_by(SubmissionRow.at, SubmissionRow.id)))


def recently_released(tutor_id: int, *, limit: int) -> list[Submission]:
    """The submissions of this tutor's learners that were released last, the latest first."""
    latest = (
        select(ReleaseRow.submission_id)
        .join(SubmissionRow)
        .where(SubmissionRow.learner_id.in_(learners_taught_by(tutor_id)))
        .order_by(ReleaseRow.at.desc(), ReleaseRow.submission_id.desc())
        .limit(limit)
    )
    return _gathered(
        _submissions()
        .where(SubmissionRow.id.in_(latest))
        .order_by(ReleaseRow.at.desc(), SubmissionRow.id.desc(), DecisionRow.id)
    )


def evidence(learner_ids: Iterable[int]) -> dict[int, list[CriterionEvidence]]:
    """What each learner has handed in for each criterion, oldest first; outcomes only once they are released."""
    learners = set(learner_ids)
    rows = db.session.execute(
        select(
            SubmissionRow.id,
            SubmissionRow.reflection_id,
            SubmissionRow.learner_id,
            SubmissionRow.number,
            SubmissionRow.title,
            SubmissionRow.at,
            SubmissionRow.criteria,
            ReleaseRow.at.label("released_at"),
            DecisionRow.criterion,
            DecisionRow.outcome,
        )
        .outerjoin(ReleaseRow, ReleaseRow.submission_id == SubmissionRow.id)
        .outerjoin(DecisionRow, DecisionRow.submission_id == ReleaseRow.submission_id)
        .where(SubmissionRow.learner_id.in_(learners))
        .order_by(SubmissionRow.at, SubmissionRow.id, DecisionRow.id)
    ).all()
    outcomes = {(row.id, row.criterion): row.outcome for row in rows}
    found: dict[int, list[CriterionEvidence]] = {learner_id: [] for learner_id in learners}
    for row in {row.id: row for row in rows}.values():
        found[row.learner_id] += [
            CriterionEvidence(
                submission_id=row.id,
                reflection_id=row.reflection_id,
                number=row.number,
                title=row.title,
                criterion=criterion,
                handed_in_at=row.at,
                released_at=row.released_at,
                outcome=outcomes.get((row.id, criterion)),
            )
            for criterion in row.criteria
        ]
    return found


def _waits_for(tutor_id: int) -> tuple[ColumnElement[bool], ...]:
    """Of a select over submissions and releases: what this tutor has to mark. Nobody marks their own work."""
    return (
        ReleaseRow.submission_id.is_(None),
        SubmissionRow.learner_id.in_(learners_taught_by(tutor_id)),
        SubmissionRow.learner_id != tutor_id,
    )


def _submissions() -> Rows:
    """A row for each decision of each submission, and one for a submission that has none."""
    return (
        select(
            SubmissionRow.id,
            SubmissionRow.reflection_id,
            SubmissionRow.learner_id,
            SubmissionRow.number,
            SubmissionRow.at,
            SubmissionRow.title,
            SubmissionRow.criteria,
            ReleaseRow.assessor_id.label("released_by"),
            ReleaseRow.at.label("released_at"),
            DecisionRow.id.label("decision_id"),
            DecisionRow.criterion,
            DecisionRow.outcome,
            DecisionRow.comment,
            DecisionRow.assessor_id,
            DecisionRow.at.label("decided_at"),
        )
        .outerjoin(ReleaseRow, ReleaseRow.submission_id == SubmissionRow.id)
        .outerjoin(DecisionRow, DecisionRow.submission_id == SubmissionRow.id)
    )


def _gathered(asked: Rows) -> list[Submission]:
    rows: dict[int, list[OneRow]] = defaultdict(list)
    for row in db.session.execute(asked):
        rows[row.id].append(row)
    return [_submission(of_one) for of_one in rows.values()]


def _submission(rows: list[OneRow]) -> Submission:
    first = rows[0]
    return Submission(
        id=first.id,
        reflection_id=first.reflection_id,
        learner_id=first.learner_id,
        number=first.number,
        at=first.at,
        title=first.title,
        criteria=tuple(first.criteria),
        decisions=tuple(
            Decision(row.criterion, Mark(row.outcome, row.comment), row.assessor_id, row.decided_at, row.decision_id)
            for row in rows
            if row.decision_id is not None
        ),
        release=Release(first.released_by, first.released_at) if first.released_at else None,
    )
