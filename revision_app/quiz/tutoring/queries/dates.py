"""What a tutor looks at before dates are set: for whom, instead of what, and who sits the paper meanwhile."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import exists, func, or_, select

from ....cohorts.queries import learners_by_cohort
from ....db import db
from ...attempts.models import AssignmentRow, AttemptCohortRow, AttemptRow, ResultRow
from ...attempts.queries.rules import adjustments_of, latest_dates, shown_in
from ...bank.core.paper import Paper
from ..core.dates import CohortDates


def cohorts_with_dates(tutor_id: int, paper: Paper, cohort_ids: Iterable[int], *, at: datetime) -> list[CohortDates]:
    """Those of these cohorts that somebody teaches, by name, in five statements however many there are."""
    chosen = set(cohort_ids)
    learners_of = {each: ids for each, ids in learners_by_cohort(tutor_id, at=at).items() if each.id in chosen}
    adjustments = adjustments_of(set().union(*learners_of.values()))
    extra = {id_: adjustment.more(paper.time or timedelta(0)) for id_, adjustment in adjustments.items()}
    ids = [each.id for each in learners_of]
    dates, sitting = latest_dates(paper.id, ids), _sitting(paper.id, ids, at=at)
    shown = learners_shown(paper.id, ids, at=at)
    return [
        CohortDates(
            cohort=each,
            before=dates[each.id][1] if each.id in dates else None,
            seen=dates[each.id][0] if each.id in dates else 0,
            learners=learners,
            more={id_: extra[id_] for id_ in learners if extra[id_]},
            sitting=sitting.get(each.id, 0),
            shown=shown.get(each.id, 0),
        )
        for each, learners in learners_of.items()
    ]


def learners_shown(paper_id: str, cohort_ids: Collection[int], *, at: datetime) -> dict[int, int]:
    """How many learners have been shown results of a paper that they began in each of these cohorts."""
    shown = shown_in(cohort_ids, paper_id, at=at).subquery().c
    number = func.count(shown.learner_id.distinct())
    rows = db.session.execute(select(shown.cohort_id, number).group_by(shown.cohort_id))
    return {row[0]: row[1] for row in rows}


def any_dates() -> bool:
    """Whether any paper has ever had dates."""
    return bool(db.session.scalar(select(exists().select_from(AssignmentRow))))


def _sitting(paper_id: str, cohort_ids: Iterable[int], *, at: datetime) -> dict[int, int]:
    """How many attempts at a paper that began in each of these cohorts go on."""
    marked = exists().where(ResultRow.attempt_id == AttemptRow.id, ResultRow.segment == AttemptRow.segment)
    rows = db.session.execute(
        select(AttemptCohortRow.cohort_id, func.count().label("number"))
        .join(AttemptRow, AttemptRow.id == AttemptCohortRow.attempt_id)
        .where(AttemptRow.paper_id == paper_id, AttemptCohortRow.cohort_id.in_(list(cohort_ids)))
        .where(AttemptRow.voided_at.is_(None), ~marked)
        .where(or_(AttemptRow.deadline_at.is_(None), AttemptRow.deadline_at > at))
        .group_by(AttemptCohortRow.cohort_id)
    )
    return {row.cohort_id: row.number for row in rows}
