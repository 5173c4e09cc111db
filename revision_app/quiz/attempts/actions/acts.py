"""Writing down what tutors do to attempts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, update

from ....db import db, part_of_action
from ..core.attempt import Step
from ..models import AttemptRow, StepRow


@part_of_action
def write_acts(steps: Sequence[tuple[int, Step]]) -> None:
    rows = [
        {
            "attempt_id": attempt_id,
            "at": step.at,
            "kind": step.kind,
            "item_id": None,
            "response": list(step.response),
            "key": step.key,
            "certainty": None,
        }
        for attempt_id, step in steps
    ]
    db.session.execute(insert(StepRow), rows)


@part_of_action
def begin_segment(attempt_id: int, segment: int) -> None:
    """Let an attempt that is over go on, in a segment of its own."""
    db.session.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(segment=segment))


@part_of_action
def write_void(attempt_id: int, at: datetime) -> None:
    """Let an attempt not count from now on."""
    db.session.execute(update(AttemptRow).where(AttemptRow.id == attempt_id).values(voided_at=at))
