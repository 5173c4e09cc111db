"""Marking an item again: the decision first, then its results in groups, each a transaction that can be repeated."""

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from ...audit.actions import note_in_audit
from ...cohorts.queries import learners_taught_by
from ...db import db, part_of_action, transaction
from ..attempts.actions.grading import INSERT_ITEMS
from ..attempts.core.grading import Correction, Reason, Way
from ..attempts.models import RegradeRow, ResultCriterionRow, ResultItemRow, ResultRow
from ..attempts.queries import attempts, results
from ..bank import queries as bank
from ..bank.actions import keep_items
from . import queries
from .core.regrade import NothingLeft, NothingToRegrade, NotYours, Regrade, Standing, StillRunning

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
    ``StillRunning``, ``NothingToRegrade``, ``NothingLeft`` and ``NotYours``.
    """
    if any(one.finished_at is None for one in queries.regrades_of(item_id)):
        raise StillRunning("This question is being marked again already. Let that come to its end first.")
    counted = queries.how_many(item_id, correction)
    if not counted:
        raise NothingToRegrade("Every result marks this question so already.")
    if correction.way is Way.VOID and queries.leaves_nothing(item_id, correction):
        raise NothingLeft("A paper has no other question, so nothing would be left to mark. Give full marks instead.")
    mine = None if tutor_id is None else learners_taught_by(tutor_id, at=at)
    if mine is not None and queries.reaches_beyond(item_id, correction, mine=mine):
        raise NotYours("This touches learners whom you do not teach. Ask an administrator to do it.")
    if correction.new:
        keep_items([correction.new])
    row = RegradeRow(
        item_id=item_id,
        way=correction.way,
        from_digests=sorted(correction.old),
        to_digest=correction.new.digest if correction.new else None,
        reason=reason,
        author_id=author_id,
        at=at,
        counted=counted,
    )
    db.session.add(row)
    db.session.flush()
    note_in_audit(Deed.BEGUN, actor_id=author_id, detail=f"Regrade {row.id}: {item_id}, {correction.way}", at=at)
    return row.id


@transaction
def regrade_some(regrade_id: int, *, actor_id: int | None, at: datetime) -> int:
    """Write the next results of a regrade beside the old; how many. With none left it is finished.

    Done again after an interruption it goes on where it stopped: an attempt that has its result is not come to again.
    """
    queries.hold_regrade(regrade_id)
    regrade = queries.regrade(regrade_id)
    if regrade is None:
        return 0
    ids = queries.next_attempts(regrade, AT_ONCE)
    if ids:
        attempts.hold_attempts(ids)
        before, versions = queries.regrades_of(regrade.item_id), bank.versions_of(regrade.item_id)
        found = queries.standings(regrade.item_id, versions, before, among=ids)
        _write(regrade, {one.result_id: one.after(regrade.correction) for one in found})
    elif regrade.finished_at is None:
        db.session.execute(update(RegradeRow).where(RegradeRow.id == regrade_id).values(finished_at=at))
        note_in_audit(Deed.FINISHED, actor_id=actor_id, detail=f"Regrade {regrade_id}: {regrade.done} results", at=at)
    return len(ids)


@part_of_action
def _write(regrade: Regrade, becomes: Mapping[int, Standing]) -> None:
    """Write results beside those with these ids: the other items as they are, and the one as it becomes."""
    ours = (ResultItemRow.result_id == ResultRow.id) & (ResultItemRow.item_id == regrade.item_id)
    old = db.session.execute(
        select(ResultRow, ResultItemRow.position).join(ResultItemRow, ours).where(ResultRow.id.in_(becomes))
    ).all()
    rows = [_result_row(row, becomes[row.id], regrade.id) for row, _ in old]
    written = db.session.execute(insert(ResultRow).returning(ResultRow.id, ResultRow.attempt_id), rows)
    new_ids = {row.attempt_id: row.id for row in written}
    _copy_other_items(regrade, new_ids.values())
    items = [
        {"result_id": new_ids[row.attempt_id], "position": place, **results.item_columns(becomes[row.id].mark)}
        for row, place in old
    ]
    db.session.execute(INSERT_ITEMS, items)
    criteria = [
        {"result_id": new_ids[then.attempt_id], **results.criterion_columns(mark)}
        for then in becomes.values()
        for mark in then.by_criterion
    ]
    if criteria:
        db.session.execute(insert(ResultCriterionRow), criteria)


def _result_row(old: ResultRow, then: Standing, regrade_id: int) -> dict[str, object]:
    return {
        "attempt_id": old.attempt_id,
        "number": old.number + 1,
        "segment": old.segment,
        "at": old.at,
        "reason": Reason.REGRADED,
        "scored_num": then.scored.numerator,
        "scored_den": then.scored.denominator,
        "available": then.available,
        "passed": then.passed,
        "pending": then.pending,
        "regrade_id": regrade_id,
    }


def _copy_other_items(regrade: Regrade, new_ids: Collection[int]) -> None:
    """Everything but the item itself stands in the new results as it did in those before."""
    new, old = aliased(ResultRow), aliased(ResultRow)
    names = [one.name for one in ResultItemRow.__table__.columns if one.name != "result_id"]
    others = (
        select(new.id, *(getattr(ResultItemRow, name) for name in names))
        .join(old, (old.attempt_id == new.attempt_id) & (old.number == new.number - 1))
        .join(ResultItemRow, ResultItemRow.result_id == old.id)
        .where(new.id.in_(new_ids), ResultItemRow.item_id != regrade.item_id)
    )
    db.session.execute(insert(ResultItemRow).from_select(["result_id", *names], others))
