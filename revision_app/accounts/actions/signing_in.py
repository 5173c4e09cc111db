"""Signing in and out, and the devices on which somebody is signed in."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, part_of_action, transaction
from .. import queries
from ..core import (
    KEPT_SIGN_IN_LASTS,
    SIGN_IN_LASTS,
    AccountChanged,
    AccountDeed,
    Credentials,
    Role,
    in_order,
)
from ..core.devices import UNKNOWN_DEVICE, Device
from ..models import (
    PersonRow,
    ResetAskRow,
    RoleRow,
    SignInFailureRow,
    SignInRow,
    SpentChallengeRow,
)
from ..queries import digest


@transaction
def sign_in(
    known: Credentials,
    *,
    new_hash: str | None,
    keep: bool,
    tried_as: str | None = None,
    device: Device = UNKNOWN_DEVICE,
    at: datetime,
) -> str:
    """Sign in someone whose password was right; the token is for their cookie.

    ``new_hash`` takes the place of one that was made at another cost; ``tried_as`` is the account that their tries were
    counted by, if another than their own address.
    """
    person = db.session.get_one(PersonRow, known.person_id)
    if person.closed_at or person.password_hash != known.password_hash:
        raise AccountChanged("Your account or password changed just now. Try to sign in again.")
    person.password_hash = new_hash or person.password_hash
    forget_failures(tried_as or digest(person.email))
    lasts = KEPT_SIGN_IN_LASTS if keep else SIGN_IN_LASTS
    return new_sign_in(known.person_id, lasts=lasts, device=device, at=at)


@transaction
def note_failure(
    person_id: int | None,
    *,
    account: str,
    address: str,
    actor_id: int | None,
    deed: AccountDeed = AccountDeed.SIGN_IN_FAILED,
    at: datetime,
) -> None:
    """Count a wrong password or code and write down for whose account it was given, if there is one.

    ``account`` and ``address`` are what later tries are slowed by; ``sign_in`` forgets them again.

    What was typed stands nowhere, not even the address: it may be a password in the wrong field.
    """
    db.session.add(SignInFailureRow(at=at, account=account, address=address))
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=actor_id, subject_id=person_id, at=at)


@transaction
def sign_out(token: str, *, person_id: int, at: datetime) -> None:
    db.session.execute(OPEN.where(SignInRow.digest == digest(token)).values(ended_at=at))
    deed = AccountDeed.SIGNED_OUT
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at)


@transaction
def sign_out_everywhere(person_id: int, *, at: datetime) -> None:
    """End every sign-in of someone, the one they ask from too."""
    end_sign_ins(person_id, at=at)
    note_in_audit(
        AccountDeed.SIGNED_OUT_EVERYWHERE, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at
    )


@transaction
def end_sign_in(name: str, *, person_id: int, at: datetime) -> bool:
    """End one of somebody's own sign-ins, by its name; whether there was one that had not ended."""
    row = next((row for row in _own_sign_ins(person_id) if digest(row.digest) == name), None)
    if row is None or row.ended_at:
        return False
    row.ended_at, row.unfamiliar = at, False
    deed = AccountDeed.DEVICE_SIGNED_OUT
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at)
    return True


@transaction
def end_other_sign_ins(person_id: int, *, token: str, at: datetime) -> None:
    """End every sign-in of someone but the one they ask from."""
    queries.lock_person(person_id)
    end_sign_ins(person_id, at=at, but=token)
    others = SignInRow.person_id == person_id, SignInRow.digest != digest(token)
    db.session.execute(update(SignInRow).where(*others).values(unfamiliar=False))
    deed = AccountDeed.OTHER_DEVICES_SIGNED_OUT
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at)


@transaction
def confirm_devices(names: Collection[str], *, person_id: int, token: str, at: datetime) -> None:
    """Somebody says that these sign-ins on new devices were their own; on such a device it changes nothing."""
    rows = _own_sign_ins(person_id)
    if any(row.unfamiliar for row in rows if row.digest == digest(token)):
        return
    confirmed = [row for row in rows if row.unfamiliar and digest(row.digest) in names]
    for row in confirmed:
        row.unfamiliar = False
    if confirmed:
        deed = AccountDeed.DEVICE_CONFIRMED
        note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at)


@transaction
def note_seen(token: str, *, person_id: int, at: datetime) -> None:
    """Somebody uses the site just now."""
    db.session.execute(update(PersonRow).where(PersonRow.id == person_id).values(seen_at=at))
    db.session.execute(OPEN.where(SignInRow.digest == digest(token)).values(seen_at=at))


def _own_sign_ins(person_id: int) -> Sequence[SignInRow]:
    """All that are kept, locked until the transaction ends; the person first, as whoever changes a password does."""
    queries.lock_person(person_id)
    return db.session.scalars(select(SignInRow).where(SignInRow.person_id == person_id).with_for_update()).all()


@transaction
def act_as(role: Role, *, token: str, person_id: int, at: datetime) -> None:
    """Go on in another role; one that the person has no more changes nothing, see ``queries.signed_in``."""
    db.session.execute(OPEN.where(SignInRow.digest == digest(token)).values(role=role))
    deed = AccountDeed.ROLE_SWITCHED
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, detail=role, at=at)


@transaction
def sweep(*, at: datetime) -> None:
    """Delete what signing in no longer asks for: failures after a day, sign-ins a month after they expired."""
    db.session.execute(delete(SpentChallengeRow).where(SpentChallengeRow.at < at - timedelta(days=1)))
    db.session.execute(delete(ResetAskRow).where(ResetAskRow.at < at - timedelta(days=1)))
    db.session.execute(delete(SignInFailureRow).where(SignInFailureRow.at < at - timedelta(days=1)))
    db.session.execute(delete(SignInRow).where(SignInRow.expires_at < at - timedelta(days=30)))


OPEN = update(SignInRow).where(SignInRow.ended_at.is_(None))


@part_of_action
def new_sign_in(person_id: int, *, lasts: timedelta, device: Device = UNKNOWN_DEVICE, at: datetime) -> str:
    """Starts in the role of the person's latest sign-in; whoever signs in for the first time has no new device."""
    token = secrets.token_urlsafe(32)
    latest = db.session.scalar(
        select(SignInRow.role).where(SignInRow.person_id == person_id).order_by(SignInRow.at.desc()).limit(1)
    )
    roles = set(db.session.scalars(select(RoleRow.role).where(RoleRow.person_id == person_id)))
    role = latest if latest in roles else in_order(roles)[0]
    db.session.add(
        SignInRow(
            digest=digest(token),
            person_id=person_id,
            role=role,
            at=at,
            expires_at=at + lasts,
            seen_at=at,
            device=device.name,
            unfamiliar=not device.known and latest is not None,
        )
    )
    db.session.execute(update(PersonRow).where(PersonRow.id == person_id).values(seen_at=at))
    deed = AccountDeed.SIGNED_IN
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, detail=role, at=at)
    return token


@part_of_action
def end_sign_ins(person_id: int, *, at: datetime, but: str | None = None) -> None:
    ended = OPEN.where(SignInRow.person_id == person_id)
    db.session.execute((ended.where(SignInRow.digest != digest(but)) if but else ended).values(ended_at=at))


@part_of_action
def forget_failures(account: str) -> None:
    db.session.execute(delete(SignInFailureRow).where(SignInFailureRow.account == account))
