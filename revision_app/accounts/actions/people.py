"""Accounts: made, corrected, deactivated. No name and no e-mail address goes into the audit's detail."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from ...audit.actions import note_about_many, note_in_audit
from ...audit.core import AuditKind
from ...db import db, insert_all, part_of_action, transaction
from ...outbox import actions as outbox
from ...outbox.core import Letter
from ..core import (
    AccountChanged,
    AccountDeed,
    AccountMerged,
    EmailTaken,
    NewAccount,
    NotToYourself,
    Person,
    ReferenceTaken,
    Role,
    in_order,
)
from ..core.addresses import address_of
from ..core.reading_settings import ReadingSettings
from ..models import (
    LinkRow,
    MergedRow,
    PersonRow,
    ResetAskRow,
    RoleRow,
)
from ..queries import digest
from .passwords import new_link, spend_links
from .signing_in import end_sign_ins, forget_failures


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
    return person.id, new_link(person.id, at=at)


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
    person = _open_to_change(person_id)
    if person.email == address_of(email):
        return False
    if person.email != before:
        raise AccountChanged(
            f"Somebody has changed this address meanwhile: it is {person.email} now. Look at it, and save again if"
            " it is still wrong."
        )
    forget_failures(digest(person.email))
    person.email = address_of(email)
    try:
        db.session.flush()
    except IntegrityError as error:
        raise EmailTaken from error
    spend_links(person_id, at=at)
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
    person = _open_to_change(person_id)
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
    end_sign_ins(person_id, at=at)
    spend_links(person_id, at=at)
    note_in_audit(
        AccountDeed.ACCOUNT_DEACTIVATED, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
    )


@transaction
def reactivate_account(person_id: int, *, actor_id: int, at: datetime) -> None:
    person = _open_to_change(person_id)
    if person.closed_at:
        person.closed_at = None
        note_in_audit(
            AccountDeed.ACCOUNT_REACTIVATED, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=person_id, at=at
        )


@part_of_action
def _open_to_change(person_id: int) -> PersonRow:
    """Somebody's row, locked; raises ``AccountMerged`` where it was closed for good."""
    person = db.session.get_one(PersonRow, person_id, with_for_update=True)
    if db.session.get(MergedRow, person_id):
        raise AccountMerged
    return person


@transaction
def choose_reading_settings(person_id: int, settings: ReadingSettings) -> None:
    """How pages look for someone from now on, wherever they sign in."""
    mine = update(PersonRow).where(PersonRow.id == person_id)
    db.session.execute(mine.values(reading_settings=settings.chosen or None))


@part_of_action
def forget_person(person_id: int, *, name: str, email: str, at: datetime) -> None:
    """Leave of somebody a number under this name and address, with which nobody signs in and nobody is found."""
    person = db.session.get_one(PersonRow, person_id)
    tried_as = digest(person.email)
    forget_failures(tried_as)
    db.session.execute(delete(ResetAskRow).where(ResetAskRow.account == tried_as))
    outbox.forget_letters_to(person.email)
    person.name, person.email = name, email
    person.reference = person.awarding_body_number = person.password_hash = person.reading_settings = None
    person.seen_at = None
    person.closed_at = person.closed_at or at


@part_of_action
def close_for_good(person_id: int, *, into_id: int, actor_id: int, at: datetime) -> None:
    """Close an account whose person goes on with another one: it lets nobody in, and its address and numbers are free.

    The other account takes the numbers that it has not. Roles and what else lets somebody in are for the caller to end.
    """
    person, stays = (db.session.get_one(PersonRow, each, populate_existing=True) for each in (person_id, into_id))
    reference, number = person.reference, person.awarding_body_number
    forget_person(person_id, name=person.name, email=f"merged-{person_id}@merged.invalid", at=at)
    db.session.flush()
    stays.reference = stays.reference or reference
    stays.awarding_body_number = stays.awarding_body_number or number
    end_sign_ins(person_id, at=at)
    spend_links(person_id, at=at)
    db.session.add(MergedRow(closed_id=person_id, into_id=into_id, by_id=actor_id, at=at))
    for deed, about, other in ((AccountDeed.MERGED, person_id, into_id), (AccountDeed.TOOK_OVER, into_id, person_id)):
        detail = f"account {other}"
        note_in_audit(deed, kind=AuditKind.ACCOUNTS, actor_id=actor_id, subject_id=about, detail=detail, at=at)


def _listed(roles: Iterable[Role]) -> str:
    return ", ".join(in_order(roles))
