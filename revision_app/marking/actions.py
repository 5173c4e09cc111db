from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from ..audit.actions import note_in_audit
from ..db import db, part_of_action, transaction
from ..journal import queries as journal
from ..journal.core import NoSuchReflection
from . import queries
from .core import handing_in
from .core.submission import Mark, NoSuchSubmission, Submission
from .models import DecisionRow, ReleaseRow, SubmissionRow


@transaction
def hand_in(reflection_id: int, *, learner_id: int, revision: int, at: datetime) -> int:
    """Freeze a learner's reflection as a submission; its id. A second click finds the first one's submission."""
    reflection = journal.reflection(reflection_id, learner_id=learner_id, to_change=True)
    if reflection is None:
        raise NoSuchReflection("There is no such reflection in your journal.")
    last = queries.last_handed_in(reflection_id)
    if last and last.repeated_by(reflection.text):
        return last.submission.id
    row = SubmissionRow(
        learner_id=learner_id,
        reflection_id=reflection_id,
        number=handing_in.number(reflection, last, revision=revision),
        at=at,
        title=reflection.text.title,
        writing=dict(reflection.text.writing),
        criteria=list(reflection.text.criteria),
    )
    db.session.add(row)
    db.session.flush()
    note_in_audit("handed in", actor_id=learner_id, subject_id=learner_id, detail=_named(row.id, row.number), at=at)
    return row.id


@transaction
def mark(submission_id: int, marks: Mapping[str, Mark], *, assessor_id: int, seen: int, at: datetime) -> None:
    """Keep an assessor's marking, hidden from the learner; ``seen`` is the latest decision they had before them."""
    _mark(submission_id, marks, assessor_id=assessor_id, seen=seen, at=at)


@transaction
def release(submission_id: int, marks: Mapping[str, Mark], *, assessor_id: int, seen: int, at: datetime) -> None:
    """Keep the marking and show it to the learner, both or neither. A second click changes nothing."""
    marked = _mark(submission_id, marks, assessor_id=assessor_id, seen=seen, at=at)
    released = marked.released(assessor_id=assessor_id, at=at)
    if released == marked.release:
        return
    db.session.add(ReleaseRow(submission_id=submission_id, assessor_id=released.assessor_id, at=released.at))
    note_in_audit(
        "decisions released",
        actor_id=assessor_id,
        subject_id=marked.learner_id,
        detail=f"{_named(marked.id, marked.number)}: {_said(marked)}",
        at=at,
    )


@part_of_action
def _mark(submission_id: int, marks: Mapping[str, Mark], *, assessor_id: int, seen: int, at: datetime) -> Submission:
    db.session.execute(select(SubmissionRow.id).where(SubmissionRow.id == submission_id).with_for_update())
    series = queries.taught_series(submission_id, tutor_id=assessor_id)
    if series is None:
        raise NoSuchSubmission("There is no such submission from a learner of yours.")
    added = series.shown.mark(marks, assessor_id=assessor_id, seen=seen, at=at)
    db.session.add_all(
        DecisionRow(
            submission_id=submission_id,
            criterion=decision.criterion,
            outcome=decision.mark.outcome,
            comment=decision.mark.comment,
            assessor_id=decision.assessor_id,
            at=decision.at,
        )
        for decision in added
    )
    return series.shown.with_decisions(added)


def _named(submission_id: int, number: int) -> str:
    return f"submission {submission_id}, number {number} of its reflection"


def _said(marked: Submission) -> str:
    return ", ".join(f"{criterion} {outcome}" for criterion, outcome in marked.outcomes.items())
