from datetime import datetime

from flask import current_app

from ..db import db, part_of_action, transaction
from .core import READ_ONCE, AuditKind
from .models import AuditRow

MOST_REMEMBERED = 10_000  # readings of a process, of some 200 bytes each


@part_of_action
def note_in_audit(
    deed: str,
    *,
    kind: AuditKind,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: str = "",
    at: datetime,
) -> None:
    """Write down who did what to whom. ``deed`` is a short phrase that the audit page shows as it is.

    ``detail`` holds no name of a person, no e-mail address, and nothing that somebody typed about anybody.
    """
    db.session.add(AuditRow(at=at, kind=kind, actor_id=actor_id, deed=str(deed), subject_id=subject_id, detail=detail))


@transaction
def note_alone(
    deed: str,
    *,
    kind: AuditKind,
    actor_id: int | None,
    subject_id: int | None = None,
    detail: str = "",
    at: datetime,
) -> None:
    """Write down what changes nothing else, such as an export."""
    note_in_audit(deed, kind=kind, actor_id=actor_id, subject_id=subject_id, detail=detail, at=at)


def note_reading(deed: str, *, actor_id: int, subject_id: int | None, detail: str = "", at: datetime) -> None:
    """Write down that somebody reads another's work, unless this process has written the same since ``READ_ONCE``."""
    lately: dict[tuple[object, ...], datetime] = current_app.extensions.setdefault("read_lately", {})
    reading = (deed, actor_id, subject_id, detail)
    if reading in lately and at - lately[reading] < READ_ONCE:
        return
    note_alone(deed, kind=AuditKind.READING, actor_id=actor_id, subject_id=subject_id, detail=detail, at=at)
    if len(lately) >= MOST_REMEMBERED:
        lately.clear()
    lately[reading] = at
