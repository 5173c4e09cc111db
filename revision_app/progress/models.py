from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.aim import AimKind


class AimRow(Base):
    """The date that a learner aims for: theirs to change and to remove."""

    __tablename__ = "aims"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    day: Mapped[str]  # in London, as ISO 8601 writes it
    kind: Mapped[AimKind]
    at: Mapped[datetime]  # when it was chosen or changed
