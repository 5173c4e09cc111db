from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import aliased

from ....db import db
from ...bank.core.items import Response
from ...bank.core.paper import ItemVersion, thaw_item
from ...bank.models import ItemVersionRow
from ..models import AttemptRow, PracticeAnswerRow, ResultItemRow, ResultRow


@dataclass(frozen=True)
class Practised:
    """An answer to a question met in a unit, to the question as it then was. ``mark`` is a share from 0 to 1."""

    version: ItemVersion
    response: Response
    mark: Fraction
    at: datetime


LEAST_OTHERS = 10
"""*Ours:* of fewer learners nothing is said, for one could be guessed at and a share would say little."""


@dataclass(frozen=True)
class Others:
    """How others answered a question: so many answers of so many learners, and which share of them got every mark."""

    answers: int
    learners: int
    right: Fraction


def others(version: ItemVersion, *, learner_id: int) -> Others | None:
    """How others answered this version of a question, as the newest results say; ``None`` where too few did."""
    newer = aliased(ResultRow)
    full = case((ResultItemRow.mark_num == ResultItemRow.mark_den, 1), else_=0)
    row = db.session.execute(
        select(func.count(), func.count(AttemptRow.learner_id.distinct()), func.sum(full))
        .select_from(ResultItemRow)
        .join(ResultRow, ResultRow.id == ResultItemRow.result_id)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(ResultItemRow.item_id == version.item.id, ResultItemRow.item_digest == version.digest)
        .where(~ResultItemRow.pending, AttemptRow.voided_at.is_(None), AttemptRow.learner_id != learner_id)
        .where(~exists().where(newer.attempt_id == ResultRow.attempt_id, newer.number > ResultRow.number))
    ).one()
    answers, learners, right = row
    return Others(answers, learners, Fraction(int(right), answers)) if learners >= LEAST_OTHERS else None


def practised(answer_id: int, *, learner_id: int) -> Practised | None:
    """A learner's own answer; someone else's is as good as missing."""
    rows = select(PracticeAnswerRow, ItemVersionRow.text).join(
        ItemVersionRow, ItemVersionRow.digest == PracticeAnswerRow.item_digest
    )
    pair = db.session.execute(
        rows.where(PracticeAnswerRow.id == answer_id, PracticeAnswerRow.learner_id == learner_id)
    ).first()
    if pair is None:
        return None
    row, text = pair
    return Practised(thaw_item(text), tuple(row.response), Fraction(row.mark_num, row.mark_den), row.at)
