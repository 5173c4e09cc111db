from datetime import datetime

from sqlalchemy import Select, select

from .core import AuditKind
from .models import AuditRow


def entries(
    *, before: int | None, most: int, kind: AuditKind | None = None
) -> Select[int, datetime, AuditKind, int | None, str, int | None, str]:
    """What was done, newest first, as a subquery to which whoever knows people adds their names.

    ``before`` is the id of the oldest entry on the page before; ``kind`` leaves out all others.
    """
    row = AuditRow
    chosen = (
        select(row.id, row.at, row.kind, row.actor_id, row.deed, row.subject_id, row.detail)
        .order_by(AuditRow.id.desc())
        .limit(most)
    )
    if kind is not None:
        chosen = chosen.where(AuditRow.kind == kind)
    return chosen if before is None else chosen.where(AuditRow.id < before)
