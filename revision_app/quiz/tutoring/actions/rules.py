"""What tutors set beside what a paper says; attempts that are running follow at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import update

from ....audit.actions import note_in_audit
from ....cohorts.core import Cohort
from ....db import db, part_of_action, transaction
from ...attempts.core.adjustment import Adjustment
from ...attempts.core.attempt import Attempt
from ...attempts.core.summary import Window
from ...attempts.core.timing import Timing
from ...attempts.models import AdjustmentRow, AssignmentRow, AttemptRow
from ...attempts.queries import attempts, rules
from ...bank.core.paper import Paper


@transaction
def adjust(learner_id: int, adjustment: Adjustment, *, reason: str, author_id: int, at: datetime) -> int:
    """Set what changes about time for a learner; how many running papers it changed.

    The audit says that it was done, and neither what nor why: that may tell of somebody's health.
    """
    before = rules.adjusted(learner_id)
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
    return retime(attempts.running_held(at, learner_ids=[learner_id]), at)


@transaction
def assign(cohort: Cohort, paper: Paper, window: Window, *, author_id: int, at: datetime) -> int:
    """Say when a cohort may sit a paper and when its results are released; how many running attempts that changed."""
    if rules.dates_of(cohort.id).get(paper.id) == window:
        return 0
    return _set_dates(cohort, paper, window, withdrawn=False, author_id=author_id, at=at)


@transaction
def withdraw(cohort: Cohort, paper: Paper, *, author_id: int, at: datetime) -> int:
    """Take back the dates that a cohort has for a paper; how many running attempts that changed."""
    if rules.dates_of(cohort.id).get(paper.id) is None:
        return 0
    return _set_dates(cohort, paper, Window(), withdrawn=True, author_id=author_id, at=at)


def _set_dates(cohort: Cohort, paper: Paper, window: Window, *, withdrawn: bool, author_id: int, at: datetime) -> int:
    db.session.add(
        AssignmentRow(
            cohort_id=cohort.id,
            paper_id=paper.id,
            opens_at=window.opens_at,
            closes_at=window.closes_at,
            release_at=window.release_at,
            withdrawn=withdrawn,
            author_id=author_id,
            at=at,
        )
    )
    deed = "paper withdrawn" if withdrawn else "paper assigned"
    note_in_audit(deed, actor_id=author_id, detail=f"{paper.title}, {cohort.name}", at=at)
    return retime(attempts.running_held(at, cohort_id=cohort.id, paper_id=paper.id), at)


@part_of_action
def retime(running: Sequence[Attempt], at: datetime) -> int:
    """Give attempts that go on the time that now holds for them; how many it moved.

    What is over stays over. *Ours:* a reopened attempt keeps the minutes that its tutor gave it.
    """
    followed = [one for one in running if one.segment == 1]
    adjustments = rules.adjustments_of({one.learner_id for one in followed})
    closes = rules.closes_of([one.id for one in followed])
    timings = {
        one.id: adjustments[one.learner_id].retimed(one.timing, one.paper.time, closes[one.id], at) for one in followed
    }
    moved = {one.id: timings[one.id] for one in followed if timings[one.id] != one.timing}
    write_timings(moved)
    return len(moved)


@part_of_action
def write_timings(timings: Mapping[int, Timing]) -> None:
    rows = [{"id": attempt_id, **attempts.timing_columns(timing)} for attempt_id, timing in timings.items()]
    if rows:
        db.session.execute(update(AttemptRow), rows)
