from datetime import datetime

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, validates

from ..db import Base
from .core import Role
from .core.names import name_key


class PersonRow(Base):
    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    # What lists are sorted by and searches look through; byte by byte, because databases differ in their collations.
    name_key: Mapped[str] = mapped_column(
        String().with_variant(String(collation="C"), "postgresql"),
        default=lambda context: name_key(context.get_current_parameters()["name"]),
        index=True,
    )
    email: Mapped[str] = mapped_column(unique=True)  # lower case
    reference: Mapped[str | None] = mapped_column(unique=True)  # what the centre calls them
    awarding_body_number: Mapped[str | None]
    password_hash: Mapped[str | None]  # none until the first-sign-in link is used
    made_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]  # may no longer sign in; what they did stays
    seen_at: Mapped[datetime | None]  # when they last used the site, to some minutes
    # ``None``: as the site comes. The column has the older word.
    reading_settings: Mapped[dict[str, str] | None] = mapped_column("comfort", JSON(none_as_null=True))

    @validates("name")
    def _key_of(self, _: str, name: str) -> str:
        self.name_key = name_key(name)
        return name


class MergedRow(Base):
    """That somebody's account was closed for good and what it had moved to another one of theirs."""

    __tablename__ = "merged_accounts"

    closed_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class RoleRow(Base):
    __tablename__ = "person_roles"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(primary_key=True)


class SignInRow(Base):
    """One signed-in device. The cookie holds the token; the table holds its digest."""

    __tablename__ = "sign_ins"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role]
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]  # when it was last used, to some minutes
    device: Mapped[str] = mapped_column(default="")  # "Firefox on Windows"; empty where it did not say
    # Begun on a device that did not know this person, who has not said yet that it was they.
    unfamiliar: Mapped[bool] = mapped_column(default=False)


class SignInFailureRow(Base):
    """A failed sign-in, counted by what was typed (digested) and by address."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    address: Mapped[str]


class ResetAskRow(Base):
    """That somebody asked for a link to choose a new password, whether or not there is such an account.

    ``account`` and ``address`` are what later asks are slowed by; ``email`` is sealed until the ask is answered.
    """

    __tablename__ = "reset_asks"
    __table_args__ = (Index(None, "account", "at"), Index(None, "address", "at"))

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str]
    address: Mapped[str]
    email: Mapped[str]
    site: Mapped[str]  # where it was asked, for the address of the link
    answered_at: Mapped[datetime | None] = mapped_column(index=True)


class SecondStepRow(Base):
    """Somebody's authenticator app. The secret is sealed with the site's key; it counts from ``confirmed_at``."""

    __tablename__ = "second_steps"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    secret: Mapped[str]
    made_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)  # of time, of the last code that was right: none works twice


class RecoveryCodeRow(Base):
    """A code for whoever has no app at hand, once; only its digest under the site's key is kept."""

    __tablename__ = "recovery_codes"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    digest: Mapped[str]
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class PasskeyRow(Base):
    """A key on somebody's device or in their password manager; only its public half is kept."""

    __tablename__ = "passkeys"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    credential_id: Mapped[str] = mapped_column(unique=True)
    public_key: Mapped[str]
    sign_count: Mapped[int] = mapped_column(
        BigInteger
    )  # of the last answer, without a sign: more than an integer takes
    name: Mapped[str]  # by which its owner knows it
    made_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SpentChallengeRow(Base):
    """A challenge that was answered: none is answered twice. Those that are never answered leave nothing."""

    __tablename__ = "spent_challenges"

    digest: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class LinkRow(Base):
    """A single-use link that sets a password; only its digest is kept."""

    __tablename__ = "password_links"

    digest: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
