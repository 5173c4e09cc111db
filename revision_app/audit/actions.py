from datetime import datetime

from ..db import db, part_of_action
from .models import AuditRow


@part_of_action
def note_in_audit(
    deed: str, *, actor_id: int | None, subject_id: int | None = None, detail: str = "", at: datetime
) -> None:
    """Write down who did what to whom. ``deed`` is a short phrase that the audit page shows as it is.

    No name and no e-mail address goes into ``detail``.
    """
    db.session.add(AuditRow(at=at, actor_id=actor_id, deed=str(deed), subject_id=subject_id, detail=detail))
