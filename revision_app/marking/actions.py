from collections.abc import Mapping
from datetime import datetime

from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..cohorts.queries import learner
from ..db import db, part_of_action, transaction
from ..evidence import queries as evidence
from . import queries
from .core.submission import Decision, Judgement, NoSuchSubmission, Submission
from .models import DecisionRow, ReleaseRow


@transaction
def mark(piece_id: int, judgements: Mapping[str, Judgement], *, assessor_id: int, seen: int, at: datetime) -> None:
    """Keep an assessor's marking, hidden from the learner; ``seen`` is the latest decision they had before them."""
    _mark(piece_id, judgements, assessor_id=assessor_id, seen=seen, at=at)


@transaction
def release(piece_id: int, judgements: Mapping[str, Judgement], *, assessor_id: int, seen: int, at: datetime) -> None:
    """Keep the marking and show it to the learner, both or neither. A second click changes nothing."""
    marked = _mark(piece_id, judgements, assessor_id=assessor_id, seen=seen, at=at)
    released = marked.released(assessor_id=assessor_id, at=at)
    if released == marked.release:
        return
    db.session.add(ReleaseRow(piece_id=piece_id, assessor_id=released.assessor_id, at=released.at))
    note_in_audit(
        "decisions released",
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=marked.learner_id,
        detail=f"{_named(marked)}: {_outcomes(marked)}",
        at=at,
    )


@transaction
def amend(
    piece_id: int, criterion: str, judged: Judgement, reason: str, *, assessor_id: int, seen: int, at: datetime
) -> None:
    """Put another decision in the place of one that was released; the learner reads both, and why."""
    submission = _locked(piece_id, assessor_id=assessor_id, at=at)
    before = submission.outcomes.get(criterion)
    decision = submission.amend(criterion, judged, reason, assessor_id=assessor_id, seen=seen, at=at)
    db.session.add(_row(piece_id, decision))
    note_in_audit(
        "decision amended",
        kind=AuditKind.WORK,
        actor_id=assessor_id,
        subject_id=submission.learner_id,
        detail=f"{_named(submission)}: {criterion} {before}, now {judged.outcome}",
        at=at,
    )


@part_of_action
def _mark(
    piece_id: int, judgements: Mapping[str, Judgement], *, assessor_id: int, seen: int, at: datetime
) -> Submission:
    submission = _locked(piece_id, assessor_id=assessor_id, at=at)
    added = submission.mark(judgements, assessor_id=assessor_id, seen=seen, at=at)
    db.session.add_all(_row(piece_id, decision) for decision in added)
    return submission.with_decisions(added)


@part_of_action
def _locked(piece_id: int, *, assessor_id: int, at: datetime) -> Submission:
    evidence.lock(piece_id)
    series = queries.taught_series(piece_id, tutor_id=assessor_id, at=at)
    if series is None or not learner(series.shown.learner_id, tutor_id=assessor_id, at=at):
        raise NoSuchSubmission("There is no such submission from a learner of yours.")
    return series.shown


def _row(piece_id: int, decision: Decision) -> DecisionRow:
    judged = decision.judgement
    return DecisionRow(
        piece_id=piece_id,
        criterion=decision.criterion,
        outcome=judged.outcome,
        comment=judged.comment,
        next_step=judged.next_step,
        unmet=sorted(judged.unmet),
        reason=decision.reason,
        assessor_id=decision.assessor_id,
        at=decision.at,
    )


def _named(marked: Submission) -> str:
    return f"submission {marked.id}, number {marked.number} of its {marked.kind}"


def _outcomes(marked: Submission) -> str:
    return ", ".join(f"{criterion} {outcome}" for criterion, outcome in marked.outcomes.items())
