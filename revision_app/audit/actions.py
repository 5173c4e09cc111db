from collections.abc import Mapping
from datetime import datetime

from ..db import db, insert_all, part_of_action, transaction
from .core import AuditKind
from .models import AuditRow


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


@part_of_action
def note_about_many(
    deed: str, details: Mapping[int, str], *, kind: AuditKind, actor_id: int | None, at: datetime
) -> None:
    """Write down one deed about many people with one statement; ``details`` say what there is to say by their ids."""
    same = {"at": at, "kind": kind, "actor_id": actor_id, "deed": str(deed)}
    insert_all(AuditRow, [same | {"subject_id": about, "detail": detail} for about, detail in details.items()])


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
