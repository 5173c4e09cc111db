"""What a learner is told on Today: what tutors have done since with what they sat or asked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal, select, union_all

from ...db import db
from ..core.grading import Reason
from ..models import AttemptRow, ChallengeReplyRow, ChallengeRow, GivenMarkRow, ResultRow
from .papers import paper_versions

MOST = 5
_LAST_MARK = func.max(GivenMarkRow.at)


@dataclass(frozen=True)
class News:
    """``what`` is "marked" (``id`` is the attempt's) or "answered" (``id`` is the challenge's)."""

    what: str
    id: int
    at: datetime
    title: str


def news(learner_id: int, *, since: datetime) -> list[News]:
    """Papers that a tutor has finished marking and challenges that were answered, the latest first; at most five."""
    marked = (
        select(
            literal("marked").label("what"),
            AttemptRow.id,
            func.max(GivenMarkRow.at).label("at"),
            AttemptRow.paper_digest,
        )
        .join(GivenMarkRow, GivenMarkRow.attempt_id == AttemptRow.id)
        .join(ResultRow, (ResultRow.attempt_id == AttemptRow.id) & (ResultRow.reason == Reason.MARKED))
        .where(AttemptRow.learner_id == learner_id)
        .group_by(AttemptRow.id, AttemptRow.paper_digest)
    )
    answered = (
        select(literal("answered"), ChallengeRow.id, func.max(ChallengeReplyRow.at), AttemptRow.paper_digest)
        .join(ChallengeReplyRow, ChallengeReplyRow.challenge_id == ChallengeRow.id)
        .join(AttemptRow, AttemptRow.id == ChallengeRow.attempt_id)
        .where(ChallengeRow.learner_id == learner_id, ChallengeReplyRow.author_id != learner_id)
        .group_by(ChallengeRow.id, AttemptRow.paper_digest)
    )
    every = union_all(marked, answered).subquery()
    rows = db.session.execute(select(every).where(every.c.at >= since).order_by(every.c.at.desc()).limit(MOST)).all()
    papers = paper_versions(row.paper_digest for row in rows)
    return [News(row.what, row.id, row.at, papers[row.paper_digest].title) for row in rows]
