"""Challenges to items: a learner's own, those of a tutor's learners, or all of them for an administrator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, literal, select, true, union_all
from sqlalchemy.orm import aliased

from ....accounts.core import Role
from ....cohorts.queries import marks, may_mark, may_read
from ....db import db
from ...attempts.models import AttemptRow, ResultItemRow, ResultRow
from ...attempts.queries.results import is_latest_result, result_as_it_stands
from ...bank.core.paper import ItemVersion
from ...bank.queries import live_versions
from ..core.challenge import Challenge, Outcome, Reply
from ..models import ChallengeReplyRow, ChallengeRow

MOST = 200
CHALLENGE = "challenge"


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


def alike(challenge: Challenge, role: Role, person_id: int, *, at: datetime) -> list[Challenge]:
    """The challenges of others to the same question that wait for an answer which this person may give."""
    row: Any = ChallengeRow
    mine = true() if role is Role.ADMINISTRATOR else may_mark(person_id, row.learner_id, row.at, at=at)
    others = row.item_id == challenge.version.item.id, row.id != challenge.id, row.learner_id != person_id
    known = {challenge.version.digest: challenge.version}
    return [each for each in _read(and_(mine, *others), known) if each.awaits_tutor]


def waiting(tutor_id: int, *, at: datetime) -> Select[Any]:
    """The challenges that wait for this tutor, for Today (``shared.feed.Waiting``); their words are items' ids."""
    row: Any = ChallengeRow
    last, later = aliased(ChallengeReplyRow), aliased(ChallengeReplyRow)
    is_last = ~exists().where(later.challenge_id == last.challenge_id, later.id > last.id)
    by_tutor = exists().where(last.challenge_id == row.id, last.author_id != row.learner_id, is_last)
    decided = exists().where(ChallengeReplyRow.challenge_id == row.id, ChallengeReplyRow.outcome.is_not(None))
    return select(
        literal(CHALLENGE).label("kind"),
        row.id,
        row.learner_id,
        row.item_id.label("words"),
        literal(0).label("number"),
        row.at,
    ).where(may_mark(tutor_id, row.learner_id, row.at, at=at), row.learner_id != tutor_id, ~and_(by_tutor, decided))


def said_by_learners() -> Select[Any]:
    """Who challenged a question or said more to it, and when (``person_id``, ``at``): a subquery."""
    row: Any = ChallengeRow
    more = select(row.learner_id, ChallengeReplyRow.at).join(row, row.id == ChallengeReplyRow.challenge_id)
    begun = select(row.learner_id.label("person_id"), row.at)
    every = union_all(begun, more.where(ChallengeReplyRow.author_id == row.learner_id)).subquery("said")
    return select(every)


def of_item(item_id: str, role: Role, person_id: int, *, at: datetime) -> list[Challenge]:
    """The challenges to a question that this person may see, those that wait first, then the latest."""
    found = _read(and_(ChallengeRow.item_id == item_id, _seen_by(role, person_id, at)))
    return sorted(found, key=lambda challenge: (not challenge.awaits_tutor, -challenge.id))


@dataclass(frozen=True)
class Answered:
    """What a learner answered to the question that they doubt, in which paper, and what it earned."""

    paper_id: str
    response: tuple[str, ...]
    scored: Fraction
    available: int


def answered(challenge: Challenge) -> Answered | None:
    """The answer that a challenge is about; ``None`` while its attempt has no result that stands."""
    item: Any = ResultItemRow
    row = db.session.execute(
        select(AttemptRow.paper_id, item.response, item.mark_num, item.mark_den, item.available)
        .select_from(AttemptRow)
        .join(ResultRow, result_as_it_stands())
        .join(ResultItemRow, ResultItemRow.result_id == ResultRow.id)
        .where(AttemptRow.id == challenge.attempt_id, item.item_id == challenge.version.item.id)
    ).one_or_none()
    if row is None:
        return None
    return Answered(row.paper_id, tuple(row.response), Fraction(row.mark_num, row.mark_den), row.available)


def answers_to(item_id: str, *, tutor_id: int, at: datetime) -> tuple[int, int]:
    """How many of the answers to a question that a tutor may read were counted, and how many had full marks."""
    row: Any = AttemptRow
    full = case((ResultItemRow.mark_num == ResultItemRow.mark_den * ResultItemRow.available, 1), else_=0)
    counted = (
        select(func.count(), func.coalesce(func.sum(full), 0))
        .select_from(ResultItemRow)
        .join(ResultRow, ResultRow.id == ResultItemRow.result_id)
        .join(AttemptRow, AttemptRow.id == ResultRow.attempt_id)
        .where(ResultItemRow.item_id == item_id, ~ResultItemRow.pending, ResultItemRow.available > 0)
        .where(is_latest_result(), row.voided_at.is_(None))
        .where(may_read(tutor_id, row.learner_id, row.started_at, at=at))
    )
    answers, right = db.session.execute(counted).one()
    return answers, right


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
        case Role.QUALITY_ASSURER:
            return false()


def _read(which: ColumnElement[bool], known: Mapping[str, ItemVersion] = MappingProxyType({})) -> list[Challenge]:
    """These challenges, the latest; ``known`` are items, by digest, that need not be asked for."""
    latest = select(ChallengeRow.id).where(which).order_by(ChallengeRow.id.desc()).limit(MOST).subquery()
    rows = db.session.execute(
        select(ChallengeRow, ChallengeReplyRow)
        .outerjoin(ChallengeReplyRow, ChallengeReplyRow.challenge_id == ChallengeRow.id)
        .where(ChallengeRow.id.in_(select(latest.c.id)))
        .order_by(ChallengeRow.id, ChallengeReplyRow.id)
    ).all()
    versions = {**known, **live_versions({row.item_digest for row, _ in rows} - set(known))}
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
