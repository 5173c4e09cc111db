"""What tutors set beside what a paper says; attempts that are running follow at once."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import update

from ...db import db, part_of_action, transaction
from ...people.actions import note_in_audit
from .. import queries
from ..core.adjustment import Adjustment
from ..core.summary import Window
from ..core.timing import Timing
from ..models import AdjustmentRow, AttemptRow


@transaction
def adjust(learner_id: int, adjustment: Adjustment, *, reason: str, author_id: int, at: datetime) -> int:
    """Set what changes about time for a learner; how many running papers it changed.

    The audit says that it was done, and neither what nor why: that may tell of somebody's health.
    """
    before = queries.adjusted(learner_id)
    if before and (before[0].adjustment, before[0].reason) == (adjustment, reason):
        return 0
    db.session.add(
        AdjustmentRow(
            learner_id=learner_id,
            extra_percent=adjustment.extra_percent,
            extra_minutes=adjustment.extra_minutes,
            rest_minutes=adjustment.rest_minutes,
            untimed=adjustment.untimed,
            calm_timer=adjustment.calm_timer,
            reason=reason,
            author_id=author_id,
            at=at,
        )
    )
    note_in_audit("adjustments set", actor_id=author_id, subject_id=learner_id, at=at)
    return retime([learner_id], at)


@part_of_action
def retime(learner_ids: Collection[int], at: datetime) -> int:
    """Give what these learners are in the middle of the time that now holds; how many attempts that were.

    What is over stays over. *Ours:* a reopened attempt keeps the minutes that its tutor gave it.
    """
    running = [one for one in queries.running_held(learner_ids, at) if one.segment == 1]
    adjustments = queries.adjustments_of(learner_ids)
    windows = queries.windows_for(learner_ids)
    timings = {}
    for one in running:
        window = windows.get(one.learner_id, {}).get(one.paper.id, Window())
        adjustment = adjustments[one.learner_id]
        timings[one.id] = adjustment.retimed(one.timing, one.paper.time, window.closes_at, at)
    write_timings(timings)
    return len(timings)


@part_of_action
def write_timings(timings: Mapping[int, Timing]) -> None:
    rows = [{"id": attempt_id, **queries.timing_columns(timing)} for attempt_id, timing in timings.items()]
    if rows:
        db.session.execute(update(AttemptRow), rows)
