from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

_OPEN = text("revoked_at IS NULL")


class CalendarAddressRow(Base):
    """An address at which somebody's calendar is read. The address holds the token; the table holds its digest."""

    __tablename__ = "calendar_addresses"
    __table_args__ = (
        Index("uq_calendar_addresses_open", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
