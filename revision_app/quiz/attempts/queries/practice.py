from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import select

from ....db import db
from ...bank.core.items import Response
from ...bank.core.paper import ItemVersion, thaw_item
from ...bank.models import ItemVersionRow
from ..models import PracticeAnswerRow


@dataclass(frozen=True)
class Practised:
    """An answer to a question met in a unit, to the question as it then was. ``mark`` is a share from 0 to 1."""

    version: ItemVersion
    response: Response
    mark: Fraction
    at: datetime


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
