"""What a learner is told on Today: what tutors have done since with what they sat or asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import aliased

from ....shared.feed import InHand
from ...attempts.core.grading import ResultReason
from ...attempts.models import AttemptRow, GivenMarkRow, RegradeRow, ResultRow
from ...attempts.queries.rules import is_released
from ...bank.queries import paper_versions
from ..models import ChallengeReplyRow, ChallengeRow

MOST = 5
KINDS = frozenset({"marked", "again", "answered"})
_LAST_MARK = func.max(GivenMarkRow.at)


@dataclass(frozen=True)
class News:
    """``what`` is "marked" or "again" (``id`` is the attempt's), or "answered" (``id`` is the challenge's)."""

    what: str
    id: int
    at: datetime
    title: str


def in_hand(learner_id: int, *, since: datetime) -> Select[Any]:
    """Papers that a tutor finished marking, those marked again, challenges answered, for Today (``InHand``).

    What each of them is called is the digest of its paper; ``news`` reads it.
    """
    marked = (
        select(
            literal("marked").label("kind"),
            AttemptRow.id,
            AttemptRow.paper_digest.label("title"),
            func.max(GivenMarkRow.at).label("at"),
        )
        .join(GivenMarkRow, GivenMarkRow.attempt_id == AttemptRow.id)
        .join(ResultRow, (ResultRow.attempt_id == AttemptRow.id) & (ResultRow.reason == ResultReason.MARKED))
        .where(AttemptRow.learner_id == learner_id)
        .group_by(AttemptRow.id, AttemptRow.paper_digest)
    )
    answered = (
        select(literal("answered"), ChallengeRow.id, AttemptRow.paper_digest, func.max(ChallengeReplyRow.at))
        .join(ChallengeReplyRow, ChallengeReplyRow.challenge_id == ChallengeRow.id)
        .join(AttemptRow, AttemptRow.id == ChallengeRow.attempt_id)
        .where(ChallengeRow.learner_id == learner_id, ChallengeReplyRow.author_id != learner_id)
        .group_by(ChallengeRow.id, AttemptRow.paper_digest)
    )
    every = union_all(marked, _again(learner_id), answered).subquery()
    return select(every).where(every.c.at >= since)


def marked_by_tutors(*, at: datetime) -> Select[int, datetime]:
    """Whose written answers were marked, and when (``person_id``, ``at``): a subquery.

    Only where the whole paper is marked and its learner may see the result.
    """
    whole = exists().where(ResultRow.attempt_id == AttemptRow.id, ResultRow.reason == ResultReason.MARKED)
    return (
        select(AttemptRow.learner_id.label("person_id"), GivenMarkRow.at)
        .join(GivenMarkRow, GivenMarkRow.attempt_id == AttemptRow.id)
        .where(whole, AttemptRow.voided_at.is_(None), is_released(at))
    )


def answered_challenges() -> Select[int, datetime]:
    """Whose challenges somebody answered, and when (``person_id``, ``at``): a subquery."""
    return (
        select(ChallengeRow.learner_id.label("person_id"), ChallengeReplyRow.at)
        .join(ChallengeReplyRow, ChallengeReplyRow.challenge_id == ChallengeRow.id)
        .where(ChallengeReplyRow.author_id != ChallengeRow.learner_id)
    )


def news(in_hand: Iterable[InHand]) -> list[News]:
    """What is news among what a learner has in hand, the latest first; at most five."""
    found = sorted((each for each in in_hand if each.kind in KINDS), key=lambda each: each.at, reverse=True)[:MOST]
    papers = paper_versions(each.title for each in found)
    return [News(each.kind, each.id, each.at, papers[each.title].title) for each in found]


def _again(learner_id: int) -> Any:
    """The attempts whose marks or outcome marking a question again has changed."""
    before = aliased(ResultRow)
    outcome = ("scored_num", "scored_den", "available", "passed", "pending")
    other = or_(*(getattr(before, name) != getattr(ResultRow, name) for name in outcome))
    return (
        select(literal("again"), AttemptRow.id, AttemptRow.paper_digest, func.max(RegradeRow.at))
        .join(ResultRow, ResultRow.attempt_id == AttemptRow.id)
        .join(RegradeRow, RegradeRow.id == ResultRow.regrade_id)
        .join(before, (before.attempt_id == AttemptRow.id) & (before.number == ResultRow.number - 1))
        .where(AttemptRow.learner_id == learner_id, AttemptRow.voided_at.is_(None), other)
        .group_by(AttemptRow.id, AttemptRow.paper_digest)
    )
