"""Who people are here and what may be done to their accounts, as it would be true on paper."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from ...audit.core import AuditKind
from ...shared.refusal import Refusal
from .reading_settings import USUAL, ReadingSettings

KEPT_SIGN_IN_LASTS = timedelta(days=30)  # how long a sign-in lasts on a device where someone asked to be kept signed in
SIGN_IN_LASTS = timedelta(hours=12)
LINK_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)  # *ours:* of a link that somebody asked for who forgot their password
RESET_BY_HAND_LASTS = timedelta(days=1)  # *ours:* and of one that an administrator passes on to them
NAME_LENGTH = 120
EMAIL_LENGTH = 254  # the longest that a mail server must take: RFC 3696, erratum 1690
NUMBER_LENGTH = 40  # of a centre reference or an awarding-body number


class Role(StrEnum):
    LEARNER = "learner"
    TUTOR = "tutor"
    ADMINISTRATOR = "administrator"
    QUALITY_ASSURER = "quality assurer"


SEES_OTHERS = frozenset({Role.TUTOR, Role.ADMINISTRATOR, Role.QUALITY_ASSURER})
"""The roles of those who may read what somebody else wrote: they are signed out of a device that is left alone."""


def in_order(roles: Iterable[Role]) -> list[Role]:
    """Roles as a page lists them; the first is the one that someone acts in before they have chosen."""
    return sorted(roles, key=list(Role).index)


@dataclass(frozen=True)
class Person:
    id: int
    name: str
    email: str
    roles: frozenset[Role]


@dataclass(frozen=True)
class SignInMark:
    """By which sign-in somebody declared or signed something: its name, of no use for signing in, and its start."""

    name: str
    at: datetime


@dataclass(frozen=True)
class SignedIn(Person):
    """A person as they are now: signed in on one device, acting in one of their roles."""

    role: Role
    token: str
    since: datetime
    expires_at: datetime
    reading_settings: ReadingSettings = USUAL
    seen_at: datetime | None = None
    has_second_step: bool = False
    new_devices: int = 0
    """How many sign-ins they have not recognised yet, of those that this one may be asked about."""

    @property
    def mark(self) -> SignInMark:
        return SignInMark(sha256(f"signed by {self.token}".encode()).hexdigest(), self.since)

    # What Flask-Login asks of whoever is signed in.
    is_authenticated = True
    is_active = True
    is_anonymous = False

    def get_id(self) -> str:
        return self.token

    @property
    def sees_others(self) -> bool:
        """In whichever of their roles: another one is a click away."""
        return bool(self.roles & SEES_OTHERS)


@dataclass(frozen=True)
class Credentials:
    """What a password is compared with, and to whom it belongs."""

    person_id: int
    password_hash: str


@dataclass(frozen=True)
class SecondStep:
    """Somebody's authenticator app; ``secret`` is told until they have confirmed it, and to nobody afterwards."""

    secret: str | None
    confirmed_at: datetime | None
    codes_left: int
    passkeys: int


@dataclass(frozen=True)
class SignIn:
    """A device on which someone is signed in. ``name`` is of no use for signing in; ``device`` may be empty."""

    name: str
    at: datetime
    expires_at: datetime
    seen_at: datetime
    device: str
    unfamiliar: bool
    this: bool


class State(StrEnum):
    ACTIVE = "active"
    INVITED = "invited"  # has not set a password yet
    DEACTIVATED = "deactivated"


@dataclass(frozen=True)
class Counts:
    """How the accounts stand that are not closed, and the site's letters."""

    active: int
    invited: int
    stranded: int  # invited, and without a link that still works
    unsent: int  # letters that were given up lately


@dataclass(frozen=True)
class Account(Person):
    """A person as an administrator sees them."""

    state: State
    reference: str | None = None
    awarding_body_number: str | None = None
    seen_at: datetime | None = None
    merged_into: int | None = None
    """The account of the same person that has what this one had; it is closed for good then."""


class Sort(StrEnum):
    """What a list of accounts is sorted by; those who were never seen stand last."""

    NAME = "name"
    EMAIL = "email"
    REFERENCE = "reference"
    SEEN = "seen"


@dataclass(frozen=True)
class NewAccount:
    """What an account is made of; ``email`` is in its normal form."""

    name: str
    email: str
    reference: str | None = None
    awarding_body_number: str | None = None


class AccountDeed(StrEnum):
    """What the audit of this feature speaks of, in the words its page shows. Other features add words of their own."""

    ACCOUNT_MADE = "account made"
    NAME_CHANGED = "name changed"
    EMAIL_CHANGED = "e-mail address changed"
    NUMBERS_CHANGED = "reference or number changed"
    ROLES_CHANGED = "roles changed"
    ACCOUNT_DEACTIVATED = "account deactivated"
    ACCOUNT_REACTIVATED = "account reactivated"
    MERGED = "account closed and merged into another"
    TOOK_OVER = "another account merged into this one"
    LINK_MADE = "first sign-in link made"
    RESET_ASKED = "link to choose a new password asked for"
    RESET_LINK_MADE = "link to choose a new password made"
    PASSWORD_SET = "password set by link"  # noqa: S105 - words for a page
    PASSWORD_CHANGED = "password changed"  # noqa: S105 - likewise
    SIGNED_IN = "signed in"
    SIGN_IN_FAILED = "wrong password given"
    SIGNED_OUT = "signed out"
    SIGNED_OUT_EVERYWHERE = "signed out everywhere"
    DEVICE_SIGNED_OUT = "device signed out"
    OTHER_DEVICES_SIGNED_OUT = "other devices signed out"
    SECOND_STEP_ON = "two-step sign-in turned on"
    SECOND_STEP_OFF = "two-step sign-in turned off"
    APP_REMOVED = "authenticator app removed"
    RECOVERY_CODES_MADE = "recovery codes made"
    RECOVERY_CODE_USED = "recovery code used"
    CODE_FAILED = "wrong code given"
    PASSKEY_ADDED = "passkey added"
    PASSKEY_REMOVED = "passkey removed"
    PASSKEY_FAILED = "wrong answer by a passkey"
    DEVICE_CONFIRMED = "new device confirmed"
    ROLE_SWITCHED = "role switched"


@dataclass(frozen=True)
class AuditEntry:
    """One deed; no actor means the command line, or somebody who failed to sign in."""

    id: int
    at: datetime
    kind: AuditKind
    actor: str | None
    deed: str
    subject: str | None
    detail: str
    digest: str


class EmailTaken(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("Somebody already has an account with this e-mail address. Find them in the list of people.")


class ReferenceTaken(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("Somebody else has this centre reference. Find them in the list of people.")


class LinkSpent(Refusal):
    status = 410

    def __init__(self) -> None:
        super().__init__("This link no longer works. Ask your administrator for a new one.")


class NotToYourself(Refusal):
    """Nobody locks themselves out: an administrator's own account is for another administrator to take away."""


class AccountMerged(Refusal):
    def __init__(self) -> None:
        super().__init__("This account was merged into another one of theirs and is closed for good. Use that one.")


class AccountChanged(Refusal):
    """The account or the password changed between the question and the answer."""

    status = 409
