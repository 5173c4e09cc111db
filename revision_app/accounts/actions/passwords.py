"""Passwords, and the links that set them."""

import secrets
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from ...audit.actions import note_about_many, note_in_audit
from ...audit.core import AuditKind
from ...db import db, part_of_action, transaction
from ...outbox import actions as outbox
from ...outbox.core import Letter
from ...web import hashing
from ...web.opaque import sealed, unsealed
from .. import queries
from ..core import (
    LINK_LASTS,
    RESET_BY_HAND_LASTS,
    RESET_LASTS,
    SIGN_IN_LASTS,
    AccountChanged,
    AccountDeed,
    LinkSpent,
    Person,
)
from ..core.devices import UNKNOWN_DEVICE, Device
from ..models import (
    LinkRow,
    PersonRow,
    ResetAskRow,
    SignInRow,
)
from ..queries import digest
from .signing_in import OPEN, end_sign_ins, forget_failures, new_sign_in


@transaction
def change_password(person_id: int, password_hash: str, *, token: str, at: datetime) -> str:
    """Take a new password and end every sign-in but ``token``'s, which goes on under the token that is returned.

    Whoever had copied the old token is out.
    """
    _set_password(person_id, password_hash, at=at, but=token)
    renewed = secrets.token_urlsafe(32)
    db.session.execute(OPEN.where(SignInRow.digest == digest(token)).values(digest=digest(renewed)))
    note_in_audit(
        AccountDeed.PASSWORD_CHANGED, kind=AuditKind.ACCOUNTS, actor_id=person_id, subject_id=person_id, at=at
    )
    return renewed


@transaction
def use_link(link: str, password_hash: str, *, device: Device = UNKNOWN_DEVICE, at: datetime) -> str | None:
    """Set the password of whoever the link was made for and sign them in; raises ``LinkSpent``.

    Return ``None`` where they sign in in two steps: a link is one of them.
    """
    person = queries.invited(link, at=at)
    if person is None:
        raise LinkSpent
    _set_password(person.id, password_hash, at=at)
    note_in_audit(AccountDeed.PASSWORD_SET, kind=AuditKind.ACCOUNTS, actor_id=person.id, subject_id=person.id, at=at)
    if queries.needs_code(person.id):
        return None
    return new_sign_in(person.id, lasts=SIGN_IN_LASTS, device=device, at=at)


@transaction
def ask_reset(email: str, *, address: str, site: str, at: datetime) -> None:
    """Note that somebody has forgotten the password of this account, if it is one.

    It is looked for later, by the process that sends letters: this takes as long for any address.
    """
    db.session.add(ResetAskRow(at=at, account=digest(email), address=address, email=sealed(email), site=site))


@transaction
def answer_ask(write: Callable[[Person, str], Letter], *, at: datetime) -> bool:
    """Have a link sent to whoever asked first, if there is such an account; whether somebody had asked.

    ``write`` writes the letter from whom it is for and the address of the link. Links that were made before still work:
    nobody's are ended by somebody else who asks.
    """
    waiting = select(ResetAskRow).where(ResetAskRow.answered_at.is_(None)).order_by(ResetAskRow.id).limit(1)
    ask = db.session.scalars(waiting.with_for_update(skip_locked=True)).one_or_none()
    if ask is None:
        return False
    email = _unsealed(ask.email)
    ask.email, ask.answered_at = "", at
    person = db.session.scalar(select(PersonRow).where(PersonRow.email == email, PersonRow.closed_at.is_(None)))
    if person is None or at - ask.at >= RESET_LASTS:
        return True
    link = secrets.token_urlsafe(32)
    db.session.add(LinkRow(digest=digest(link), person_id=person.id, at=at, expires_at=at + RESET_LASTS))
    note_in_audit(AccountDeed.RESET_ASKED, kind=AuditKind.ACCOUNTS, actor_id=None, subject_id=person.id, at=at)
    outbox.put([write(Person(person.id, person.name, person.email, frozenset()), f"{ask.site}welcome/{link}")], at=at)
    return True


def _unsealed(text: str) -> str | None:
    """``None`` where the site has another key meanwhile."""
    try:
        return unsealed(text)
    except ValueError:
        return None


@transaction
def make_links(person_ids: Iterable[int], *, actor_id: int, at: datetime) -> dict[int, str]:
    """A link for the first sign-in of each of these people, instead of any before it, by their ids.

    Whoever has chosen a password meanwhile, or is deactivated, gets none.
    """
    invited = PersonRow.password_hash.is_(None), PersonRow.closed_at.is_(None)
    ids = db.session.scalars(select(PersonRow.id).where(PersonRow.id.in_(person_ids), *invited)).all()
    db.session.execute(update(LinkRow).where(LinkRow.person_id.in_(ids), LinkRow.used_at.is_(None)).values(used_at=at))
    links = {person_id: secrets.token_urlsafe(32) for person_id in ids}
    for person_id, link in links.items():
        db.session.add(LinkRow(digest=digest(link), person_id=person_id, at=at, expires_at=at + LINK_LASTS))
    note_about_many(AccountDeed.LINK_MADE, dict.fromkeys(links, ""), kind=AuditKind.ACCOUNTS, actor_id=actor_id, at=at)
    return links


@transaction
def make_link(person_id: int, *, actor_id: int | None, at: datetime) -> str:
    """A link for someone's next sign-in, instead of any before it; shorter-lived for whoever has a password."""
    person = db.session.get_one(PersonRow, person_id)
    if person.closed_at:
        raise AccountChanged("This account is deactivated. Reactivate it first.")
    deed = AccountDeed.RESET_LINK_MADE if person.password_hash else AccountDeed.LINK_MADE
    note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
    return new_link(person_id, lasts=RESET_BY_HAND_LASTS if person.password_hash else LINK_LASTS, at=at)


@transaction
def give_password(person_id: int, password: str, *, at: datetime) -> None:
    """Set a password outright, good or not: for the demonstration centre and the command line."""
    _set_password(person_id, hashing.hash_of(password), at=at)


@part_of_action
def _set_password(person_id: int, password_hash: str, *, at: datetime, but: str | None = None) -> None:
    person = db.session.get_one(PersonRow, person_id)
    person.password_hash = password_hash
    end_sign_ins(person_id, at=at, but=but)
    spend_links(person_id, at=at)
    forget_failures(digest(person.email))


@part_of_action
def new_link(person_id: int, *, lasts: timedelta = LINK_LASTS, at: datetime) -> str:
    spend_links(person_id, at=at)
    link = secrets.token_urlsafe(32)
    db.session.add(LinkRow(digest=digest(link), person_id=person_id, at=at, expires_at=at + lasts))
    return link


@part_of_action
def spend_links(person_id: int, *, at: datetime) -> None:
    unused = LinkRow.person_id == person_id, LinkRow.used_at.is_(None)
    db.session.execute(update(LinkRow).where(*unused).values(used_at=at))
