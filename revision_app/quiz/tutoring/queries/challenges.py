"""Challenges to items: a learner's own, those of a tutor's learners, or all of them for an administrator."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, true

from ....accounts.core import Role
from ....cohorts.queries import marks, may_read
from ....db import db
from ...bank.queries import live_versions
from ..core.challenge import Challenge, Outcome, Reply
from ..models import ChallengeReplyRow, ChallengeRow

MOST = 200


def challenges(role: Role, person_id: int, *, at: datetime) -> list[Challenge]:
    """What this person may see in this role, those that await a tutor first, then the latest; at most 200."""
    challenges = _read(_seen_by(role, person_id, at))
    return sorted(challenges, key=lambda challenge: (not challenge.awaits_tutor, -challenge.id))


def challenge(challenge_id: int, role: Role, person_id: int, *, at: datetime) -> Challenge | None:
    """One challenge that this person may see in this role."""
    return next(iter(_read(and_(ChallengeRow.id == challenge_id, _seen_by(role, person_id, at)))), None)


def may_answer(challenge: Challenge, role: Role, person_id: int, *, at: datetime) -> bool:
    """Whether whoever sees a challenge may also answer it: nobody their own, a tutor as ``cohorts.may_mark`` has it."""
    if role is Role.LEARNER:
        return True
    if challenge.learner_id == person_id:
        return False
    return role is Role.ADMINISTRATOR or marks(challenge.learner_id, challenge.at, tutor_id=person_id, at=at)


def challenge_to(attempt_id: int, item_id: str, *, learner_id: int) -> int | None:
    """The id of this learner's challenge to an item of an attempt, where there is one."""
    return db.session.scalar(
        select(ChallengeRow.id).where(
            ChallengeRow.attempt_id == attempt_id,
            ChallengeRow.item_id == item_id,
            ChallengeRow.learner_id == learner_id,
        )
    )


def _seen_by(role: Role, person_id: int, at: datetime) -> ColumnElement[bool]:
    match role:
        case Role.LEARNER:
            return ChallengeRow.learner_id == person_id
        case Role.TUTOR:
            row: Any = ChallengeRow
            return may_read(person_id, row.learner_id, row.at, at=at)
        case Role.ADMINISTRATOR:
            return true()


def _read(which: ColumnElement[bool]) -> list[Challenge]:
    latest = select(ChallengeRow.id).where(which).order_by(ChallengeRow.id.desc()).limit(MOST).subquery()
    rows = db.session.execute(
        select(ChallengeRow, ChallengeReplyRow)
        .outerjoin(ChallengeReplyRow, ChallengeReplyRow.challenge_id == ChallengeRow.id)
        .where(ChallengeRow.id.in_(select(latest.c.id)))
        .order_by(ChallengeRow.id, ChallengeReplyRow.id)
    ).all()
    versions = live_versions({row.item_digest for row, _ in rows})
    replies: dict[int, list[ChallengeReplyRow]] = {}
    for row, reply in rows:
        replies.setdefault(row.id, []).extend([reply] if reply else [])
    return [
        Challenge(
            row.id,
            versions[row.item_digest],
            row.attempt_id,
            row.learner_id,
            row.text,
            row.at,
            _replies(replies[row.id]),
        )
        for row in {row.id: row for row, _ in rows}.values()
    ]


def _replies(rows: Iterable[ChallengeReplyRow]) -> tuple[Reply, ...]:
    return tuple(Reply(row.author_id, row.text, Outcome(row.outcome) if row.outcome else None, row.at) for row in rows)
