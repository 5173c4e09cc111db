from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import cast

from sqlalchemy import Table, insert

from ....db import db, part_of_action, transaction
from ..core.attempt import Attempt
from ..core.grading import Grade, ResultReason, grade
from ..models import GivenMarkRow, ResultCriterionRow, ResultItemRow, ResultRow
from ..queries import attempts as attempts_queries
from ..queries import regrades, results

INSERT_ITEMS = insert(cast(Table, ResultItemRow.__table__))  # of the table: one statement whatever is empty in a row

AT_ONCE = 50  # results written in one transaction: others wait for the database no longer than that takes


def settle(learner_ids: Collection[int], *, at: datetime) -> int:
    """Mark these learners' attempts whose time has run out; how many there were.

    Asks one question where there is nothing to do; only where there is, a transaction begins.
    """
    return _settle(attempts_queries.overdue(at, learner_ids), at)


def sweep(*, at: datetime) -> int:
    """Mark everybody's attempts whose time has run out; how many there were."""
    return _settle(attempts_queries.overdue(at), at)


def going_on(learner_id: int, *, at: datetime) -> list[Attempt]:
    """The attempts in which a learner's answers can still count; marks what has run out, as ``settle`` does.

    Asks one question for both where there is nothing to mark.
    """
    unmarked = attempts_queries.unmarked(learner_id)
    _settle([attempt.id for attempt in unmarked if attempt.is_final(at)], at)
    return attempts_queries.those_counting(unmarked, at)


# By way of _mark, below.
going_on.is_transaction = settle.is_transaction = sweep.is_transaction = True  # type: ignore[attr-defined]  # a mark; types know none on functions


def _settle(attempt_ids: Sequence[int], at: datetime) -> int:
    groups = (attempt_ids[n : n + AT_ONCE] for n in range(0, len(attempt_ids), AT_ONCE))
    return sum(_mark(group, at) for group in groups)


@transaction
def _mark(attempt_ids: Sequence[int], at: datetime) -> int:
    over = [
        attempt
        for attempt in attempts_queries.locked_attempts(attempt_ids)
        if not attempt.marked and attempt.is_final(at)
    ]
    write_results(over, at)
    return len(over)


@part_of_action
def write_results(attempts: Sequence[Attempt], at: datetime) -> None:
    if not attempts:
        return
    corrections = regrades.corrections({version.item.id for attempt in attempts for version in attempt.paper.items})
    grades = {attempt.id: grade(attempt, corrections=corrections) for attempt in attempts}
    reopened = [attempt.id for attempt in attempts if attempt.segment > 1]
    before = results.results_written(reopened) if reopened else {}
    rows = [_result_row(attempt, grades[attempt.id], before.get(attempt.id, 0) + 1, None, at) for attempt in attempts]
    _write(rows, grades)


@part_of_action
def write_result(attempt: Attempt, marks: Grade, reason: ResultReason, at: datetime) -> None:
    """Write these marks down beside the results that the attempt has, which stay as they are."""
    number = results.results_written([attempt.id]).get(attempt.id, 0) + 1
    _write([_result_row(attempt, marks, number, reason, at)], {attempt.id: marks})


@part_of_action
def write_given_mark(
    attempt_id: int, item_id: str, share: Fraction, comment: str, *, author_id: int, at: datetime
) -> None:
    """Write down the share of its marks that a tutor gives an answer; the marks themselves follow with a result."""
    row = GivenMarkRow(
        attempt_id=attempt_id,
        item_id=item_id,
        share_num=share.numerator,
        share_den=share.denominator,
        comment=comment,
        author_id=author_id,
        at=at,
    )
    db.session.add(row)


def _write(rows: Sequence[dict[str, object]], grades: Mapping[int, Grade]) -> None:
    written = db.session.execute(insert(ResultRow).returning(ResultRow.id, ResultRow.attempt_id), rows).all()
    marks = [(row.id, grades[row.attempt_id]) for row in written]
    items = [
        {"result_id": result_id, "position": place, **results.item_columns(mark)}
        for result_id, grade in marks
        for place, mark in enumerate(grade.items, 1)
    ]
    criteria = [
        {"result_id": result_id, **results.criterion_columns(mark)}
        for result_id, grade in marks
        for mark in grade.criteria
    ]
    db.session.execute(INSERT_ITEMS, items)
    if criteria:  # where every item was taken out there is none
        db.session.execute(insert(ResultCriterionRow), criteria)


def _result_row(
    attempt: Attempt, marks: Grade, number: int, reason: ResultReason | None, at: datetime
) -> dict[str, object]:
    ended = ResultReason.SUBMITTED if attempt.submitted_at else ResultReason.TIMED_OUT
    return {
        "attempt_id": attempt.id,
        "number": number,
        "segment": attempt.segment,
        "at": attempt.finished_at(at),
        "reason": reason or ended,
        "scored_num": marks.scored.numerator,
        "scored_den": marks.scored.denominator,
        "available": marks.available,
        "passed": marks.passed,
        "pending": marks.pending,
    }
