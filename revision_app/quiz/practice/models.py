from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base
from ...deletion import IS_THERE, Deletable

_IS_THERE = text(IS_THERE)


class RecipeRow(Deletable, Base):
    """What a learner chose for an own test and keeps under a name: theirs to rename and to delete."""

    __tablename__ = "recipes"
    __table_args__ = (  # whose name is free again as soon as it is deleted
        Index(None, "learner_id", "name", unique=True, sqlite_where=_IS_THERE, postgresql_where=_IS_THERE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    name: Mapped[str]
    unit: Mapped[str | None]
    criterion: Mapped[str | None]
    kind: Mapped[str | None]
    level: Mapped[str | None]
    only: Mapped[str]
    count: Mapped[int]
    minutes: Mapped[int | None]
    at_end: Mapped[bool]
    at: Mapped[datetime]
