import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from ..accounts.queries import digest
from ..db import db, part_of_action, transaction
from . import queries
from .core import LASTS, Link, LinkClosed, LinkState, TooManyLinks
from .core import MOST_OPEN as MOST
from .models import LinkTryRow, OneTimeLinkRow


@part_of_action
def make(purpose: str, subject_id: int, *, shows: str, made_by: int, at: datetime) -> str:
    """The token of a new link; whoever calls this has locked the subject. Raises ``TooManyLinks``."""
    before = queries.links_of(subject_id, purpose=purpose)
    if sum(link.state(at) is LinkState.OPEN for link in before) >= MOST:
        raise TooManyLinks
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLinkRow(
            digest=digest(token),
            purpose=purpose,
            subject_id=subject_id,
            shows=shows,
            made_by=made_by,
            at=at,
            expires_at=at + LASTS,
        )
    )
    return token


@part_of_action
def use(token: str, *, purpose: str, at: datetime) -> Link:
    """Spend a link and return what it is of; two who use it at the same moment take turns. Raises ``LinkClosed``."""
    link = queries.link(token, purpose=purpose, to_change=True)
    if link is None:
        raise LinkClosed
    link.must_be_open(at)
    db.session.execute(update(OneTimeLinkRow).where(OneTimeLinkRow.id == link.id).values(used_at=at))
    return link


@part_of_action
def revoke(subject_id: int, *, purpose: str, link_id: int | None = None, at: datetime) -> int:
    """Let a link of this subject work no more, or all of them; return how many that still worked."""
    chosen = update(OneTimeLinkRow).where(
        OneTimeLinkRow.purpose == purpose,
        OneTimeLinkRow.subject_id == subject_id,
        OneTimeLinkRow.used_at.is_(None),
        OneTimeLinkRow.revoked_at.is_(None),
        OneTimeLinkRow.expires_at > at,
    )
    if link_id is not None:
        chosen = chosen.where(OneTimeLinkRow.id == link_id)
    return int(db.session.execute(chosen.values(revoked_at=at)).rowcount)  # type: ignore[attr-defined]  # of an UPDATE


@transaction
def note_try(address: str, *, at: datetime) -> None:
    """Count that a link was opened which there is not."""
    db.session.add(LinkTryRow(at=at, address=address))


@transaction
def sweep(*, at: datetime) -> None:
    """Delete the tries of more than a day ago, which slow nobody any more."""
    db.session.execute(delete(LinkTryRow).where(LinkTryRow.at < at - timedelta(days=1)))
