"""How cohorts' pieces are marked, and how long that took."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import SQLCoreOperations

from ...cohorts.queries import times_enrolled
from ...db import db
from ...evidence import queries as evidence
from ...web.clock import LONDON
from ..core.returning import WEEKS, Returned, returned_by_cohort
from ..core.rules import MarkingRules
from ..models import MarkingRuleRow, ReleaseRow


def all_rules() -> dict[int, MarkingRules]:
    """What holds now of each cohort that has rules, by its id."""
    rows = db.session.scalars(select(MarkingRuleRow).order_by(MarkingRuleRow.id))
    return {row.cohort_id: _rules(row) for row in rows}


def rules_of(cohort_id: int) -> MarkingRules:
    latest = select(MarkingRuleRow).where(MarkingRuleRow.cohort_id == cohort_id).order_by(MarkingRuleRow.id.desc())
    row = db.session.scalar(latest.limit(1))
    return _rules(row) if row else MarkingRules(cohort_id)


def return_days(learner_id: SQLCoreOperations[int], made_at: SQLCoreOperations[datetime]) -> ScalarSelect[int | None]:
    """After how many days what a learner handed in is due back: a subquery for rows with these two columns.

    A piece keeps the rule of the moment at which it was handed in; of several cohorts the shortest time holds.
    """
    time = times_enrolled().subquery()
    later = aliased(MarkingRuleRow)
    after = later.cohort_id == MarkingRuleRow.cohort_id, later.id > MarkingRuleRow.id, later.at <= made_at
    replaced = exists().where(*after).correlate_except(later)  # the piece is two statements further out
    return (
        select(func.min(MarkingRuleRow.return_days))
        .join(time, time.c.cohort_id == MarkingRuleRow.cohort_id)
        .where(time.c.learner_id == learner_id, time.c.started_at <= made_at)
        .where(or_(time.c.ended_at.is_(None), time.c.ended_at > made_at))
        .where(MarkingRuleRow.at <= made_at, ~replaced)
        .scalar_subquery()
    )


def returned(*, at: datetime) -> Mapping[int, Returned]:
    """How long the pieces took that learners got back in the last ``WEEKS`` weeks, by the cohort they were in."""
    piece, time = evidence.pieces().subquery(), times_enrolled().subquery()
    then = and_(
        time.c.learner_id == piece.c.learner_id,
        time.c.started_at <= piece.c.at,
        or_(time.c.ended_at.is_(None), time.c.ended_at > piece.c.at),
    )
    rows = db.session.execute(
        select(time.c.cohort_id, piece.c.at, ReleaseRow.at.label("released_at"))
        .join(piece, piece.c.id == ReleaseRow.piece_id)
        .join(time, then)
        .where(ReleaseRow.at <= at, ReleaseRow.at > at - timedelta(weeks=WEEKS))
        .where(or_(piece.c.withdrawn_at.is_(None), piece.c.withdrawn_at >= ReleaseRow.at))
    )
    return returned_by_cohort((row.cohort_id, _day(row.at), _day(row.released_at)) for row in rows)


def _rules(row: MarkingRuleRow) -> MarkingRules:
    return MarkingRules(row.cohort_id, row.second_share, row.tolerance, row.at, row.return_days, row.blind)


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()
