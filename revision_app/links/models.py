from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class OneTimeLinkRow(Base):
    """A link for somebody without an account. The link holds the token; the table holds its digest."""

    __tablename__ = "one_time_links"
    __table_args__ = (Index(None, "purpose", "subject_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    purpose: Mapped[str]
    subject_id: Mapped[int]  # in a table of the feature that made it: this one refers to no feature above it
    shows: Mapped[str]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class LinkTryRow(Base):
    """That a link was opened which there is not, from an address: whoever guesses is slowed."""

    __tablename__ = "link_tries"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(index=True)
