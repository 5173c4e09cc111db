"""How what an assessor has typed is written, and what becomes of it when they save their marking."""

from datetime import datetime

from sqlalchemy import select, update

from ...db import db, part_of_action
from ..core.typed import TypedMarking, TypedWords
from ..models import TypedCommentRow, TypedMarkingRow
from ..queries.typed import kept_of, typed_marking


@part_of_action
def keep_changed(
    piece_id: int, typed: TypedMarking, saved: TypedWords, *, assessor_id: int, at: datetime
) -> TypedMarking:
    """Keep what a window sends of a piece that is locked, where ``saved`` is saved as marking; what is kept then.

    Raises ``TypedElsewhere``.
    """
    before = typed_marking(piece_id, assessor_id=assessor_id)
    after = before.changed(typed, saved, at=at)
    if after != before:
        _write(piece_id, assessor_id, typed.over(before), after, at=at)
    return after


@part_of_action
def _write(piece_id: int, assessor_id: int, typed: TypedWords, kept: TypedMarking, *, at: datetime) -> None:
    """Write what was typed into each field; ``kept`` says what of it waits to be saved as marking."""
    keys = {"piece_id": piece_id, "assessor_id": assessor_id}
    kept_cards = db.session.scalars(select(TypedMarkingRow).where(kept_of(TypedMarkingRow, **keys)))
    cards = {row.criterion: row for row in kept_cards}
    for criterion, judged in typed.judgements.items():
        card = cards.get(criterion) or TypedMarkingRow(**keys, criterion=criterion)
        card.outcome, card.comment, card.next_step = judged.outcome, judged.comment, judged.next_step
        card.unmet = sorted(judged.unmet)
        card.waits = criterion in kept.judgements
        card.revision, card.saved_at = kept.revision, at
        db.session.add(card)
    kept_comments = db.session.scalars(select(TypedCommentRow).where(kept_of(TypedCommentRow, **keys)))
    comments = {row.comment_id: row for row in kept_comments}
    for comment_id, said in typed.comments.items():
        row = comments.get(comment_id) or TypedCommentRow(**keys, comment_id=comment_id)
        row.passage, row.text, row.gone = said.passage, said.text, said.gone
        row.waits = comment_id in kept.comments
        row.revision, row.saved_at = kept.revision, at
        db.session.add(row)


@part_of_action
def settle_typed(piece_id: int, saved: TypedMarking, *, assessor_id: int) -> None:
    """Let nothing wait any longer of what an assessor had typed, now that they save what stands in the fields.

    Raises ``TypedElsewhere``.
    """
    typed = typed_marking(piece_id, assessor_id=assessor_id)
    typed.must_be_seen(saved)
    for table, words in ((TypedMarkingRow, typed.judgements), (TypedCommentRow, typed.comments)):
        if words:
            waiting = update(table).where(kept_of(table, piece_id, assessor_id), table.waits)
            db.session.execute(waiting.values(waits=False, revision=typed.revision + 1))
