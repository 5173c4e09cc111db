from datetime import datetime, timedelta

from sqlalchemy import func, select, union_all

from ...accounts import queries as accounts
from ...accounts.core import Person
from ...db import db
from ...evidence import queries as evidence
from ..core.comments import Saying
from ..models import CommentRow, CommentWordsRow, DecisionRow, FeedbackMailRow, ReleaseRow

NEWS = timedelta(days=7)
"""*Ours:* what is older is no news, whether or not somebody was told of it."""

_PIECE = evidence.pieces().subquery("piece")


def untold(*, at: datetime, day: str) -> list[Person]:
    """Who could read something new since they were last told by mail, and was not told on this day."""
    recent = at - NEWS
    released = select(_PIECE.c.learner_id, ReleaseRow.at).join(ReleaseRow, ReleaseRow.piece_id == _PIECE.c.id)
    amended = select(_PIECE.c.learner_id, DecisionRow.at).join(DecisionRow, DecisionRow.piece_id == _PIECE.c.id)
    answered = (
        select(_PIECE.c.learner_id, CommentWordsRow.at)
        .join(CommentRow, CommentRow.piece_id == _PIECE.c.id)
        .join(CommentWordsRow, CommentWordsRow.comment_id == CommentRow.id)
    )
    news = union_all(
        released.where(ReleaseRow.at > recent, ReleaseRow.at <= at),
        amended.where(DecisionRow.at > recent, DecisionRow.reason != ""),
        answered.where(
            CommentWordsRow.at > recent,
            CommentWordsRow.saying == Saying.ANSWER,
            CommentWordsRow.author_id != _PIECE.c.learner_id,
        ),
    ).subquery("news")
    last = (
        select(
            FeedbackMailRow.person_id,
            func.max(FeedbackMailRow.at).label("at"),
            func.max(FeedbackMailRow.day).label("day"),
        )
        .group_by(FeedbackMailRow.person_id)
        .subquery("last")
    )
    people = accounts.everybody().subquery("people")
    rows = db.session.execute(
        select(people.c.id, people.c.name, people.c.email)
        .join(news, news.c.learner_id == people.c.id)
        .outerjoin(last, last.c.person_id == people.c.id)
        .where(people.c.closed_at.is_(None), (last.c.at.is_(None)) | ((news.c.at > last.c.at) & (last.c.day < day)))
        .distinct()
        .order_by(people.c.id)
    )
    return [Person(row.id, row.name, row.email, frozenset()) for row in rows]
