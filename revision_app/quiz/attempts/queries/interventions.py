from collections.abc import Collection

from sqlalchemy import select

from ....db import db
from ..core.interventions import Intervention
from ..models import InterventionRow


def of_attempt(attempt_id: int) -> list[Intervention]:
    """What tutors did to an attempt, in the order in which they did it."""
    mine = select(InterventionRow).where(InterventionRow.attempt_id == attempt_id).order_by(InterventionRow.id)
    return [Intervention(row.kind, row.at, row.author_id, row.reason, row.minutes) for row in db.session.scalars(mine)]


def touched_by(key: str, attempt_ids: Collection[int]) -> set[int]:
    """Which of these attempts the form with this key has changed before."""
    row = InterventionRow
    return set(db.session.scalars(select(row.attempt_id).where(row.attempt_id.in_(attempt_ids), row.key == key)))
