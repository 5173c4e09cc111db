from collections.abc import Collection
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased

from ....cohorts.queries import may_read
from ....criteria.core import Mastery
from ....db import built_once, db
from ...bank.core.paper import ItemVersion, Paper
from ...bank.queries import live_versions, paper_versions
from ..core.grading import CriterionMark, Grade, ItemMark, Result, Way, by_criterion
from ..models import AttemptRow, GivenMarkRow, ResultCriterionRow, ResultItemRow, ResultRow
from .rules import is_released


@cache
def is_latest_result() -> ColumnElement[bool]:
    newer = aliased(ResultRow)
    latest = select(func.max(newer.number)).where(newer.attempt_id == AttemptRow.id).correlate(AttemptRow)
    return ResultRow.number == latest.scalar_subquery()


@cache
def result_as_it_stands() -> ColumnElement[bool]:
    """An attempt's latest result, unless the attempt has been reopened or voided since."""
    counts = and_(ResultRow.segment == AttemptRow.segment, AttemptRow.voided_at.is_(None))
    return and_(ResultRow.attempt_id == AttemptRow.id, is_latest_result(), counts)


def result(attempt_id: int, *, learner_id: int, number: int | None = None) -> Result | None:
    """A result of a learner's own attempt: the latest, or the one of this number.

    None where the attempt is not theirs, or not over and settled. While it is open again there is none either (its
    earlier results would show the keys), nor of a void one.
    """
    which = result_as_it_stands() if number is None else _earlier_result(number)
    return _result(which, AttemptRow.id == attempt_id, AttemptRow.learner_id == learner_id)


def _earlier_result(number: int) -> ColumnElement[bool]:
    other = aliased(ResultRow)
    stands = exists().where(other.attempt_id == AttemptRow.id, other.segment == AttemptRow.segment)
    numbered = and_(ResultRow.attempt_id == AttemptRow.id, ResultRow.number == number)
    return and_(numbered, stands, AttemptRow.voided_at.is_(None))


def results_written(attempt_ids: Collection[int]) -> dict[int, int]:
    """How many results each of these attempts has; what has none is not there."""
    counted = select(ResultRow.attempt_id, func.max(ResultRow.number)).where(ResultRow.attempt_id.in_(attempt_ids))
    rows = db.session.execute(counted.group_by(ResultRow.attempt_id))
    return {row[0]: row[1] for row in rows}


def learner_of(attempt_id: int, *, tutor_id: int, at: datetime) -> int | None:
    """Whose attempt this is, where this tutor may read it: see ``cohorts.may_read``, or they marked an answer in it."""
    marked = exists().where(GivenMarkRow.attempt_id == AttemptRow.id, GivenMarkRow.author_id == tutor_id)
    mine = may_read(tutor_id, AttemptRow.learner_id, AttemptRow.started_at, at=at)
    return db.session.scalar(select(AttemptRow.learner_id).where(AttemptRow.id == attempt_id, or_(mine, marked)))


def item_columns(mark: ItemMark) -> dict[str, Any]:
    """What the row of an item in a result says of its mark."""
    return {
        "item_id": mark.version.item.id,
        "item_digest": mark.version.digest,
        "response": list(mark.response),
        "mark_num": mark.scored.numerator,
        "mark_den": mark.scored.denominator,
        "available": mark.available,
        "unsafe": bool(mark.unsafe),
        "pending": mark.pending,
        "certainty": mark.certainty,
        "seconds": None if mark.took is None else round(mark.took.total_seconds()),
        "ruling": mark.ruling,
    }


def criterion_columns(mark: CriterionMark) -> dict[str, Any]:
    """What the row of a criterion in a result says of its marks."""
    return {
        "criterion": mark.criterion,
        "scored_num": mark.scored.numerator,
        "scored_den": mark.scored.denominator,
        "available": mark.available,
    }


def _result(which: ColumnElement[bool], *where: ColumnElement[bool]) -> Result | None:
    pair = db.session.execute(select(ResultRow, AttemptRow).join(AttemptRow, which).where(*where)).one_or_none()
    if pair is None:
        return None
    row, sat = pair
    paper = paper_versions([sat.paper_digest])[sat.paper_digest]
    items = _item_marks(row.id, paper)
    return Result(
        attempt_id=sat.id,
        learner_id=sat.learner_id,
        attempt_number=sat.number,
        paper=paper,
        seed=sat.seed,
        started_at=sat.started_at,
        number=row.number,
        at=row.at,
        reason=row.reason,
        grade=Grade(
            items=items,
            criteria=by_criterion(items),
            scored=Fraction(row.scored_num, row.scored_den),
            available=row.available,
            passed=row.passed,
        ),
    )


def _item_marks(result_id: int, paper: Paper) -> tuple[ItemMark, ...]:
    mine = select(ResultItemRow).where(ResultItemRow.result_id == result_id).order_by(ResultItemRow.position)
    rows = db.session.scalars(mine).all()
    versions = {version.digest: version for version in paper.items}
    regraded = {row.item_digest for row in rows} - set(versions)
    if regraded:
        versions |= live_versions(regraded)
    return tuple(item_mark(row, versions[row.item_digest]) for row in rows)


def item_mark(row: ResultItemRow, version: ItemVersion) -> ItemMark:
    """What the row of an item in a result says; what was taken out harms nobody."""
    response = tuple(row.response)
    return ItemMark(
        version,
        response,
        Fraction(row.mark_num, row.mark_den),
        row.available,
        () if row.ruling is Way.VOID else version.item.unsafe(response),
        row.pending,
        row.certainty,
        None if row.seconds is None else timedelta(seconds=row.seconds),
        row.ruling,
    )


def mastery(learner_ids: Collection[int], *, shown_at: datetime | None = None) -> dict[int, dict[str, Mastery]]:
    """By learner and criterion: marks scored of marks available, over the latest finished attempt at each paper.

    With ``shown_at`` only of what is released to its learner by then; a tutor may see all.
    """
    by_learner: dict[int, dict[str, Mastery]] = {learner_id: {} for learner_id in learner_ids}
    for row in db.session.execute(*_latest_criterion_marks(by_learner, shown_at)):
        scored = Fraction(row.scored_num, row.scored_den)
        before = by_learner[row.learner_id].get(row.criterion, Mastery(row.criterion, Fraction(0), 0, row.at))
        by_learner[row.learner_id][row.criterion] = Mastery(
            row.criterion, before.scored + scored, before.available + row.available, max(before.at, row.at)
        )
    return by_learner


@built_once
def _latest_criterion_marks(learner_ids: Collection[int], shown_at: datetime | None) -> Select[Any]:
    counts = [AttemptRow.learner_id.in_(learner_ids), AttemptRow.mode != "practice", AttemptRow.voided_at.is_(None)]
    if shown_at is not None:
        counts.append(is_released(shown_at))
    ranked = (
        select(
            ResultRow.id,
            ResultRow.at,
            AttemptRow.learner_id,
            func.row_number()
            .over(
                partition_by=(AttemptRow.learner_id, AttemptRow.paper_id),
                order_by=(AttemptRow.number.desc(), ResultRow.number.desc()),
            )
            .label("place"),
        )
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(*counts)
        .subquery()
    )
    marks: Any = ResultCriterionRow
    alike = ranked.c.learner_id, marks.criterion, marks.scored_den
    sums = (
        func.sum(marks.scored_num).label("scored_num"),
        func.sum(marks.available).label("available"),
        func.max(ranked.c.at).label("at"),
    )
    together = select(*alike, *sums).join(marks, marks.result_id == ranked.c.id)
    return together.where(ranked.c.place == 1).group_by(*alike)
