from sqlalchemy import select

from ...db import db
from ..core.submission import Judgement, Quality
from ..core.typed import TypedMarking
from ..models import TypedMarkingRow


def typed_marking(piece_id: int, *, assessor_id: int) -> TypedMarking:
    """What one assessor has typed of a piece and not saved as marking; nobody else's query shows it."""
    rows = db.session.scalars(
        select(TypedMarkingRow)
        .where(TypedMarkingRow.piece_id == piece_id, TypedMarkingRow.assessor_id == assessor_id)
        .order_by(TypedMarkingRow.criterion)
    ).all()
    waiting = {row.criterion: _judgement(row) for row in rows if row.waits}
    last = max((row.saved_at for row in rows if row.waits), default=None)
    return TypedMarking(waiting, max((row.revision for row in rows), default=0), last)


def _judgement(row: TypedMarkingRow) -> Judgement:
    return Judgement(row.outcome, row.comment, row.next_step, frozenset(map(Quality, row.unmet)))
