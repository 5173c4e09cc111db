from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core import HowOften


class DigestRow(Base):
    """How often somebody is told by a letter of what waits for them, and when it was last looked what does."""

    __tablename__ = "digests"

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    how_often: Mapped[HowOften | None]  # none: as it comes
    looked_at: Mapped[datetime | None]
    # What waited then, by subject: numbers of rows and dates, no words.
    told: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
