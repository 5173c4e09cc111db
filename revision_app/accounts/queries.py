from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from ..audit import queries as audit
from ..db import built_once, db, read_alone
from ..outbox.core import LATELY
from ..outbox.queries import given_up_since
from ..web.opaque import unsealed
from .core import (
    Account,
    AuditEntry,
    Counts,
    Credentials,
    Person,
    Role,
    SecondStep,
    SignedIn,
    SignIn,
    Sort,
    State,
    in_order,
    throttle,
)
from .core.addresses import address_of
from .core.names import name_key
from .core.passkeys import KnownPasskey, Passkey
from .core.reading_settings import from_chosen
from .models import (
    LinkRow,
    MergedRow,
    PasskeyRow,
    PersonRow,
    RecoveryCodeRow,
    ResetAskRow,
    RoleRow,
    SecondStepRow,
    SignInFailureRow,
    SignInRow,
)

MOST_WORDS = 12  # of a search for people

# Signing in


def digest(secret: str) -> str:
    """What is kept of a secret token. Tokens are long and random, so a plain hash is enough."""
    return sha256(secret.encode()).hexdigest()


def signed_in(token: str, *, at: datetime) -> SignedIn | None:
    """Whoever this token signs in, in one statement; nobody once it has ended or expired or the account is closed."""
    rows = read_alone(_SIGNED_IN, digest=digest(token))
    if not rows:
        return None
    first = rows[0]
    if first.ended_at or first.closed_at or at >= first.expires_at:
        return None
    roles = frozenset(row.one_of_theirs for row in rows)
    role = first.role if first.role in roles else in_order(roles)[0]
    return SignedIn(
        first.id,
        first.name,
        first.email,
        roles,
        role,
        token,
        first.at,
        first.expires_at,
        from_chosen(first.reading_settings),
        first.seen_at,
        first.has_second_step,
        0 if first.unfamiliar else first.new_devices,
    )


def _has_second_step(person_id: Any) -> ColumnElement[bool]:
    """By an authenticator app or a passkey."""
    mine = SecondStepRow.person_id == person_id, SecondStepRow.confirmed_at.is_not(None)
    return or_(exists().where(*mine), exists().where(PasskeyRow.person_id == person_id))


_other = aliased(SignInRow)
_SIGNED_IN = (
    select(
        PersonRow.id,
        PersonRow.name,
        PersonRow.email,
        PersonRow.closed_at,
        PersonRow.reading_settings.label("reading_settings"),
        SignInRow.role,
        SignInRow.at,
        SignInRow.expires_at,
        SignInRow.ended_at,
        SignInRow.seen_at,
        SignInRow.unfamiliar,
        select(func.count())
        .where(_other.person_id == SignInRow.person_id, _other.unfamiliar)
        .correlate(SignInRow)
        .scalar_subquery()
        .label("new_devices"),
        _has_second_step(PersonRow.id).label("has_second_step"),
        RoleRow.role.label("one_of_theirs"),
    )
    .join(SignInRow, SignInRow.person_id == PersonRow.id)
    .join(RoleRow, RoleRow.person_id == PersonRow.id)
    .where(SignInRow.digest == bindparam("digest"))
)


def credentials(email: str) -> Credentials | None:
    """What a password is compared with. Return ``None`` if nobody can sign in with this address."""
    row = db.session.execute(
        select(PersonRow.id, PersonRow.password_hash).where(PersonRow.email == email, PersonRow.closed_at.is_(None))
    ).one_or_none()
    return Credentials(row.id, row.password_hash) if row and row.password_hash else None


def credentials_of(person_id: int) -> Credentials | None:
    """The same by an id that somebody's right password gave a moment ago."""
    chosen = select(PersonRow.password_hash).where(PersonRow.id == person_id, PersonRow.closed_at.is_(None))
    password_hash = db.session.scalar(chosen)
    return Credentials(person_id, password_hash) if password_hash else None


def made_first() -> list[tuple[str, str]]:
    """The addresses and password hashes of those who can sign in, of all whose accounts were made first."""
    first = select(func.min(PersonRow.made_at)).scalar_subquery()
    chosen = select(PersonRow.email, PersonRow.password_hash).where(PersonRow.made_at == first)
    open_to_them = chosen.where(PersonRow.closed_at.is_(None)).order_by(PersonRow.id)
    return [(email, kept) for email, kept in db.session.execute(open_to_them) if kept]


def refuse_too_many_tries(*, account: str, address: str, at: datetime) -> None:
    """Raise ``TooManyTries`` unless a try may be heard now; ``account`` is the digest of what was typed.

    Asked outside the request's own reading, which began before the try before this one was counted.
    """
    counted = select(SignInFailureRow.at).where(SignInFailureRow.at > at - throttle.REMEMBERED)
    by_account = read_alone(counted.where(SignInFailureRow.account == account))
    by_address = read_alone(counted.where(SignInFailureRow.address == address))
    throttle.check([row.at for row in by_account], [row.at for row in by_address], at)


def second_step(person_id: int) -> SecondStep:
    """How somebody's second step stands."""
    unused = RecoveryCodeRow.person_id == person_id, RecoveryCodeRow.used_at.is_(None)
    left = select(func.count()).select_from(RecoveryCodeRow).where(*unused).scalar_subquery()
    keys = select(func.count()).select_from(PasskeyRow).where(PasskeyRow.person_id == person_id).scalar_subquery()
    row = db.session.execute(
        select(SecondStepRow.secret, SecondStepRow.confirmed_at, left.label("left"), keys.label("passkeys"))
        .select_from(PersonRow)
        .outerjoin(SecondStepRow)
        .where(PersonRow.id == person_id)
    ).one()
    secret = unsealed(row.secret) if row.secret and not row.confirmed_at else None
    return SecondStep(secret, row.confirmed_at, row.left, row.passkeys)


def passkeys_of(person_id: int) -> list[Passkey]:
    """The newest first."""
    mine = select(PasskeyRow.id, PasskeyRow.name, PasskeyRow.made_at, PasskeyRow.used_at)
    rows = db.session.execute(mine.where(PasskeyRow.person_id == person_id).order_by(PasskeyRow.id.desc()))
    return [Passkey(*row) for row in rows]


def known_passkey(credential_id: str) -> KnownPasskey | None:
    """The passkey that a browser calls by this id, whoever it is of."""
    chosen = select(PasskeyRow.id, PasskeyRow.person_id, PasskeyRow.public_key)
    row = db.session.execute(chosen.where(PasskeyRow.credential_id == credential_id)).one_or_none()
    return KnownPasskey(*row) if row else None


def own_passkey(passkey_id: int, *, person_id: int) -> Passkey | None:
    return next((each for each in passkeys_of(person_id) if each.id == passkey_id), None)


def passkey_ids(person_id: int) -> list[str]:
    """What browsers call somebody's passkeys."""
    mine = select(PasskeyRow.credential_id).where(PasskeyRow.person_id == person_id)
    return list(db.session.scalars(mine.order_by(PasskeyRow.id)))


def needs_code(person_id: int) -> bool:
    """Whether somebody signs in in two steps."""
    return bool(db.session.scalar(select(_has_second_step(person_id))))


def refuse_too_many_asks(*, account: str, address: str, at: datetime) -> None:
    """Raise ``TooManyTries`` unless a link for a forgotten password may be asked for now, as above."""
    counted = select(ResetAskRow.at).where(ResetAskRow.at > at - throttle.REMEMBERED)
    by_account = read_alone(counted.where(ResetAskRow.account == account))
    by_address = read_alone(counted.where(ResetAskRow.address == address))
    asks = [row.at for row in by_account], [row.at for row in by_address]
    throttle.check(*asks, at, account=throttle.ASKS_BY_ACCOUNT)


def sign_ins_of(person_id: int, *, token: str, at: datetime) -> list[SignIn]:
    """The devices on which someone is signed in, newest first; ``token`` tells which is theirs just now."""
    open_ones = SignInRow.person_id == person_id, SignInRow.ended_at.is_(None), SignInRow.expires_at > at
    return _sign_ins(select(SignInRow).where(*open_ones), token)


def new_devices(person_id: int, *, token: str) -> list[SignIn]:
    """The sign-ins that somebody has not recognised yet, newest first; also those that have ended since.

    There are none to ask about on a device that is new itself: a thief would say that it was they.
    """
    mine = select(SignInRow.unfamiliar).where(SignInRow.digest == digest(token)).scalar_subquery()
    return _sign_ins(select(SignInRow).where(SignInRow.person_id == person_id, SignInRow.unfamiliar, ~mine), token)


def _sign_ins(chosen: Select[SignInRow], token: str) -> list[SignIn]:
    """``name`` is the digest of the digest: a page may show it, and it finds the row again."""
    mine = digest(token)
    return [
        SignIn(
            digest(row.digest),
            row.at,
            row.expires_at,
            row.seen_at or row.at,
            row.device,
            row.unfamiliar,
            row.digest == mine,
        )
        for row in db.session.scalars(chosen.order_by(SignInRow.at.desc()))
    ]


def invited(token: str, *, at: datetime) -> Person | None:
    """Whose password a link sets; nobody's once it was used, has expired or never was."""
    row = db.session.execute(
        select(PersonRow.id, PersonRow.name, PersonRow.email)
        .join(LinkRow, LinkRow.person_id == PersonRow.id)
        .where(
            LinkRow.digest == digest(token),
            LinkRow.used_at.is_(None),
            LinkRow.expires_at > at,
            PersonRow.closed_at.is_(None),
        )
    ).one_or_none()
    return row and Person(row.id, row.name, row.email, frozenset())


# People


def lock_person(person_id: int) -> None:
    """Let what somebody does at the same moment in several windows happen in turn, until the action ends."""
    db.session.execute(select(PersonRow.id).where(PersonRow.id == person_id).with_for_update())


def names(ids: Iterable[int]) -> dict[int, str]:
    """The names behind some ids, for pages that have already been allowed to show them."""
    wanted = set(ids)
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(*_names(wanted))}


@built_once
def _names(ids: Collection[int]) -> Select[int, str]:
    return select(PersonRow.id, PersonRow.name).where(PersonRow.id.in_(ids))


def with_references(ids: Iterable[int]) -> Select[int, str | None]:
    """The ids of these people, each with what the centre calls them: a subquery to be joined with."""
    return select(PersonRow.id, PersonRow.reference).where(PersonRow.id.in_(list(ids)))


def account(person_id: int) -> Account | None:
    """One account, for an administrator."""
    accounts = _accounts(_ACCOUNT.where(PersonRow.id == person_id))
    return accounts[0] if accounts else None


def accounts(
    words: str = "",
    *,
    among: Select[int] | None = None,
    sort: Sort = Sort.NAME,
    backwards: bool = False,
    skip: int = 0,
    most: int = 50,
) -> list[Account]:
    """Accounts for an administrator; each of ``words`` stands in the name, the address or a number.

    ``among`` names the ids that are looked through, where these are not everybody's.
    """
    chosen = _ACCOUNT.order_by(*_order(sort, backwards), PersonRow.name_key, PersonRow.id).offset(skip).limit(most)
    chosen = chosen.where(*_have(words))
    if among is not None:
        chosen = chosen.where(PersonRow.id.in_(among))
    return _accounts(chosen)


def _order(sort: Sort, backwards: bool) -> tuple[ColumnElement[Any], ...]:
    """Those of whom nothing is known stand last, forwards and backwards."""
    columns: Mapping[Sort, Any] = {
        Sort.NAME: PersonRow.name_key,
        Sort.EMAIL: PersonRow.email,
        Sort.REFERENCE: func.lower(PersonRow.reference),
        Sort.SEEN: PersonRow.seen_at,
    }
    column = columns[sort]
    return column.is_(None), column.desc() if backwards else column.asc()


def _have(words: str) -> list[ColumnElement[bool]]:
    """Whether each word stands there. No name has as many as are looked for, and a database refuses hundreds."""
    return [_has(word) for word in list(dict.fromkeys(words.split()))[:MOST_WORDS]]


def _has(word: str) -> ColumnElement[bool]:
    """Whether a word stands in somebody's name, however either is written, their e-mail address or a number."""
    numbers = (
        column.icontains(word, autoescape=True) for column in (PersonRow.reference, PersonRow.awarding_body_number)
    )
    elsewhere = or_(PersonRow.email.contains(address_of(word), autoescape=True), *numbers)
    key = name_key(word)
    return or_(elsewhere, PersonRow.name_key.contains(key, autoescape=True)) if key else elsewhere


def all_accounts() -> list[Account]:
    """Every account there is, in two statements whatever their number."""
    roles = defaultdict(set)
    for person_id, role in db.session.execute(select(RoleRow.person_id, RoleRow.role)):
        roles[person_id].add(role)
    return [_account(row, roles) for row in db.session.execute(_ACCOUNT)]


def invited_accounts(*, without_link: bool, among: Select[int] | None = None, at: datetime) -> list[Account]:
    """Whoever has not chosen a password yet, by name; ``without_link`` leaves out those whose link still works.

    ``among`` names the ids that are looked through, where these are not everybody's.
    """
    chosen = _ACCOUNT.where(PersonRow.password_hash.is_(None), PersonRow.closed_at.is_(None))
    if without_link:
        chosen = chosen.where(~_working_link(at))
    if among is not None:
        chosen = chosen.where(PersonRow.id.in_(among))
    return _accounts(chosen.order_by(PersonRow.name_key, PersonRow.id))


_ACCOUNT = select(
    PersonRow.id,
    PersonRow.name,
    PersonRow.email,
    PersonRow.password_hash,
    PersonRow.closed_at,
    PersonRow.reference,
    PersonRow.awarding_body_number,
    PersonRow.seen_at,
    MergedRow.into_id,
).outerjoin(MergedRow, MergedRow.closed_id == PersonRow.id)

_Chosen = Select[int, str, str, str | None, datetime | None, str | None, str | None, datetime | None, int | None]
_Row = Row[int, str, str, str | None, datetime | None, str | None, str | None, datetime | None, int | None]


def _working_link(at: datetime) -> ColumnElement[bool]:
    link = LinkRow.person_id == PersonRow.id, LinkRow.used_at.is_(None), LinkRow.expires_at > at
    return select(LinkRow.digest).where(*link).exists()


def _accounts(chosen: _Chosen) -> list[Account]:
    rows = db.session.execute(chosen).all()
    ids = [row.id for row in rows]
    roles = defaultdict(set)
    for person_id, role in db.session.execute(
        select(RoleRow.person_id, RoleRow.role).where(RoleRow.person_id.in_(ids))
    ):
        roles[person_id].add(role)
    return [_account(row, roles) for row in rows]


def _account(row: _Row, roles: Mapping[int, set[Role]]) -> Account:
    about = row.reference, row.awarding_body_number, row.seen_at, row.into_id
    return Account(row.id, row.name, row.email, frozenset(roles.get(row.id, ())), _state(row), *about)


def _state(row: _Row) -> State:
    if row.closed_at:
        return State.DEACTIVATED
    return State.ACTIVE if row.password_hash else State.INVITED


def accounts_of(person_id: int) -> list[int]:
    """The ids of somebody's account and of those that were merged into it."""
    merged = select(MergedRow.closed_id).where(MergedRow.into_id == person_id).order_by(MergedRow.closed_id)
    return [person_id, *db.session.scalars(merged)]


def anybody() -> bool:
    """Whether the centre has any account."""
    return db.session.scalar(select(PersonRow.id).limit(1)) is not None


def counts(*, at: datetime) -> Counts:
    """How the centre's accounts and letters stand, in one statement."""
    return Counts(*db.session.execute(*_counts(at, since=at - LATELY)).one())


@built_once
def _counts(at: datetime, since: datetime) -> Select[*tuple[Any, ...]]:
    people = select(func.count()).select_from(PersonRow).where(PersonRow.closed_at.is_(None))
    invited = people.where(PersonRow.password_hash.is_(None))
    return select(
        people.where(PersonRow.password_hash.is_not(None)).scalar_subquery(),
        invited.scalar_subquery(),
        invited.where(~_working_link(at)).scalar_subquery(),
        given_up_since(since),
    )


def people_by_role() -> dict[Role, int]:
    """How many people with an open account have each role that somebody has, in one statement."""
    number = func.count().label("number")
    held = select(RoleRow.role, number).join(PersonRow, PersonRow.id == RoleRow.person_id)
    rows = db.session.execute(held.where(PersonRow.closed_at.is_(None)).group_by(RoleRow.role))
    return {row.role: row.number for row in rows}


def everybody() -> Select[int, str, str, str, datetime | None]:
    """Everyone's id, name, what it is sorted by, address and when the account was closed: a subquery to narrow down."""
    return select(PersonRow.id, PersonRow.name, PersonRow.name_key, PersonRow.email, PersonRow.closed_at)


def who_sign_in() -> Select[int, str, str, datetime | None, Role]:
    """Everyone who can sign in and when they last did, once for each of their roles: a subquery to narrow down."""
    about = PersonRow.id, PersonRow.name, PersonRow.email, PersonRow.seen_at, RoleRow.role
    can = PersonRow.closed_at.is_(None), PersonRow.password_hash.is_not(None)
    return select(*about).join(RoleRow, RoleRow.person_id == PersonRow.id).where(*can)


def ids_with(role: Role) -> Select[int]:
    """The ids (``person_id``) of everyone with an open account and this role, as a subquery."""
    return (
        select(RoleRow.person_id)
        .join(PersonRow, PersonRow.id == RoleRow.person_id)
        .where(RoleRow.role == role, PersonRow.closed_at.is_(None))
    )


def people_with(role: Role) -> list[Person]:
    """Everyone with an open account and this role, by name."""
    return [Person(row.id, row.name, row.email, frozenset({role})) for row in db.session.execute(*_people_with(role))]


@built_once
def _people_with(role: Role) -> Select[int, str, str]:
    people = select(PersonRow.id, PersonRow.name, PersonRow.email).where(PersonRow.id.in_(ids_with(role)))
    return people.order_by(PersonRow.name_key, PersonRow.id)


# The audit


def audit_log(
    wanted: audit.Wanted = audit.EVERYTHING, words: str = "", *, before: int | None = None, most: int | None = None
) -> Sequence[AuditEntry]:
    """What was done, newest first, with people's names; ``before`` is the id of the oldest entry on the page before.

    ``words`` leave out what is neither by nor about somebody in whose name, address or number each of them stands.
    """
    actor, subject = aliased(PersonRow), aliased(PersonRow)
    if words:
        wanted = replace(wanted, people=select(PersonRow.id).where(*_have(words)))
    entry = audit.entries(wanted, before=before, most=most).subquery()
    rows = db.session.execute(
        select(
            entry.c.id,
            entry.c.at,
            entry.c.kind,
            actor.name.label("actor"),
            entry.c.deed,
            subject.name.label("subject"),
            entry.c.detail,
            entry.c.digest,
        )
        .outerjoin(actor, actor.id == entry.c.actor_id)
        .outerjoin(subject, subject.id == entry.c.subject_id)
        .order_by(entry.c.id.desc())
    )
    return [AuditEntry(*row) for row in rows]
