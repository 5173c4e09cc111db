"""What can happen between a learner who doubts a question and those who answer for it."""

from collections.abc import Collection
from datetime import datetime

from ....accounts.core import Role
from ....accounts.core.own_work import must_be_anothers
from ....audit.actions import note_in_audit
from ....audit.core import AuditKind
from ....db import db, transaction
from ...attempts.queries import reports, results
from ...bank.core.reveal import Part
from ..core.challenge import Challenge, NotChallengeable, Outcome, words
from ..models import ChallengeReplyRow, ChallengeRow
from ..queries import challenges


@transaction
def challenge(attempt_id: int, item_id: str, text: str, *, learner_id: int, at: datetime) -> int:
    """Tell the tutors what is wrong with a question; a second word on the same question goes to the same exchange."""
    message = words(text)
    result = results.result(attempt_id, learner_id=learner_id)
    marks = {mark.version.item.id: mark for mark in result.grade.items} if result else {}
    if result is None or item_id not in marks or Part.CORRECTNESS not in reports.report(result, at=at).parts:
        raise NotChallengeable("There is no such question to challenge.")
    if before := challenges.challenge_to(attempt_id, item_id, learner_id=learner_id):
        db.session.add(ChallengeReplyRow(challenge_id=before, author_id=learner_id, outcome=None, text=message, at=at))
        return before
    row = ChallengeRow(
        item_id=item_id,
        item_digest=marks[item_id].version.digest,
        attempt_id=attempt_id,
        learner_id=learner_id,
        text=message,
        at=at,
    )
    db.session.add(row)
    db.session.flush()
    return row.id


@transaction
def reply(
    challenge_id: int,
    text: str,
    outcome: Outcome | None,
    *,
    role: Role,
    author_id: int,
    at: datetime,
    also: Collection[int] = (),
) -> int:
    """Answer a challenge, and ``also`` those of others to the same question; how many were answered.

    A learner says more; a tutor or an administrator also decides, which is audited. Of ``also``, what is not to the
    same question or was answered meanwhile is left alone.
    """
    message = words(text)
    challenge = challenges.challenge(challenge_id, role, author_id, at=at)
    if challenge and role is not Role.LEARNER:
        must_be_anothers(challenge.learner_id, actor_id=author_id, what="This is your own challenge")
    if challenge is None or not challenges.may_answer(challenge, role, author_id, at=at):
        raise NotChallengeable("There is no such challenge.")
    decided = outcome if role is not Role.LEARNER else None
    others = challenges.alike(challenge, role, author_id, at=at) if also and role is not Role.LEARNER else []
    answered = [challenge, *(other for other in others if other.id in also)]
    for each in answered:
        _say(each, message, decided, author_id=author_id, at=at)
    return len(answered)


def _say(challenge: Challenge, message: str, decided: Outcome | None, *, author_id: int, at: datetime) -> None:
    db.session.add(
        ChallengeReplyRow(challenge_id=challenge.id, author_id=author_id, outcome=decided, text=message, at=at)
    )
    if decided:
        deed, detail = f"challenge {decided.value}", f"{challenge.version.item.id}, challenge {challenge.id}"
        note_in_audit(
            deed, kind=AuditKind.WORK, actor_id=author_id, subject_id=challenge.learner_id, detail=detail, at=at
        )
