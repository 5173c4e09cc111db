from sqlalchemy import select

from ....db import db
from ..core.activity import Activity
from ..models import ActivityRow


def of_attempt(attempt_id: int) -> list[Activity]:
    """What pages reported of an attempt, in the order in which it came."""
    mine = select(ActivityRow).where(ActivityRow.attempt_id == attempt_id).order_by(ActivityRow.id)
    return [
        Activity(row.kind, row.at, row.batch, row.position, row.size, row.network) for row in db.session.scalars(mine)
    ]
