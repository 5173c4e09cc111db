from datetime import datetime

from sqlalchemy import select

from ..accounts.core import throttle
from ..accounts.queries import digest
from ..db import db, read_alone
from .core import Link
from .models import LinkTryRow, OneTimeLinkRow


def link(token: str, *, purpose: str, to_change: bool = False) -> Link | None:
    """What this token is of, whether or not it still works; ``to_change`` locks it until the action ends."""
    query = select(OneTimeLinkRow).where(OneTimeLinkRow.digest == digest(token), OneTimeLinkRow.purpose == purpose)
    row = db.session.scalars(query.with_for_update() if to_change else query).one_or_none()
    return _link(row) if row else None


def links_of(subject_id: int, *, purpose: str) -> list[Link]:
    """All links for one subject, the latest first; ask first whether they may be seen."""
    rows = db.session.scalars(
        select(OneTimeLinkRow)
        .where(OneTimeLinkRow.purpose == purpose, OneTimeLinkRow.subject_id == subject_id)
        .order_by(OneTimeLinkRow.id.desc())
    )
    return [_link(row) for row in rows]


def refuse_too_many_tries(address: str, *, at: datetime) -> None:
    """Raise ``TooManyTries`` when links that there are not were opened from an address too often."""
    counted = select(LinkTryRow.at).where(LinkTryRow.at > at - throttle.REMEMBERED, LinkTryRow.address == address)
    throttle.check([], [row.at for row in read_alone(counted)], at)


def _link(row: OneTimeLinkRow) -> Link:
    return Link(
        row.id,
        row.purpose,
        row.subject_id,
        row.shows,
        row.made_by,
        row.at,
        row.expires_at,
        row.used_at,
        row.revoked_at,
    )
