from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base


class FileSetRow(Base):
    """A set of files as its learner last saved it. What is handed in is a copy, a piece of evidence."""

    __tablename__ = "file_sets"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    title: Mapped[str]
    about: Mapped[str]
    criteria: Mapped[list[str]] = mapped_column(JSON)
    file_ids: Mapped[list[int]] = mapped_column(JSON)  # in the order in which they are shown
    started_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    revision: Mapped[int]
