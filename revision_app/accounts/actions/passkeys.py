"""Passkeys: added, used and removed."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, insert_missing, part_of_action, transaction
from ...outbox import actions as outbox
from ...outbox.core import Letter
from .. import queries
from ..core import KEPT_SIGN_IN_LASTS, SIGN_IN_LASTS, AccountChanged, AccountDeed, Credentials
from ..core.devices import Device
from ..core.passkeys import MOST_PASSKEYS, LastSecondStep, NewKey, PasskeyTaken, TooManyPasskeys, is_later
from ..models import PasskeyRow, PersonRow, RecoveryCodeRow, SpentChallengeRow
from ..queries import digest
from .second_step import new_recovery_codes, note_own
from .signing_in import end_sign_ins, forget_failures, new_sign_in


@transaction
def add_passkey(
    person_id: int, key: NewKey, *, name: str, challenge: str, token: str, letters: Iterable[Letter], at: datetime
) -> list[str] | None:
    """Keep a new passkey; the recovery codes where it is somebody's first second step, and none otherwise.

    Every other sign-in ends with the first: it was made in one step. ``None`` where the challenge was answered before.
    Raises ``TooManyPasskeys`` and ``PasskeyTaken``.
    """
    queries.lock_person(person_id)
    if not _spend(challenge, at=at):
        return None
    before = queries.second_step(person_id)
    if before.passkeys >= MOST_PASSKEYS:
        raise TooManyPasskeys
    row = PasskeyRow(person_id=person_id, credential_id=key.credential_id, public_key=key.public_key, name=name)
    row.sign_count, row.made_at = key.count, at
    db.session.add(row)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise PasskeyTaken from error
    note_own(AccountDeed.PASSKEY_ADDED, person_id, at=at)
    outbox.put(letters, at=at)
    if before.confirmed_at or before.passkeys:
        return []
    end_sign_ins(person_id, at=at, but=token)
    note_own(AccountDeed.SECOND_STEP_ON, person_id, at=at)
    return new_recovery_codes(person_id, at=at)


@transaction
def remove_passkey(passkey_id: int, *, person_id: int, required: bool, at: datetime) -> bool:
    """Sign in with one of somebody's passkeys no more; whether there was such a one.

    With their last second step their recovery codes go. Where two steps are ``required`` of them, it stays: raises
    ``LastSecondStep``.
    """
    queries.lock_person(person_id)
    mine = PasskeyRow.id == passkey_id, PasskeyRow.person_id == person_id
    if db.session.scalar(delete(PasskeyRow).where(*mine).returning(PasskeyRow.id)) is None:
        return False
    note_own(AccountDeed.PASSKEY_REMOVED, person_id, at=at)
    if not queries.needs_code(person_id):
        if required:
            raise LastSecondStep
        db.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
        note_own(AccountDeed.SECOND_STEP_OFF, person_id, at=at)
    return True


@transaction
def sign_in_with_passkey(
    passkey_id: int,
    count: int,
    *,
    person_id: int,
    challenge: str,
    known: Credentials | None,
    keep: bool,
    device: Device,
    at: datetime,
) -> str | None:
    """Sign in whoever a passkey is of, whose answer was right; ``None`` if it, or its challenge, was used before.

    ``count`` is how often the passkey says that it was used; ``known`` whose password was right a moment ago, where it
    is the second step. Raises ``AccountChanged``.
    """
    queries.lock_person(person_id)
    person = db.session.get_one(PersonRow, person_id)
    mine = select(PasskeyRow).where(PasskeyRow.id == passkey_id, PasskeyRow.person_id == person_id)
    row = db.session.scalars(mine.with_for_update()).one_or_none()
    if row is None or person.closed_at or (known and known.password_hash != person.password_hash):
        raise AccountChanged("Your account, password or passkey changed just now. Try to sign in again.")
    if not _spend(challenge, at=at) or not is_later(count, row.sign_count):
        _note_failed(person_id, at=at)
        return None
    row.sign_count, row.used_at = count, at
    forget_failures(digest(person.email))
    lasts = KEPT_SIGN_IN_LASTS if keep else SIGN_IN_LASTS
    return new_sign_in(person_id, lasts=lasts, device=device, at=at)


@transaction
def note_wrong_answer(person_id: int, *, at: datetime) -> None:
    """Write down that one of somebody's passkeys was answered for wrongly."""
    _note_failed(person_id, at=at)


@part_of_action
def _note_failed(person_id: int, *, at: datetime) -> None:
    deed = AccountDeed.PASSKEY_FAILED
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=None, subject_id=person_id, at=at)


@part_of_action
def _spend(challenge: str, *, at: datetime) -> bool:
    """Whether a challenge had not been answered before."""
    spent = insert_missing(SpentChallengeRow, "digest").values(digest=digest(challenge), at=at)
    return db.session.scalar(spent) is not None
