"""What a learner is told on Today: what tutors have done since with what they sat or asked."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from ....db import db
from ...attempts.core.grading import ResultReason
from ...attempts.models import AttemptRow, GivenMarkRow, RegradeRow, ResultRow
from ...bank.queries import paper_versions
from ..models import ChallengeReplyRow, ChallengeRow

MOST = 5
_LAST_MARK = func.max(GivenMarkRow.at)


@dataclass(frozen=True)
class News:
    """``what`` is "marked" or "again" (``id`` is the attempt's), or "answered" (``id`` is the challenge's)."""

    what: str
    id: int
    at: datetime
    title: str


def news(learner_id: int, *, since: datetime) -> list[News]:
    """Papers that a tutor finished marking, those marked again, challenges answered, the latest first; at most five."""
    marked = (
        select(
            literal("marked").label("what"),
            AttemptRow.id,
            func.max(GivenMarkRow.at).label("at"),
            AttemptRow.paper_digest,
        )
        .join(GivenMarkRow, GivenMarkRow.attempt_id == AttemptRow.id)
        .join(ResultRow, (ResultRow.attempt_id == AttemptRow.id) & (ResultRow.reason == ResultReason.MARKED))
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
    every = union_all(marked, _again(learner_id), answered).subquery()
    rows = db.session.execute(select(every).where(every.c.at >= since).order_by(every.c.at.desc()).limit(MOST)).all()
    papers = paper_versions(row.paper_digest for row in rows)
    return [News(row.what, row.id, row.at, papers[row.paper_digest].title) for row in rows]


def _again(learner_id: int) -> Any:
    """The attempts whose marks or outcome marking a question again has changed."""
    before = aliased(ResultRow)
    outcome = ("scored_num", "scored_den", "available", "passed", "pending")
    other = or_(*(getattr(before, name) != getattr(ResultRow, name) for name in outcome))
    return (
        select(literal("again"), AttemptRow.id, func.max(RegradeRow.at), AttemptRow.paper_digest)
        .join(ResultRow, ResultRow.attempt_id == AttemptRow.id)
        .join(RegradeRow, RegradeRow.id == ResultRow.regrade_id)
        .join(before, (before.attempt_id == AttemptRow.id) & (before.number == ResultRow.number - 1))
        .where(AttemptRow.learner_id == learner_id, AttemptRow.voided_at.is_(None), other)
        .group_by(AttemptRow.id, AttemptRow.paper_digest)
    )
