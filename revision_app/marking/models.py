from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
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


class PhraseRow(Base):
    """A phrase of the feedback bank. Its words never change; it is retired, and not deleted."""

    __tablename__ = "phrases"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    criterion: Mapped[str]  # empty: for any
    name: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class PhraseUseRow(Base):
    """That a decision was released with a phrase in it."""

    __tablename__ = "phrase_uses"
    __table_args__ = (UniqueConstraint("phrase_id", "piece_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    phrase_id: Mapped[int] = mapped_column(ForeignKey("phrases.id"))
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    criterion: Mapped[str]
