from datetime import datetime

from sqlalchemy import Select, select

from .models import AuditRow


def entries(*, before: int | None, most: int) -> Select[int, datetime, int | None, str, int | None, str]:
    """What was done, newest first, as a subquery to which whoever knows people adds their names.

    ``before`` is the id of the oldest entry on the page before.
    """
    chosen = (
        select(AuditRow.id, AuditRow.at, AuditRow.actor_id, AuditRow.deed, AuditRow.subject_id, AuditRow.detail)
        .order_by(AuditRow.id.desc())
        .limit(most)
    )
    return chosen if before is None else chosen.where(AuditRow.id < before)
