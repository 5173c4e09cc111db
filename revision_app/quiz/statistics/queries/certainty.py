"""The answers for which a learner said how sure they were."""

from collections.abc import Callable, Collection
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import CompoundSelect, Select, null, select, type_coerce, union_all

from ....db import built_once, db
from ...attempts.core.certainty import Certainty
from ...attempts.core.summary import Window
from ...attempts.models import AssignmentRow, AttemptRow, ResultItemRow, ResultRow
from ...attempts.queries.results import is_latest_result
from ...attempts.queries.rules import closing_and_release, dates_ahead, due, may_know_right
from ...attempts.queries.withheld import withheld
from ...bank import library
from ...bank.core.paper import Paper
from ..core.calibration import Judged
from ..core.certainty import Weighed


def certainties(learner_id: int, at: datetime) -> list[Judged]:
    """A learner's answers with how sure they were: of attempts that count, and of which they may see what was right."""
    held_back, rows = withheld(learner_id, at=at), db.session.execute(_answers(learner_id))
    return [_judged(row) for row in rows if row.item_id not in held_back and may_know_right(row, at)]


def due_and_certainties(
    learner_id: int, at: datetime, *, held_back: Callable[[], Collection[str]]
) -> tuple[list[tuple[Paper, Window]], list[Judged]]:
    """The papers that a learner has dates for, and the above: Today has much to ask, so this is one statement.

    ``held_back`` finds the questions that timed papers keep from them; it is asked only where there are answers.
    """
    rows: list[Any] = list(db.session.execute(*_dates_and_answers(learner_id, at)))
    judged = [_judged(row) for row in rows if row.item_id and may_know_right(row, at)]
    hidden = held_back() if judged else frozenset()
    ahead_of_now = due((row for row in rows if row.item_id is None), at)
    return ahead_of_now, [answer for answer in judged if answer.item_id not in hidden]


@built_once
def _dates_and_answers(learner_id: int, at: datetime) -> CompoundSelect[Any]:
    answers, ahead = _answers(learner_id), dates_ahead(learner_id, at=at).subquery().c
    names = answers.selected_columns.keys()
    return union_all(answers, select(*(ahead[name] if name in _OF_DATES else null().label(name) for name in names)))


_OF_DATES = ("paper_id", "opens_at", "closes_at", "release_at")


def _answers(learner_id: int) -> Select[Any]:
    item: Any = ResultItemRow
    closes, release = closing_and_release()
    return (
        select(
            *(item.item_id, item.mark_num, item.mark_den, item.available, item.unsafe, item.certainty),
            *(ResultRow.at, AttemptRow.id, AttemptRow.paper_id),
            type_coerce(null(), AssignmentRow.opens_at.type).label("opens_at"),
            *(closes.label("closes_at"), release.label("release_at")),
        )
        .join(ResultRow, ResultRow.id == item.result_id)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(AttemptRow.learner_id == learner_id, AttemptRow.voided_at.is_(None), is_latest_result())
        .where(item.certainty.is_not(None), ~item.pending)
    )


def _judged(row: Any) -> Judged:
    fraction = Fraction(row.mark_num, row.mark_den * row.available) if row.available else Fraction(0)
    weighed = Weighed(fraction, row.available, Certainty(row.certainty))
    return Judged(row.item_id, library.bank().items.get(row.item_id), row.id, row.at, weighed, row.unsafe)
