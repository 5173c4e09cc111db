from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

_WAITS = text("sent_at IS NULL AND failed_at IS NULL")


class LetterRow(Base):
    """A letter on its way. What it says is sealed, and forgotten once it is sent or given up for good."""

    __tablename__ = "letters"
    __table_args__ = (Index("ix_letters_waiting", "next_at", sqlite_where=_WAITS, postgresql_where=_WAITS),)

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    to: Mapped[str] = mapped_column("recipient")
    subject: Mapped[str]
    text: Mapped[str]
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime]
    worker: Mapped[str | None]
    lease_until: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(default="")
