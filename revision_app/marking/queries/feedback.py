from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union_all

from ...evidence import queries as evidence
from ..core.comments import Saying
from ..models import CommentRow, CommentWordsRow, DecisionRow, ReleaseRow

_PIECE = evidence.pieces().subquery("piece")


def feedback(*, since: datetime, until: datetime) -> Select[Any]:
    """Whom tutors have told something between two moments, and when (``person_id``, ``at``): a subquery.

    Decisions that were released or amended, and answers at comments.
    """
    learner: Any = _PIECE.c.learner_id.label("person_id")
    released = select(learner, ReleaseRow.at).join(ReleaseRow, ReleaseRow.piece_id == _PIECE.c.id)
    amended = select(learner, DecisionRow.at).join(DecisionRow, DecisionRow.piece_id == _PIECE.c.id)
    answered = (
        select(learner, CommentWordsRow.at)
        .join(CommentRow, CommentRow.piece_id == _PIECE.c.id)
        .join(CommentWordsRow, CommentWordsRow.comment_id == CommentRow.id)
    )
    every = union_all(
        released.where(ReleaseRow.at > since, ReleaseRow.at <= until),
        amended.where(DecisionRow.at > since, DecisionRow.at <= until, DecisionRow.reason != ""),
        answered.where(
            CommentWordsRow.at > since,
            CommentWordsRow.at <= until,
            CommentWordsRow.saying == Saying.ANSWER,
            CommentWordsRow.author_id != _PIECE.c.learner_id,
        ),
    ).subquery("told")
    return select(every)
