"""What tutors may do to attempts, each with a reason."""

from collections.abc import Collection
from datetime import datetime

from ....accounts.core.own_work import must_be_anothers
from ....audit.actions import note_in_audit
from ....audit.core import AuditKind
from ....db import transaction
from ...attempts.actions.grading import write_results
from ...attempts.actions.interventions import intervene
from ...attempts.actions.rules import write_timings
from ...attempts.actions.sitting import NoSuchAttempt
from ...attempts.core.attempt import Attempt
from ...attempts.core.interventions import Intervention, InterventionKind
from ...attempts.queries import attempts, interventions
from ...bank.core.paper import Paper
from ..core.sitting import IsVoid, StillSat, extended, reopened


@transaction
def extend(
    paper: Paper, attempt_ids: Collection[int], minutes: int, reason: str, *, key: str, author_id: int, at: datetime
) -> int:
    """Give more time to those of these attempts at a paper that go on; how many that were.

    The author's own is left out where there are others. ``key`` names this form: sent again, it gives nothing more.
    What has no end needs no more time.
    """
    timed = [
        attempt
        for attempt in attempts.locked_running(at, attempt_ids=attempt_ids, paper_id=paper.id)
        if attempt.deadline(at)
    ]
    done = interventions.touched_by(key, [attempt.id for attempt in timed])
    running = [attempt for attempt in timed if attempt.id not in done]
    if [attempt.learner_id for attempt in running] == [author_id]:
        must_be_anothers(author_id, actor_id=author_id, what="This is your own attempt")
    running = [attempt for attempt in running if attempt.learner_id != author_id]
    if running:
        more = Intervention(InterventionKind.EXTENDED, at, author_id, reason, minutes)
        intervene([attempt.id for attempt in running], more, key=key)
        write_timings({attempt.id: extended(attempt.timing, minutes) for attempt in running})
        one_only = running[0].learner_id if len(running) == 1 else None
        detail = f"{minutes} minutes for {len(running)} sitting {paper.title}"
        note_in_audit(
            "time extended", kind=AuditKind.PAPERS, actor_id=author_id, subject_id=one_only, detail=detail, at=at
        )
    return len(running)


@transaction
def reopen(attempt_id: int, minutes: int, reason: str, *, author_id: int, at: datetime) -> None:
    """Let an attempt that is over go on for so many minutes; the result that it has stays beside the one to come."""
    attempt = _locked(attempt_id)
    must_be_anothers(attempt.learner_id, actor_id=author_id, what="This is your own attempt")
    timing = reopened(attempt, minutes, at)
    if any(
        other.paper.id == attempt.paper.id for other in attempts.locked_running(at, learner_ids=[attempt.learner_id])
    ):
        raise StillSat("Another attempt at this paper is being sat. Reopen this one when that is over.")
    if not attempt.marked:
        write_results([attempt], at)
    intervene([attempt_id], Intervention(InterventionKind.REOPENED, at, author_id, reason, minutes))
    write_timings({attempt_id: timing})
    _note("attempt reopened", attempt, author_id, at)


@transaction
def void(attempt_id: int, reason: str, *, author_id: int, at: datetime) -> None:
    """Let an attempt not count: as if it had not been sat, for what may be sat again, for mastery and statistics."""
    attempt = _locked(attempt_id)
    must_be_anothers(attempt.learner_id, actor_id=author_id, what="This is your own attempt")
    if attempt.voided:
        raise IsVoid("This attempt is void already.")
    intervene([attempt_id], Intervention(InterventionKind.VOIDED, at, author_id, reason))
    _note("attempt voided", attempt, author_id, at)


def _locked(attempt_id: int) -> Attempt:
    locked = attempts.locked_attempts([attempt_id])
    if not locked:
        raise NoSuchAttempt("There is no such attempt.")
    return locked[0]


def _note(deed: str, attempt: Attempt, author_id: int, at: datetime) -> None:
    detail = f"{attempt.title}, attempt {attempt.number}"
    note_in_audit(deed, kind=AuditKind.PAPERS, actor_id=author_id, subject_id=attempt.learner_id, detail=detail, at=at)
