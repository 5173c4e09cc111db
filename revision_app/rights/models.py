from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.holdings import DataClass

_GOES_ON = text("lifted_at IS NULL")


class HoldRow(Base):
    """A time in which nobody may erase somebody, and why. Lifted, and deleted with the person only."""

    __tablename__ = "erasure_holds"
    __table_args__ = (Index(None, "person_id", unique=True, sqlite_where=_GOES_ON, postgresql_where=_GOES_ON),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class RetentionRow(Base):
    """That somebody was warned of the day until which a class of their data is kept, and when it was deleted."""

    __tablename__ = "retention_warnings"
    __table_args__ = (UniqueConstraint("person_id", "data_class", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    data_class: Mapped[DataClass]
    until: Mapped[str]  # an ISO date in London's calendar
    warned_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
