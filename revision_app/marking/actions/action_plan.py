from datetime import datetime

from sqlalchemy import select

from ...db import db, insert_missing, transaction
from ..core.action_plan import NoSuchStep, next_step
from ..core.submission import NoSuchSubmission
from ..models import PlannedStepRow
from ..queries import submissions as queries


@transaction
def take_on(piece_id: int, criterion: str, *, learner_id: int, at: datetime) -> None:
    """Take a next step into the learner's action plan; taken on twice, it is there once. Raises ``NoSuchStep``."""
    series = queries.own_series(piece_id, learner_id=learner_id, at=at)
    if series is None:
        raise NoSuchSubmission("There is no such submission of yours.")
    decision_id, text = next_step(series.shown, criterion)
    step = {"learner_id": learner_id, "piece_id": piece_id, "decision_id": decision_id, "criterion": criterion}
    db.session.execute(insert_missing(PlannedStepRow).values(**step, text=text, at=at, done_at=None))


@transaction
def set_done(step_id: int, done: bool, *, learner_id: int, at: datetime) -> None:
    """Mark a step of a learner's own plan as done, or as to be done after all. Raises ``NoSuchStep``.

    Said twice, it was done the first time.
    """
    step = db.session.scalars(
        select(PlannedStepRow)
        .where(PlannedStepRow.id == step_id, PlannedStepRow.learner_id == learner_id)
        .with_for_update()
    ).one_or_none()
    if step is None:
        raise NoSuchStep("There is no such step in your action plan.")
    step.done_at = (step.done_at or at) if done else None
