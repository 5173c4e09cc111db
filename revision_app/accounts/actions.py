"""What can happen to accounts. No name and no e-mail address goes into the audit's detail."""

import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from ..audit.actions import note_about_many, note_in_audit
from ..audit.core import AuditKind
from ..db import db, insert_all, insert_missing, part_of_action, transaction
from ..outbox import actions as outbox
from ..outbox.core import Letter
from ..web import hashing
from ..web.opaque import opaque, sealed, unsealed
from . import queries
from .core import (
    KEPT_SIGN_IN_LASTS,
    LINK_LASTS,
    RESET_BY_HAND_LASTS,
    RESET_LASTS,
    SIGN_IN_LASTS,
    AccountChanged,
    AccountDeed,
    Credentials,
    EmailTaken,
    LinkSpent,
    NewAccount,
    NotToYourself,
    Person,
    ReferenceTaken,
    Role,
    in_order,
)
from .core.addresses import address_of
from .core.devices import UNKNOWN_DEVICE, Device
from .core.reading_settings import ReadingSettings
from .core.second_step import RECOVERY_CODES, SECRET_BYTES, is_of_app, plain, recovery_code, secret_of, step_of
from .models import (
    LinkRow,
    PersonRow,
    RecoveryCodeRow,
    ResetAskRow,
    RoleRow,
    SecondStepRow,
    SignInFailureRow,
    SignInRow,
)
from .queries import digest

# Signing in and out


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
    _forget_failures(tried_as or digest(person.email))
    lasts = KEPT_SIGN_IN_LASTS if keep else SIGN_IN_LASTS
    return _new_sign_in(known.person_id, lasts=lasts, device=device, at=at)


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
    db.session.execute(_OPEN.where(SignInRow.digest == digest(token)).values(ended_at=at))
    deed = AccountDeed.SIGNED_OUT
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, at=at)


@transaction
def sign_out_everywhere(person_id: int, *, at: datetime) -> None:
    """End every sign-in of someone, the one they ask from too."""
    _end_sign_ins(person_id, at=at)
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
    _end_sign_ins(person_id, at=at, but=token)
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
    db.session.execute(_OPEN.where(SignInRow.digest == digest(token)).values(seen_at=at))


def _own_sign_ins(person_id: int) -> Sequence[SignInRow]:
    """All that are kept, locked until the transaction ends; the person first, as whoever changes a password does."""
    queries.lock_person(person_id)
    return db.session.scalars(select(SignInRow).where(SignInRow.person_id == person_id).with_for_update()).all()


@transaction
def act_as(role: Role, *, token: str, person_id: int, at: datetime) -> None:
    """Go on in another role; one that the person has no more changes nothing, see ``queries.signed_in``."""
    db.session.execute(_OPEN.where(SignInRow.digest == digest(token)).values(role=role))
    deed = AccountDeed.ROLE_SWITCHED
    note_in_audit(deed, kind=AuditKind.SIGNING_IN, actor_id=person_id, subject_id=person_id, detail=role, at=at)


@transaction
def sweep(*, at: datetime) -> None:
    """Delete what signing in no longer asks for: failures after a day, sign-ins a month after they expired."""
    db.session.execute(delete(ResetAskRow).where(ResetAskRow.at < at - timedelta(days=1)))
    db.session.execute(delete(SignInFailureRow).where(SignInFailureRow.at < at - timedelta(days=1)))
    db.session.execute(delete(SignInRow).where(SignInRow.expires_at < at - timedelta(days=30)))


@transaction
def choose_reading_settings(person_id: int, settings: ReadingSettings) -> None:
    """How pages look for someone from now on, wherever they sign in."""
    mine = update(PersonRow).where(PersonRow.id == person_id)
    db.session.execute(mine.values(reading_settings=settings.chosen or None))


_OPEN = update(SignInRow).where(SignInRow.ended_at.is_(None))


@part_of_action
def _new_sign_in(person_id: int, *, lasts: timedelta, device: Device = UNKNOWN_DEVICE, at: datetime) -> str:
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
def _end_sign_ins(person_id: int, *, at: datetime, but: str | None = None) -> None:
    ended = _OPEN.where(SignInRow.person_id == person_id)
    db.session.execute((ended.where(SignInRow.digest != digest(but)) if but else ended).values(ended_at=at))


@part_of_action
def _forget_failures(account: str) -> None:
    db.session.execute(delete(SignInFailureRow).where(SignInFailureRow.account == account))


# The second step


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
    _forget_failures(account)
    _forget_failures(digest(person.email))
    lasts = KEPT_SIGN_IN_LASTS if keep else SIGN_IN_LASTS
    return _new_sign_in(person.id, lasts=lasts, device=device, at=at)


@part_of_action
def _is_right(person_id: int, code: str, *, at: datetime) -> bool:
    """Whether a code is one of somebody's app or a recovery code, which is spent by it."""
    row = _locked_second_step(person_id)
    if row is None or row.confirmed_at is None:
        return False
    if is_of_app(code):
        step = step_of(unsealed(row.secret), code, after=row.last_step, at=at)
        row.last_step = step or row.last_step
        return step is not None
    unused = RecoveryCodeRow.person_id == person_id, RecoveryCodeRow.used_at.is_(None)
    kept = RecoveryCodeRow.digest == opaque("recovery code", person_id, code)
    spent = update(RecoveryCodeRow).where(*unused, kept).values(used_at=at).returning(RecoveryCodeRow.id)
    if db.session.scalar(spent) is None:
        return False
    _note_own(AccountDeed.RECOVERY_CODE_USED, person_id, at=at)
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
    _end_sign_ins(person_id, at=at, but=token)
    _note_own(AccountDeed.SECOND_STEP_ON, person_id, at=at)
    return _new_recovery_codes(person_id, at=at)


@transaction
def make_recovery_codes(person_id: int, *, at: datetime) -> list[str]:
    """New codes in place of all before; they are told now and never again. None without a second step."""
    row = _locked_second_step(person_id)
    if row is None or row.confirmed_at is None:
        return []
    _note_own(AccountDeed.RECOVERY_CODES_MADE, person_id, at=at)
    return _new_recovery_codes(person_id, at=at)


@transaction
def end_second_step(person_id: int, *, actor_id: int | None, letters: Iterable[Letter] = (), at: datetime) -> bool:
    """Ask somebody for no codes any more; whether they were asked. By anybody else, it ends their sign-ins too."""
    row = _locked_second_step(person_id)
    if row is None:
        return False
    confirmed = row.confirmed_at is not None
    db.session.delete(row)
    db.session.execute(delete(RecoveryCodeRow).where(RecoveryCodeRow.person_id == person_id))
    if confirmed:
        if actor_id != person_id:
            _end_sign_ins(person_id, at=at)
        deed = AccountDeed.SECOND_STEP_OFF
        note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
        outbox.put(letters, at=at)
    return confirmed


@part_of_action
def _new_recovery_codes(person_id: int, *, at: datetime) -> list[str]:
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
def _note_own(deed: AccountDeed, person_id: int, *, at: datetime) -> None:
    note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=person_id, subject_id=person_id, at=at)


# Passwords and the links that set them


@transaction
def change_password(person_id: int, password_hash: str, *, token: str, at: datetime) -> str:
    """Take a new password and end every sign-in but ``token``'s, which goes on under the token that is returned.

    Whoever had copied the old token is out.
    """
    _set_password(person_id, password_hash, at=at, but=token)
    renewed = secrets.token_urlsafe(32)
    db.session.execute(_OPEN.where(SignInRow.digest == digest(token)).values(digest=digest(renewed)))
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
    return _new_sign_in(person.id, lasts=SIGN_IN_LASTS, device=device, at=at)


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
    _note_changes(AccountDeed.LINK_MADE, links, actor_id=actor_id, at=at)
    return links


@transaction
def make_link(person_id: int, *, actor_id: int | None, at: datetime) -> str:
    """A link for someone's next sign-in, instead of any before it; shorter-lived for whoever has a password."""
    person = db.session.get_one(PersonRow, person_id)
    if person.closed_at:
        raise AccountChanged("This account is deactivated. Reactivate it first.")
    deed = AccountDeed.RESET_LINK_MADE if person.password_hash else AccountDeed.LINK_MADE
    note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at)
    return _new_link(person_id, lasts=RESET_BY_HAND_LASTS if person.password_hash else LINK_LASTS, at=at)


@transaction
def give_password(person_id: int, password: str, *, at: datetime) -> None:
    """Set a password outright, good or not: for the demonstration centre and the command line."""
    _set_password(person_id, hashing.hash_of(password), at=at)


@part_of_action
def _set_password(person_id: int, password_hash: str, *, at: datetime, but: str | None = None) -> None:
    person = db.session.get_one(PersonRow, person_id)
    person.password_hash = password_hash
    _end_sign_ins(person_id, at=at, but=but)
    _spend_links(person_id, at=at)
    _forget_failures(digest(person.email))


@part_of_action
def _new_link(person_id: int, *, lasts: timedelta = LINK_LASTS, at: datetime) -> str:
    _spend_links(person_id, at=at)
    link = secrets.token_urlsafe(32)
    db.session.add(LinkRow(digest=digest(link), person_id=person_id, at=at, expires_at=at + lasts))
    return link


@part_of_action
def _spend_links(person_id: int, *, at: datetime) -> None:
    unused = LinkRow.person_id == person_id, LinkRow.used_at.is_(None)
    db.session.execute(update(LinkRow).where(*unused).values(used_at=at))


# Accounts


@transaction
def add_person(*, name: str, email: str, roles: frozenset[Role], actor_id: int | None, at: datetime) -> tuple[int, str]:
    """Make an account and the link for its first sign-in; see ``make_account``."""
    return make_account(name=name, email=email, roles=roles, actor_id=actor_id, at=at)


@part_of_action
def make_account(
    *, name: str, email: str, roles: frozenset[Role], actor_id: int | None, at: datetime
) -> tuple[int, str]:
    """The new person's id and the token of the link for their first sign-in; raises ``EmailTaken``."""
    person = PersonRow(name=name.strip(), email=address_of(email), made_at=at)
    db.session.add(person)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    db.session.add_all(RoleRow(person_id=person.id, role=role) for role in roles)
    note_in_audit(
        AccountDeed.ACCOUNT_MADE,
        kind=AuditKind.ACCOUNTS,
        actor_id=actor_id,
        subject_id=person.id,
        detail=_listed(roles),
        at=at,
    )
    return person.id, _new_link(person.id, at=at)


@part_of_action
def make_learners(people: Sequence[NewAccount], *, actor_id: int, at: datetime) -> dict[str, int]:
    """The ids of many new learners, by their addresses; nobody has a link yet.

    Raises ``IntegrityError`` when an address or a reference is another's already.
    """
    insert_all(PersonRow, [asdict(person) | {"made_at": at} for person in people])
    made = select(PersonRow.email, PersonRow.id).where(PersonRow.email.in_([person.email for person in people]))
    ids = {row.email: row.id for row in db.session.execute(made)} if people else {}
    insert_all(RoleRow, [{"person_id": person_id, "role": Role.LEARNER} for person_id in ids.values()])
    _note_changes(AccountDeed.ACCOUNT_MADE, ids.values(), actor_id=actor_id, detail=_listed([Role.LEARNER]), at=at)
    return ids


@part_of_action
def correct_accounts(corrected: Mapping[int, NewAccount], *, actor_id: int, at: datetime) -> None:
    """Keep what these people are called and addressed by from now on, by their ids.

    A link that was made for an address that has changed works no more: it may have gone to a stranger. Raises
    ``IntegrityError`` when an address or a reference is another's already.
    """
    changes: dict[AccountDeed, list[int]] = defaultdict(list)
    for row in db.session.scalars(select(PersonRow).where(PersonRow.id.in_(corrected))).all():
        becomes = corrected[row.id]
        if row.email != becomes.email:
            row.email = becomes.email
            changes[AccountDeed.EMAIL_CHANGED].append(row.id)
        for deed in _keep_particulars(row, becomes.name, becomes.reference, becomes.awarding_body_number):
            changes[deed].append(row.id)
    db.session.flush()
    for deed, ids in changes.items():
        _note_changes(deed, ids, actor_id=actor_id, at=at)
    unused = LinkRow.person_id.in_(changes[AccountDeed.EMAIL_CHANGED]), LinkRow.used_at.is_(None)
    db.session.execute(update(LinkRow).where(*unused).values(used_at=at))


@part_of_action
def _keep_particulars(person: PersonRow, name: str, reference: str | None, number: str | None) -> list[AccountDeed]:
    """What of these has changed, for the audit."""
    deeds = []
    if person.name != name:
        person.name = name
        deeds.append(AccountDeed.NAME_CHANGED)
    if (person.reference, person.awarding_body_number) != (reference, number):
        person.reference, person.awarding_body_number = reference, number
        deeds.append(AccountDeed.NUMBERS_CHANGED)
    return deeds


@part_of_action
def _note_changes(deed: AccountDeed, ids: Iterable[int], *, actor_id: int, detail: str = "", at: datetime) -> None:
    note_about_many(deed, dict.fromkeys(ids, detail), kind=AuditKind.ACCOUNTS, actor_id=actor_id, at=at)


@transaction
def correct_email(
    person_id: int,
    email: str,
    *,
    before: str,
    letters: Callable[[Person, str], Iterable[Letter]],
    actor_id: int,
    at: datetime,
) -> bool:
    """Let somebody sign in with another address from now on; whether it is another.

    ``before`` is the address that whoever corrects it has seen. Links made for it work no more: they may have gone to a
    stranger. ``letters`` tell both. Raises ``AccountChanged`` and ``EmailTaken``.
    """
    person = db.session.get_one(PersonRow, person_id, with_for_update=True)
    if person.email == address_of(email):
        return False
    if person.email != before:
        raise AccountChanged(
            f"Somebody has changed this address meanwhile: it is {person.email} now. Look at it, and save again if"
            " it is still wrong."
        )
    _forget_failures(digest(person.email))
    person.email = address_of(email)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    _spend_links(person_id, at=at)
    _note_changes(AccountDeed.EMAIL_CHANGED, [person_id], actor_id=actor_id, at=at)
    outbox.put(letters(Person(person.id, person.name, person.email, frozenset()), before), at=at)
    return True


@transaction
def change_person(
    person_id: int,
    *,
    name: str,
    roles: frozenset[Role],
    reference: str | None,
    awarding_body_number: str | None,
    actor_id: int,
    at: datetime,
) -> None:
    """Keep what somebody is called and what they may do.

    Raises ``NotToYourself`` when an administrator would lose their own role, and ``ReferenceTaken``.
    """
    if person_id == actor_id and Role.ADMINISTRATOR not in roles:
        raise NotToYourself("You cannot take the administrator role from yourself. Ask another administrator.")
    person = db.session.get_one(PersonRow, person_id)
    deeds = _keep_particulars(person, name, reference, awarding_body_number)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise ReferenceTaken from error
    for deed in deeds:
        _note_changes(deed, [person_id], actor_id=actor_id, at=at)
    before = frozenset(db.session.scalars(select(RoleRow.role).where(RoleRow.person_id == person_id)))
    if before != roles:
        db.session.execute(delete(RoleRow).where(RoleRow.person_id == person_id, RoleRow.role.in_(before - roles)))
        db.session.add_all(RoleRow(person_id=person_id, role=role) for role in roles - before)
        detail = f"{_listed(before)} → {_listed(roles)}"
        note_in_audit(
            AccountDeed.ROLES_CHANGED,
            kind=AuditKind.ACCOUNTS,
            actor_id=actor_id,
            subject_id=person_id,
            detail=detail,
            at=at,
        )


@transaction
def deactivate_account(person_id: int, *, actor_id: int, at: datetime) -> None:
    """Let someone in no more and sign them out everywhere; what they did stays. Raises ``NotToYourself``."""
    if person_id == actor_id:
        raise NotToYourself("You cannot deactivate your own account. Ask another administrator.")
    person = db.session.get_one(PersonRow, person_id)
    if person.closed_at:
        return
    person.closed_at = at
    _end_sign_ins(person_id, at=at)
    _spend_links(person_id, at=at)
    note_in_audit(
        AccountDeed.ACCOUNT_DEACTIVATED, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
    )


@transaction
def reactivate_account(person_id: int, *, actor_id: int, at: datetime) -> None:
    person = db.session.get_one(PersonRow, person_id)
    if person.closed_at:
        person.closed_at = None
        note_in_audit(
            AccountDeed.ACCOUNT_REACTIVATED, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
        )


@part_of_action
def forget_person(person_id: int, *, name: str, email: str, at: datetime) -> None:
    """Leave of somebody a number under this name and address, with which nobody signs in and nobody is found."""
    person = db.session.get_one(PersonRow, person_id)
    tried_as = digest(person.email)
    _forget_failures(tried_as)
    db.session.execute(delete(ResetAskRow).where(ResetAskRow.account == tried_as))
    outbox.forget_letters_to(person.email)
    person.name, person.email = name, email
    person.reference = person.awarding_body_number = person.password_hash = person.reading_settings = None
    person.seen_at = None
    person.closed_at = person.closed_at or at


def _listed(roles: Iterable[Role]) -> str:
    return ", ".join(in_order(roles))
