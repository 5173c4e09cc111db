from datetime import datetime

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.submission import Outcome


class DecisionRow(Base):
    """What an assessor judged of one criterion at one time. Added to, never changed; the latest counts."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), index=True)
    criterion: Mapped[str]
    outcome: Mapped[Outcome | None]  # NULL: a comment was saved before an outcome was chosen
    comment: Mapped[str]
    next_step: Mapped[str]
    unmet: Mapped[list[str]] = mapped_column(JSON)  # what of VACSR does not hold
    reason: Mapped[str]  # why a released decision was amended; empty for every other
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ReleaseRow(Base):
    """From here on the learner sees the decisions."""

    __tablename__ = "releases"

    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"), primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(index=True)
