"""What holds for one learner beside what a paper says: adjustments and dates."""

from collections.abc import Iterable

from sqlalchemy import func, select

from ...db import db
from ...people.queries import cohorts_joined_by
from ..core.adjustment import AS_IT_COMES, Adjustment
from ..core.summary import Window
from ..models import AdjustmentRow, AssignmentRow


def adjustment_of(learner_id: int) -> Adjustment:
    """A learner's adjustments as they stand."""
    row = db.session.scalar(
        select(AdjustmentRow).where(AdjustmentRow.learner_id == learner_id).order_by(AdjustmentRow.id.desc()).limit(1)
    )
    if row is None:
        return AS_IT_COMES
    return Adjustment(row.extra_percent, row.extra_minutes, row.rest_minutes, row.untimed, row.calm_timer)


def windows_of(learner_id: int) -> dict[str, Window]:
    """When this learner may sit each paper that is assigned to one of their cohorts.

    *Ours:* of several cohorts' dates the more generous counts; a paper that is assigned to none is open.
    """
    latest = (
        select(func.max(AssignmentRow.id))
        .where(AssignmentRow.cohort_id.in_(cohorts_joined_by(learner_id)))
        .group_by(AssignmentRow.cohort_id, AssignmentRow.paper_id)
    )
    rows = db.session.scalars(select(AssignmentRow).where(AssignmentRow.id.in_(latest), ~AssignmentRow.withdrawn))
    windows: dict[str, list[AssignmentRow]] = {}
    for row in rows:
        windows.setdefault(row.paper_id, []).append(row)
    return {paper_id: _widest(found) for paper_id, found in windows.items()}


def _widest(rows: Iterable[AssignmentRow]) -> Window:
    rows = list(rows)
    opens, closes, releases = ([getattr(row, name) for row in rows] for name in ("opens_at", "closes_at", "release_at"))
    return Window(
        None if None in opens else min(opens),
        None if None in closes else max(closes),
        None if None in releases else min(releases),
    )
