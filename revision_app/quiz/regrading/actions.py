"""Marking an item again: the decision first, then its results in groups, each a transaction that can be repeated."""

from datetime import datetime
from enum import StrEnum

from ...accounts.core.own_work import must_be_anothers
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...cohorts.queries import learners_taught_by
from ...db import transaction
from ..attempts.actions.regrades import write_finished, write_regrade, write_regraded
from ..attempts.core.grading import Correction, Way
from ..attempts.queries import attempts
from ..bank import queries as bank
from ..bank.actions import keep_items
from . import queries
from .core.regrade import NothingLeft, NothingToRegrade, NotYours, StillRunning

AT_ONCE = 200  # results written in one transaction: others wait for the database no longer than that takes


class Deed(StrEnum):
    BEGUN = "question marked again"
    FINISHED = "regrade finished"


@transaction
def begin_regrade(
    item_id: str, correction: Correction, reason: str, *, tutor_id: int | None, author_id: int, at: datetime
) -> int:
    """Decide that an item is marked otherwise; its id. From here on every mark that is given follows it.

    ``tutor_id`` is set for a tutor, who may only decide where none but their own learners are concerned. Raises
    ``StillRunning``, ``NothingToRegrade``, ``NothingLeft``, ``NotYours`` and ``OwnWork``.
    """
    if any(regrade.finished_at is None for regrade in queries.regrades_of(item_id)):
        raise StillRunning("This question is being marked again already. Let that come to its end first.")
    counted = queries.how_many(item_id, correction)
    if not counted:
        raise NothingToRegrade("Every result marks this question so already.")
    if correction.way is Way.VOID and queries.leaves_nothing(item_id, correction):
        raise NothingLeft("A paper has no other question, so nothing would be left to mark. Give full marks instead.")
    mine = None if tutor_id is None else learners_taught_by(tutor_id, at=at)
    if mine is not None and queries.reaches_beyond(item_id, correction, mine=mine):
        raise NotYours("This touches learners whom you do not teach. Ask an administrator to do it.")
    if queries.reaches(item_id, correction, author_id):
        must_be_anothers(author_id, actor_id=author_id, what="This would change a result of your own")
    if correction.new:
        keep_items([correction.new])
    regrade_id = write_regrade(item_id, correction, reason, author_id=author_id, counted=counted, at=at)
    note_in_audit(
        Deed.BEGUN,
        kind=AuditKind.QUESTIONS,
        actor_id=author_id,
        detail=f"Regrade {regrade_id}: {item_id}, {correction.way}",
        at=at,
    )
    return regrade_id


@transaction
def regrade_some(regrade_id: int, *, actor_id: int | None, at: datetime) -> int:
    """Write the next results of a regrade beside the old; how many. With none left it is finished.

    Done again after an interruption it goes on where it stopped: an attempt that has its result is not come to again.
    What is finished stays so, also where a later regrade has decided otherwise.
    """
    queries.lock_regrade(regrade_id)
    regrade = queries.regrade(regrade_id)
    if regrade is None or regrade.finished_at is not None:
        return 0
    ids = queries.next_attempts(regrade, AT_ONCE)
    if ids:
        attempts.lock_attempts(ids)
        before, versions = queries.regrades_of(regrade.item_id), bank.versions_of(regrade.item_id)
        standings = queries.standings(regrade.item_id, versions, before, among=ids)
        write_regraded(
            regrade.id,
            regrade.item_id,
            {standing.result_id: standing.after(regrade.correction) for standing in standings},
        )
    else:
        write_finished(regrade_id, at)
        note_in_audit(
            Deed.FINISHED,
            kind=AuditKind.QUESTIONS,
            actor_id=actor_id,
            detail=f"Regrade {regrade_id}: {regrade.done} results",
            at=at,
        )
    return len(ids)
