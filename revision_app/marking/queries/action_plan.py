from sqlalchemy import Select, select

from ...db import built_once, db
from ..core.planned import PlannedStep
from ..models import PlannedStepRow


def plan(learner_id: int) -> list[PlannedStep]:
    """A learner's action plan: what is to be done, the oldest first, then what is done, the latest first."""
    rows = db.session.scalars(*_steps(learner_id))
    steps = [
        PlannedStep(row.id, row.piece_id, row.decision_id, row.criterion, row.text, row.at, row.done_at) for row in rows
    ]
    open_steps = sorted((step for step in steps if not step.done_at), key=lambda step: (step.at, step.id))
    done = sorted(((step.done_at, step.id, step) for step in steps if step.done_at), reverse=True)
    return [*open_steps, *(step for _, _, step in done)]


@built_once
def _steps(learner_id: int) -> Select[PlannedStepRow]:
    return select(PlannedStepRow).where(PlannedStepRow.learner_id == learner_id)
