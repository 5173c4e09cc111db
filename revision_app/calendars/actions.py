import secrets
from datetime import datetime

from sqlalchemy import delete, update

from ..accounts.queries import digest, lock_person
from ..audit.actions import note_in_audit
from ..audit.core import AuditKind
from ..db import db, part_of_action, transaction
from . import queries
from .core import REMEMBERED, AddressChanged
from .models import CalendarAddressRow


@transaction
def make_address(person_id: int, *, seen: int, at: datetime) -> str:
    """The token of a new address in the place of the one that the page showed; ``seen`` is its id, or 0.

    Raises ``AddressChanged`` where it is another by now: whoever has the newer one keeps it.
    """
    lock_person(person_id)
    before = queries.address(person_id)
    if (before.id if before else 0) != seen:
        raise AddressChanged
    _revoke(person_id, at=at)
    mine = CalendarAddressRow.person_id == person_id
    db.session.execute(delete(CalendarAddressRow).where(mine, CalendarAddressRow.revoked_at < at - REMEMBERED))
    token = secrets.token_urlsafe(32)
    db.session.add(CalendarAddressRow(digest=digest(token), person_id=person_id, made_at=at))
    _note("calendar address made", person_id, at=at)
    return token


@transaction
def revoke_address(person_id: int, *, at: datetime) -> None:
    """Let nobody read this calendar any more; revoked a second time nothing happens."""
    lock_person(person_id)
    if _revoke(person_id, at=at):
        _note("calendar address revoked", person_id, at=at)


@part_of_action
def _revoke(person_id: int, *, at: datetime) -> int:
    row = CalendarAddressRow
    ended = update(row).where(row.person_id == person_id, row.revoked_at.is_(None)).values(revoked_at=at)
    return int(db.session.execute(ended).rowcount)  # type: ignore[attr-defined]  # of an UPDATE


@part_of_action
def _note(deed: str, person_id: int, *, at: datetime) -> None:
    note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=person_id, subject_id=person_id, at=at)
