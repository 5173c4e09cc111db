"""What stands beside a result on its page."""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from sqlalchemy import func, select

from ...db import db
from ..core.grading import Result
from ..core.report import Earlier, MissReason, Report
from ..core.reveal import Part, shown
from ..models import AttemptRow, MissRow, ResultCriterionRow, ResultItemRow, ResultRow
from .results import is_latest_result
from .rules import windows_of


def report(result: Result, *, at: datetime, to_tutor: bool = False) -> Report:
    """A result with earlier ones and the learner's own reasons. A tutor is shown all, whatever the dates."""
    window = windows_of(result.learner_id).get(result.paper.id)
    parts = shown(
        result.paper.reveal,
        at,
        finished_at=result.at,
        closes_at=window.closes_at if window else None,
        release_at=window.release_at if window else None,
    )
    return Report(
        result,
        frozenset(Part) if to_tutor else parts,
        window.release_at if window else None,
        _earlier(result),
        _reasons(result.attempt_id),
    )


def _earlier(result: Result) -> tuple[Earlier, ...]:
    if result.attempt_number == 1:
        return ()
    rows = db.session.execute(
        select(ResultRow, AttemptRow.number.label("place"))
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(
            AttemptRow.learner_id == result.learner_id,
            AttemptRow.paper_id == result.paper.id,
            AttemptRow.number < result.attempt_number,
            AttemptRow.voided_at.is_(None),
            is_latest_result(),
        )
        .order_by(AttemptRow.number)
    ).all()
    if not rows:
        return ()
    last = rows[-1][0].id
    criteria = db.session.scalars(select(ResultCriterionRow).where(ResultCriterionRow.result_id == last)).all()
    items = db.session.scalars(select(ResultItemRow).where(ResultItemRow.result_id == last)).all()
    return tuple(_one(row, place, criteria, items) for row, place in rows)


def _one(row: ResultRow, place: int, criteria: Sequence[ResultCriterionRow], items: Sequence[ResultItemRow]) -> Earlier:
    return Earlier(
        row.attempt_id,
        place,
        Fraction(row.scored_num, row.scored_den * row.available),
        {one.criterion: Fraction(one.scored_num, one.scored_den * one.available) for one in criteria},
        {one.item_id: Fraction(one.mark_num, one.mark_den * one.available) for one in items},
    )


def _reasons(attempt_id: int) -> dict[str, MissReason]:
    latest = select(func.max(MissRow.id)).where(MissRow.attempt_id == attempt_id).group_by(MissRow.item_id)
    rows = db.session.scalars(select(MissRow).where(MissRow.id.in_(latest)))
    return {row.item_id: MissReason(row.reason) for row in rows}
