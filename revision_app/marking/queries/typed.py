from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Integer, String, and_, null, select, type_coerce, union_all

from ...db import db
from ..core.submission import Judgement, Quality
from ..core.typed import TypedComment, TypedMarking
from ..models import TypedCommentRow, TypedMarkingRow

Kept = type[TypedMarkingRow] | type[TypedCommentRow]


def kept_of(table: Kept, piece_id: int, assessor_id: int) -> ColumnElement[bool]:
    return and_(table.piece_id == piece_id, table.assessor_id == assessor_id)


def typed_marking(piece_id: int, *, assessor_id: int) -> TypedMarking:
    """What one assessor has typed of a piece and not saved as marking; nobody else's query shows it."""
    card, comment = TypedMarkingRow, TypedCommentRow
    rows: Sequence[Any] = db.session.execute(
        union_all(
            select(
                card.criterion,
                type_coerce(null(), Integer).label("comment_id"),
                card.outcome,
                card.comment.label("text"),
                card.next_step,
                card.unmet,
                type_coerce(null(), String).label("passage"),
                type_coerce(null(), Boolean).label("gone"),
                card.waits,
                card.revision,
                card.saved_at,
            ).where(kept_of(card, piece_id, assessor_id)),
            select(
                null(),
                comment.comment_id,
                null(),
                comment.text,
                null(),
                null(),
                comment.passage,
                comment.gone,
                comment.waits,
                comment.revision,
                comment.saved_at,
            ).where(kept_of(comment, piece_id, assessor_id)),
        )
    ).all()
    waiting = [row for row in rows if row.waits]
    return TypedMarking(
        _judgements(row for row in waiting if row.comment_id is None),
        {
            row.comment_id: TypedComment(row.text, row.passage, row.gone)
            for row in waiting
            if row.comment_id is not None
        },
        max((row.revision for row in rows), default=0),
        max((row.saved_at for row in waiting), default=None),
    )


def _judgements(rows: Iterable[Any]) -> dict[str, Judgement]:
    return {
        row.criterion: Judgement(row.outcome, row.text, row.next_step, frozenset(map(Quality, row.unmet)))
        for row in sorted(rows, key=lambda row: row.criterion)
    }
