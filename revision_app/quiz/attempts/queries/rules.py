"""What holds for one learner beside what a paper says: adjustments and dates."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from ....cohorts.queries import enrolments
from ....db import db
from ...bank import library
from ...bank.core.paper import Paper
from ..core.adjustment import AS_IT_COMES, Adjusted, Adjustment
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


def dates_ahead(learner_id: int) -> Select[int, AssignmentRow]:
    """The dates that hold for a learner of papers that they have not begun."""
    begun = exists().where(
        AttemptRow.learner_id == learner_id,
        AttemptRow.paper_id == AssignmentRow.paper_id,
        AttemptRow.voided_at.is_(None),
    )
    return _dates_that_hold([learner_id]).where(~begun)


def due(rows: Iterable[Any], at: datetime) -> list[tuple[Paper, Window]]:
    """Of such dates the papers on offer that are open now or later; the next one first."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.paper_id, []).append(row)
    windows = {paper_id: _widest(dates) for paper_id, dates in found.items()}
    offers = library.bank().papers
    ahead = [(offers[name].sample, one) for name, one in windows.items() if name in offers and one.next(at)]
    return sorted(ahead, key=lambda told: (told[1].next(at) or at, told[0].title))


def _dates_that_hold(learner_ids: Collection[int]) -> Select[int, AssignmentRow]:
    joined = enrolments().subquery()
    return (
        select(joined.c.learner_id, AssignmentRow)
        .join(joined, joined.c.cohort_id == AssignmentRow.cohort_id)
        .where(joined.c.learner_id.in_(learner_ids), _is_latest(), ~AssignmentRow.withdrawn)
    )


def _is_latest() -> ColumnElement[bool]:
    newer = aliased(AssignmentRow)
    same = newer.cohort_id == AssignmentRow.cohort_id, newer.paper_id == AssignmentRow.paper_id
    latest = select(func.max(newer.id)).where(*same).correlate(AssignmentRow)
    return AssignmentRow.id == latest.scalar_subquery()


def is_released(at: datetime) -> ColumnElement[bool]:
    """Whether an attempt's learner may see its results by then, as far as dates say."""
    _, release = closing_and_release()
    return or_(release.is_(None), release <= at)


def closing_and_release() -> tuple[ColumnElement[datetime | None], ColumnElement[datetime | None]]:
    """When an attempt's paper closes for its learner and when its results are released, beside the attempt's row."""
    joined = enrolments().subquery()
    mine = (joined.c.learner_id == AttemptRow.learner_id, AssignmentRow.paper_id == AttemptRow.paper_id)

    def widest(date: Any, of: Any) -> ColumnElement[datetime | None]:
        where = (*mine, joined.c.cohort_id == AssignmentRow.cohort_id, _is_latest(), ~AssignmentRow.withdrawn)
        found = select(case((func.count(date) == func.count(), of(date)))).select_from(AssignmentRow, joined)
        return found.where(*where).correlate(AttemptRow).scalar_subquery()

    return widest(AssignmentRow.closes_at, func.max), widest(AssignmentRow.release_at, func.min)


def dates_of(cohort_id: int) -> dict[str, Window]:
    """The dates of each paper that is assigned to a cohort."""
    mine = AssignmentRow.cohort_id == cohort_id, _is_latest(), ~AssignmentRow.withdrawn
    rows = db.session.scalars(select(AssignmentRow).where(*mine))
    return {row.paper_id: Window(row.opens_at, row.closes_at, row.release_at) for row in rows}


def _widest(rows: Iterable[Any]) -> Window:
    rows = list(rows)
    opens, closes, releases = ([getattr(row, name) for row in rows] for name in ("opens_at", "closes_at", "release_at"))
    return Window(
        None if None in opens else min(opens),
        None if None in closes else max(closes),
        None if None in releases else min(releases),
    )
