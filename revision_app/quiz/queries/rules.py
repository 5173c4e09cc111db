"""What holds for one learner beside what a paper says: adjustments and dates."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Select, exists, func, select

from ...db import db
from ...people.queries import cohorts_joined_by
from .. import library
from ..core.adjustment import AS_IT_COMES, Adjusted, Adjustment
from ..core.paper import Paper
from ..core.summary import Window
from ..models import AdjustmentRow, AssignmentRow, AttemptRow


def adjustment_of(learner_id: int) -> Adjustment:
    """A learner's adjustments as they stand."""
    return adjustments_of([learner_id])[learner_id]


def adjustments_of(learner_ids: Collection[int]) -> dict[int, Adjustment]:
    """The adjustments of each of these learners as they stand."""
    latest = select(func.max(AdjustmentRow.id)).where(AdjustmentRow.learner_id.in_(learner_ids))
    rows = db.session.scalars(
        select(AdjustmentRow).where(AdjustmentRow.id.in_(latest.group_by(AdjustmentRow.learner_id)))
    )
    return dict.fromkeys(learner_ids, AS_IT_COMES) | {row.learner_id: _adjusted(row).adjustment for row in rows}


def adjusted(learner_id: int) -> list[Adjusted]:
    """Every adjustment that was set for a learner, the latest first."""
    mine = select(AdjustmentRow).where(AdjustmentRow.learner_id == learner_id)
    return [_adjusted(row) for row in db.session.scalars(mine.order_by(AdjustmentRow.id.desc()))]


def _adjusted(row: AdjustmentRow) -> Adjusted:
    adjustment = Adjustment(row.extra_percent, row.extra_minutes, row.rest_minutes, row.untimed, row.calm_timer)
    return Adjusted(adjustment, row.reason, row.author_id, row.at)


def windows_of(learner_id: int) -> dict[str, Window]:
    """When this learner may sit each paper that is assigned to one of their cohorts.

    *Ours:* of several cohorts' dates the more generous counts; a paper that is assigned to none is open.
    """
    return windows_for([learner_id]).get(learner_id, {})


def windows_for(learner_ids: Collection[int]) -> dict[int, dict[str, Window]]:
    """The same for several learners; of those whose cohorts have no paper assigned, nothing."""
    found: dict[int, dict[str, list[AssignmentRow]]] = {}
    for learner_id, row in db.session.execute(_dates_that_hold(learner_ids)):
        found.setdefault(learner_id, {}).setdefault(row.paper_id, []).append(row)
    return {
        learner_id: {paper_id: _widest(dates) for paper_id, dates in by_paper.items()}
        for learner_id, by_paper in found.items()
    }


def due(learner_id: int, at: datetime) -> list[tuple[Paper, Window]]:
    """The papers on offer that a learner has dates for, now or to come, and has not begun; the next one first."""
    begun = exists().where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.paper_id == AssignmentRow.paper_id,
        AttemptRow.voided_at.is_(None),
    )
    found: dict[str, list[AssignmentRow]] = {}
    for _, row in db.session.execute(_dates_that_hold([learner_id]).where(~begun)):
        found.setdefault(row.paper_id, []).append(row)
    windows = {paper_id: _widest(dates) for paper_id, dates in found.items()}
    offers = library.bank().papers
    ahead = [(offers[name].sample, one) for name, one in windows.items() if name in offers and one.next(at)]
    return sorted(ahead, key=lambda told: (told[1].next(at) or at, told[0].title))


def _dates_that_hold(learner_ids: Collection[int]) -> Select[int, AssignmentRow]:
    joined = cohorts_joined_by(learner_ids).subquery()
    latest = (
        select(func.max(AssignmentRow.id))
        .where(AssignmentRow.cohort_id.in_(select(joined.c.cohort_id)))
        .group_by(AssignmentRow.cohort_id, AssignmentRow.paper_id)
    )
    return (
        select(joined.c.learner_id, AssignmentRow)
        .join(joined, joined.c.cohort_id == AssignmentRow.cohort_id)
        .where(AssignmentRow.id.in_(latest), ~AssignmentRow.withdrawn)
    )


def dates_of(cohort_id: int) -> dict[str, Window]:
    """The dates of each paper that is assigned to a cohort."""
    latest = select(func.max(AssignmentRow.id)).where(AssignmentRow.cohort_id == cohort_id)
    rows = db.session.scalars(
        select(AssignmentRow).where(
            AssignmentRow.id.in_(latest.group_by(AssignmentRow.paper_id)), ~AssignmentRow.withdrawn
        )
    )
    return {row.paper_id: Window(row.opens_at, row.closes_at, row.release_at) for row in rows}


def _widest(rows: Iterable[AssignmentRow]) -> Window:
    rows = list(rows)
    opens, closes, releases = ([getattr(row, name) for row in rows] for name in ("opens_at", "closes_at", "release_at"))
    return Window(
        None if None in opens else min(opens),
        None if None in closes else max(closes),
        None if None in releases else min(releases),
    )
