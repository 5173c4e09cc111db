"""Writing down that an item is marked again, and the results that this leads to."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import aliased

from ....db import db, part_of_action
from ..core.grading import Correction, NewMarks, ResultReason
from ..models import RegradeRow, ResultCriterionRow, ResultItemRow, ResultRow
from ..queries import results
from .grading import INSERT_ITEMS


@part_of_action
def write_regrade(
    item_id: str, correction: Correction, reason: str, *, author_id: int, counted: int, at: datetime
) -> int:
    """Write down the decision to mark an item otherwise, which ``counted`` results are to follow; its id."""
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
    return row.id


@part_of_action
def write_finished(regrade_id: int, at: datetime) -> None:
    """Write down that every result has followed."""
    db.session.execute(update(RegradeRow).where(RegradeRow.id == regrade_id).values(finished_at=at))


@part_of_action
def write_regraded(regrade_id: int, item_id: str, becomes: Mapping[int, NewMarks]) -> None:
    """Write results beside those with these ids: the other items as they are, and the one as it becomes."""
    ours = (ResultItemRow.result_id == ResultRow.id) & (ResultItemRow.item_id == item_id)
    old = db.session.execute(
        select(ResultRow, ResultItemRow.position).join(ResultItemRow, ours).where(ResultRow.id.in_(becomes))
    ).all()
    rows = [_result_row(row, becomes[row.id], regrade_id) for row, _ in old]
    written = db.session.execute(insert(ResultRow).returning(ResultRow.id, ResultRow.attempt_id), rows)
    new_ids = {row.attempt_id: row.id for row in written}
    _copy_other_items(item_id, new_ids.values())
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


def _result_row(old: ResultRow, then: NewMarks, regrade_id: int) -> dict[str, object]:
    return {
        "attempt_id": old.attempt_id,
        "number": old.number + 1,
        "segment": old.segment,
        "at": old.at,
        "reason": ResultReason.REGRADED,
        "scored_num": then.scored.numerator,
        "scored_den": then.scored.denominator,
        "available": then.available,
        "passed": then.passed,
        "pending": then.pending,
        "regrade_id": regrade_id,
    }


def _copy_other_items(item_id: str, new_ids: Collection[int]) -> None:
    """Everything but the item itself stands in the new results as it did in those before."""
    new, old = aliased(ResultRow), aliased(ResultRow)
    names = [column.name for column in ResultItemRow.__table__.columns if column.name != "result_id"]
    others = (
        select(new.id, *(getattr(ResultItemRow, name) for name in names))
        .join(old, (old.attempt_id == new.attempt_id) & (old.number == new.number - 1))
        .join(ResultItemRow, ResultItemRow.result_id == old.id)
        .where(new.id.in_(new_ids), ResultItemRow.item_id != item_id)
    )
    db.session.execute(insert(ResultItemRow).from_select(["result_id", *names], others))
