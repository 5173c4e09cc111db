from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base


class StudyTimeRow(Base):
    """The time that a learner can give until their date: theirs to change and to remove. With it they have a plan."""

    __tablename__ = "study_times"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    minutes: Mapped[str]  # of each day of the week from Monday, with spaces between
    days_off: Mapped[str]  # as ISO 8601 writes them, with spaces between
    at: Mapped[datetime]  # when it was chosen or changed
