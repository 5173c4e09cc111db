"""The rules that a learner's attempts are sat under; attempts that are running follow at once."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import update

from ....db import db, insert_all, part_of_action
from ..core.adjustment import Adjustment
from ..core.attempt import Attempt
from ..core.summary import Window
from ..core.timing import Timing
from ..models import AdjustmentRow, AssignmentRow, AttemptCohortRow, AttemptRow
from ..queries import attempts, rules


@part_of_action
def set_adjustment(learner_id: int, adjustment: Adjustment, *, reason: str, author_id: int, at: datetime) -> int:
    """Write down what changes about time for a learner; how many running attempts it changed."""
    return set_adjustments({learner_id: adjustment}, reason=reason, author_id=author_id, at=at)


@part_of_action
def set_adjustments(adjustments: Mapping[int, Adjustment], *, reason: str, author_id: int, at: datetime) -> int:
    """Write down what changes about time for learners, by their ids; how many running attempts it changed."""
    said = {"reason": reason, "author_id": author_id, "at": at}
    insert_all(
        AdjustmentRow,
        [{"learner_id": learner_id, **asdict(adjustment), **said} for learner_id, adjustment in adjustments.items()],
    )
    return retime(attempts.locked_running(at, learner_ids=list(adjustments)), at)


@part_of_action
def set_dates(
    cohort_id: int,
    paper_id: str,
    window: Window,
    *,
    withdrawn: bool,
    author_id: int,
    at: datetime,
) -> int:
    """Write down when a cohort may sit a paper; how many running attempts that changed.

    Attempts whose results have been shown keep the dates that they had. *Ours:* withdrawing dates leaves its close to
    an attempt that has no limit, because nothing else would end it.
    """
    running = attempts.locked_running(at, cohort_id=cohort_id, paper_id=paper_id)
    shown = [row.id for row in db.session.execute(rules.shown_in([cohort_id], paper_id, at=at))]
    dates = AssignmentRow(
        cohort_id=cohort_id,
        paper_id=paper_id,
        opens_at=window.opens_at,
        closes_at=window.closes_at,
        release_at=window.release_at,
        withdrawn=withdrawn,
        author_id=author_id,
        at=at,
    )
    db.session.add(dates)
    db.session.flush()
    db.session.execute(
        update(AttemptCohortRow)
        .where(AttemptCohortRow.attempt_id.in_(shown), AttemptCohortRow.cohort_id == cohort_id)
        .where(AttemptCohortRow.shown_before_id.is_(None))
        .values(shown_before_id=dates.id)
    )
    return retime([attempt for attempt in running if attempt.timing.limit or not withdrawn], at)


@part_of_action
def retime(running: Sequence[Attempt], at: datetime) -> int:
    """Give attempts that go on the time that now holds for them; how many it moved.

    What is over stays over. *Ours:* a reopened attempt keeps the minutes that its tutor gave it.
    """
    followed = [attempt for attempt in running if attempt.segment == 1]
    adjustments = rules.adjustments_of({attempt.learner_id for attempt in followed})
    closes = rules.closes_of([attempt.id for attempt in followed])
    timings = {
        attempt.id: adjustments[attempt.learner_id].retimed(attempt.timing, attempt.paper.time, closes[attempt.id], at)
        for attempt in followed
    }
    moved = {attempt.id: timings[attempt.id] for attempt in followed if timings[attempt.id] != attempt.timing}
    write_timings(moved)
    return len(moved)


@part_of_action
def write_timings(timings: Mapping[int, Timing]) -> None:
    rows = [{"id": attempt_id, **attempts.timing_columns(timing)} for attempt_id, timing in timings.items()]
    if rows:
        db.session.execute(update(AttemptRow), rows)
