"""What was decided on items, and how an attempt came to its marks by it."""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction

from sqlalchemy import Select, select

from ....db import built_once, db
from ...bank.core.paper import ItemVersion
from ...bank.queries import live_versions
from ..core.grading import Correction
from ..core.report import HistoryEntry, Marked, RegradeDecision
from ..models import RegradeRow, ResultRow


def corrections(item_ids: Collection[str]) -> dict[str, list[Correction]]:
    """By item, what marks have to follow that are given from now on."""
    rows = db.session.scalars(select(RegradeRow).where(RegradeRow.item_id.in_(item_ids)).order_by(RegradeRow.id)).all()
    versions = live_versions({row.to_digest for row in rows if row.to_digest})
    by_item: defaultdict[str, list[Correction]] = defaultdict(list)
    for row in rows:
        by_item[row.item_id].append(correction(row, versions))
    return by_item


def correction(row: RegradeRow, versions: dict[str, ItemVersion]) -> Correction:
    return Correction(row.way, frozenset(row.from_digests), versions[row.to_digest] if row.to_digest else None)


def history(attempt_id: int) -> tuple[HistoryEntry, ...]:
    """Every result of an attempt, the first first."""
    rows = db.session.execute(*_history(attempt_id))
    return tuple(HistoryEntry(marked(row), row.reason, decision(regrade) if regrade else None) for row, regrade in rows)


@built_once
def _history(attempt_id: int) -> Select[ResultRow, RegradeRow | None]:
    every = select(ResultRow, RegradeRow).outerjoin(RegradeRow, RegradeRow.id == ResultRow.regrade_id)
    return every.where(ResultRow.attempt_id == attempt_id).order_by(ResultRow.number)


def marked(row: ResultRow) -> Marked:
    return Marked(row.number, Fraction(row.scored_num, row.scored_den), row.available, row.passed, row.pending)


def decision(row: RegradeRow) -> RegradeDecision:
    return RegradeDecision(row.id, row.item_id, row.way, row.reason, row.at)
