"""The second step of signing in: an authenticator app and its recovery codes."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select, update

from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, insert_all, insert_missing, part_of_action, transaction
from ...outbox import actions as outbox
from ...outbox.core import Letter
from ...web.opaque import opaque, sealed, unsealed
from .. import queries
from ..core import (
    KEPT_SIGN_IN_LASTS,
    SIGN_IN_LASTS,
    AccountChanged,
    AccountDeed,
    Credentials,
)
from ..core.devices import Device
from ..core.passkeys import LastSecondStep
from ..core.second_step import RECOVERY_CODES, SECRET_BYTES, is_of_app, plain, recovery_code, secret_of, step_of
from ..models import (
    PasskeyRow,
    PersonRow,
    RecoveryCodeRow,
    SecondStepRow,
)
from ..queries import digest
from .signing_in import end_sign_ins, forget_failures, new_sign_in


@transaction
def sign_in_with_code(
    known: Credentials, code: str, *, keep: bool, account: str, device: Device, at: datetime
) -> str | None:
    """Sign in someone whose password was right a moment ago, if the code is; ``None`` if it is not.

    ``account`` is what their tries at codes are counted by. Raises ``AccountChanged``.
    """
    person = db.session.get_one(PersonRow, known.person_id)
    if person.closed_at or person.password_hash != known.password_hash:
        raise AccountChanged("Your account or password changed just now. Try to sign in again.")
    if not _is_right(person.id, plain(code), at=at):
        return None
    forget_failures(account)
    forget_failures(digest(person.email))
    lasts = KEPT_SIGN_IN_LASTS if keep else SIGN_IN_LASTS
    return new_sign_in(person.id, lasts=lasts, device=device, at=at)


@part_of_action
def _is_right(person_id: int, code: str, *, at: datetime) -> bool:
    """Whether a code is one of somebody's app or a recovery code, which is spent by it."""
    row = _locked_second_step(person_id)
    if is_of_app(code):
        if row is None or row.confirmed_at is None:
            return False
        step = step_of(unsealed(row.secret), code, after=row.last_step, at=at)
        row.last_step = step or row.last_step
        return step is not None
    unused = RecoveryCodeRow.person_id == person_id, RecoveryCodeRow.used_at.is_(None)
    kept = RecoveryCodeRow.digest == opaque("recovery code", person_id, code)
    spent = update(RecoveryCodeRow).where(*unused, kept).values(used_at=at).returning(RecoveryCodeRow.id)
    if db.session.scalar(spent) is None:
        return False
    note_own(AccountDeed.RECOVERY_CODE_USED, person_id, at=at)
    return True


@transaction
def begin_second_step(person_id: int, *, at: datetime) -> None:
    """Make a secret for somebody's app, in place of one that was never confirmed; it asks nothing yet."""
    row = _locked_second_step(person_id)
    if row and row.confirmed_at:
        return
    secret = sealed(secret_of(secrets.token_bytes(SECRET_BYTES)))
    if row:
        row.secret, row.made_at = secret, at
    else:
        db.session.execute(
            insert_missing(SecondStepRow).values(person_id=person_id, secret=secret, made_at=at, last_step=0)
        )


@transaction
def confirm_second_step(person_id: int, code: str, *, token: str, at: datetime) -> list[str] | None:
    """Ask for codes of the app from now on, if this is one; the recovery codes, or ``None`` if it is not.

    Every other sign-in ends: it was made in one step.
    """
    row = _locked_second_step(person_id)
    if row is None or row.confirmed_at:
        return None
    step = step_of(unsealed(row.secret), plain(code), after=row.last_step, at=at)
    if step is None:
        return None
    row.confirmed_at, row.last_step = at, step
    end_sign_ins(person_id, at=at, but=token)
    note_own(AccountDeed.SECOND_STEP_ON, person_id, at=at)
    return new_recovery_codes(person_id, at=at)


@transaction
def make_recovery_codes(person_id: int, *, at: datetime) -> list[str]:
    """New codes in place of all before; they are told now and never again. None without a second step."""
    queries.lock_person(person_id)
    if not queries.needs_code(person_id):
        return []
    note_own(AccountDeed.RECOVERY_CODES_MADE, person_id, at=at)
    return new_recovery_codes(person_id, at=at)


@transaction
def end_second_step(
    person_id: int,
    *,
    actor_id: int | None,
    required: bool = False,
    letters: Iterable[Letter] = (),
    at: datetime,
) -> bool:
    """Ask somebody for no codes of an app any more; whether they were asked.

    Their recovery codes go unless a passkey is left; where two steps are ``required`` of them, one has to be: raises
    ``LastSecondStep``. By anybody else, it takes their passkeys and ends their sign-ins too: they have lost them.
    """
    row, by_another = _locked_second_step(person_id), actor_id != person_id
    before = queries.second_step(person_id)
    if required and not before.passkeys:
        raise LastSecondStep
    was_on = bool(before.confirmed_at or (by_another and before.passkeys))
    if row:
        db.session.delete(row)
    if by_another:
        db.session.execute(delete(PasskeyRow).where(PasskeyRow.person_id == person_id))
    if by_another or not before.passkeys:
        db.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    if was_on:
        if by_another:
            end_sign_ins(person_id, at=at)
        deed = AccountDeed.SECOND_STEP_OFF if by_another or not before.passkeys else AccountDeed.APP_REMOVED
        note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
        outbox.put(letters, at=at)
    return was_on


@part_of_action
def new_recovery_codes(person_id: int, *, at: datetime) -> list[str]:
    db.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    codes = [recovery_code(secrets.token_bytes(SECRET_BYTES)) for _ in range(RECOVERY_CODES)]
    same = {"person_id": person_id, "made_at": at}
    insert_all(RecoveryCodeRow, [same | {"digest": opaque("recovery code", person_id, plain(code))} for code in codes])
    return codes


def _locked_second_step(person_id: int) -> SecondStepRow | None:
    """With the person locked first, as whoever changes a password does: otherwise two could wait for each other."""
    queries.lock_person(person_id)
    mine = select(SecondStepRow).where(SecondStepRow.person_id == person_id)
    return db.session.scalars(mine.with_for_update()).one_or_none()


@part_of_action
def note_own(deed: AccountDeed, person_id: int, *, at: datetime) -> None:
    note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=person_id, subject_id=person_id, at=at)
