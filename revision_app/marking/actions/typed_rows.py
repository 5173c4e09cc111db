"""How what an assessor has typed is written, and what becomes of it when they save their marking."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update

from ...db import db, part_of_action
from ..core.submission import Judgement
from ..core.typed import TypedMarking
from ..models import TypedMarkingRow
from ..queries.typed import typed_marking


@part_of_action
def write_typed(
    piece_id: int, assessor_id: int, typed: Mapping[str, Judgement], kept: TypedMarking, *, at: datetime
) -> None:
    """Write what was typed into each card; ``kept`` says what of it waits to be saved as marking."""
    where = TypedMarkingRow.piece_id == piece_id, TypedMarkingRow.assessor_id == assessor_id
    rows = {row.criterion: row for row in db.session.scalars(select(TypedMarkingRow).where(*where))}
    for criterion, judged in typed.items():
        row = rows.get(criterion) or TypedMarkingRow(piece_id=piece_id, assessor_id=assessor_id, criterion=criterion)
        row.outcome, row.comment, row.next_step = judged.outcome, judged.comment, judged.next_step
        row.unmet = sorted(judged.unmet)
        row.waits = criterion in kept.judgements
        row.revision, row.saved_at = kept.revision, at
        db.session.add(row)


@part_of_action
def settle_typed(piece_id: int, saved: Mapping[str, Judgement], *, assessor_id: int, revision: int | None) -> None:
    """Let nothing wait any longer of what an assessor had typed, now that they save their marking.

    ``revision`` is what they had seen of it; without one, words that are not in what they save go on waiting. Raises
    ``TypedElsewhere``.
    """
    typed = typed_marking(piece_id, assessor_id=assessor_id)
    if revision is not None:
        typed.must_be_seen(saved, revision=revision)
    done = [
        criterion
        for criterion, judged in typed.judgements.items()
        if revision is not None or saved.get(criterion) == judged
    ]
    if done:
        settled = update(TypedMarkingRow).where(
            TypedMarkingRow.piece_id == piece_id,
            TypedMarkingRow.assessor_id == assessor_id,
            TypedMarkingRow.criterion.in_(done),
        )
        db.session.execute(settled.values(waits=False, revision=typed.revision + 1))
