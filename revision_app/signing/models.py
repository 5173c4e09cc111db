from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core import Deed

_GOES_ON = text("ended_at IS NULL")


class SignatureRow(Base):
    """That somebody signed the decisions on a piece. Added, never changed and never removed."""

    __tablename__ = "signatures"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), index=True)
    deed: Mapped[Deed]
    signer_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    digest: Mapped[str]
    covers: Mapped[int]  # the latest decision that it is about, in the table of whoever decides
    at: Mapped[datetime]
    in_training: Mapped[bool]
    sign_in: Mapped[str | None]
    signed_in_at: Mapped[datetime | None]


class TrainingRow(Base):
    """A time in which what somebody decides waits for a countersignature. Ended, never deleted."""

    __tablename__ = "training"
    __table_args__ = (Index(None, "person_id", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
