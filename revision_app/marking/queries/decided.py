"""What learners have read, for features that look at decisions and not at marking."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from ...evidence import queries as evidence
from ..core.submission import Series
from ..models import DecisionRow, ReleaseRow, SecondDecisionRow
from . import submissions

_PIECE = evidence.pieces().subquery("decided_piece")


def decided(*, at: datetime) -> Select[*tuple[Any, ...]]:
    """A row for each decision that counts and is released: see the columns."""
    later = aliased(DecisionRow)
    replaced = select(later.id).where(
        later.piece_id == DecisionRow.piece_id, later.criterion == DecisionRow.criterion, later.id > DecisionRow.id
    )
    return (
        select(
            DecisionRow.id.label("decision_id"),
            DecisionRow.criterion,
            DecisionRow.outcome,
            DecisionRow.assessor_id,
            _PIECE.c.id.label("piece_id"),
            _PIECE.c.learner_id,
            _PIECE.c.title,
            _PIECE.c.at.label("handed_in_at"),
        )
        .join(_PIECE, _PIECE.c.id == DecisionRow.piece_id)
        .join(ReleaseRow, ReleaseRow.piece_id == _PIECE.c.id)
        .where(ReleaseRow.at <= at, _PIECE.c.withdrawn_at.is_(None), ~replaced.exists())
    )


def decisions_by(person_id: int) -> Select[int]:
    """The pieces on which somebody decided anything, first or second: a subquery."""
    first = select(DecisionRow.piece_id).where(DecisionRow.assessor_id == person_id)
    second = select(SecondDecisionRow.piece_id).where(SecondDecisionRow.assessor_id == person_id)
    both = first.union(second).subquery()
    return select(both.c.piece_id)


def released_series(piece_id: int, *, at: datetime) -> Series | None:
    """A released submission among those from the same source, with the decisions that their learner has read."""
    series = submissions.series_of(piece_id, at=at)
    return series.for_learner if series and series.shown.release else None
