from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base

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
