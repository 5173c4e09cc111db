from datetime import datetime

from sqlalchemy import select

from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, insert_missing, part_of_action, transaction
from ..evidence import queries as evidence
from ..marking.actions.decisions import locked as to_be_marked
from ..signing.queries import is_in_training
from . import queries
from .core import NoSuchDecision, NotAssured, Sampled, Step, Taken, Wanted, drawn
from .models import QualityStepRow, SampledRow, SampleRow


@transaction
def draw(wanted: Wanted, *, actor_id: int, at: datetime) -> int:
    """Draw a sample of decisions that nobody has sampled yet; its id. Raises ``NothingToSample``.

    Of two who draw the same decision at once, it is in the sample of one.
    """
    fitting = queries.left(actor_id, at=at, wanted=wanted)
    chosen = drawn(fitting, wanted)
    sample = SampleRow(**vars(wanted), drawn_by_id=actor_id, at=at, of=len(fitting))
    db.session.add(sample)
    db.session.flush()
    for each in sorted(chosen, key=lambda one: one.id):
        row = {"piece_id": each.piece_id, "criterion": each.criterion, "decision_id": each.id}
        db.session.execute(insert_missing(SampledRow).values(sample_id=sample.id, **row))
    note_in_audit(
        "sample drawn",
        kind=AuditKind.WORK,
        actor_id=actor_id,
        detail=f"sample {sample.id}: {len(chosen)} of {len(fitting)} decisions, seed {wanted.seed}",
        at=at,
    )
    return sample.id


@transaction
def judge(sampled_id: int, step: Step, reason: str, *, actor_id: int, seen: tuple[int, int], at: datetime) -> None:
    """Confirm a decision or return it, as a quality assurer. Raises what ``Sampled.judged`` does."""
    sampled, decided = _locked(sampled_id, actor_id=actor_id, at=at)
    taken = sampled.judged(step, reason, actor_id=actor_id, decided=decided, seen=seen, at=at)
    if taken:
        _take(sampled, taken)


@transaction
def keep(sampled_id: int, reason: str, *, actor_id: int, at: datetime) -> None:
    """Stand by a decision that was returned, as somebody who could amend it.

    Raises ``NoSuchSubmission`` for everybody else, and what ``Sampled.kept`` does.
    """
    sampled, _ = _locked(sampled_id, actor_id=actor_id, at=at)
    to_be_marked(sampled.piece_id, assessor_id=actor_id, at=at)
    if is_in_training(actor_id):
        raise NotAssured("You are in training. An assessor who is not has to stand by the decision, or amend it.")
    taken = sampled.kept(reason, actor_id=actor_id, at=at)
    if taken:
        _take(sampled, taken)


@part_of_action
def _locked(sampled_id: int, *, actor_id: int, at: datetime) -> tuple[Sampled, bool]:
    piece_id = db.session.scalar(select(SampledRow.piece_id).where(SampledRow.id == sampled_id))
    if piece_id is not None:
        evidence.lock(piece_id)
    found = queries.one(sampled_id, person_id=actor_id, at=at)
    if found is None:
        raise NoSuchDecision("There is no such decision in a sample.")
    return found


@part_of_action
def _take(sampled: Sampled, taken: Taken) -> None:
    db.session.add(
        QualityStepRow(
            sampled_id=sampled.id,
            step=taken.step,
            decision_id=taken.decision_id,
            reason=taken.reason,
            by_id=taken.by_id,
            at=taken.at,
        )
    )
    note_in_audit(
        {
            Step.CONFIRMED: "decision confirmed in quality assurance",
            Step.RETURNED: "decision returned in quality assurance",
            Step.KEPT: "returned decision kept",
        }[taken.step],
        kind=AuditKind.WORK,
        actor_id=taken.by_id,
        subject_id=sampled.learner_id,
        detail=f"submission {sampled.piece_id}, {sampled.criterion}, decision {taken.decision_id}",
        at=taken.at,
    )
