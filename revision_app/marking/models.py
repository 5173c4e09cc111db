from datetime import datetime

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from .core.submission import Outcome


class SubmissionRow(Base):
    """A frozen copy of a reflection, as it was handed in. Added, never changed."""

    __tablename__ = "submissions"
    __table_args__ = (UniqueConstraint("reflection_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    reflection_id: Mapped[int] = mapped_column(ForeignKey("reflections.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    title: Mapped[str]
    writing: Mapped[dict[str, str]] = mapped_column(JSON)  # stage: text
    criteria: Mapped[list[str]] = mapped_column(JSON)


class DecisionRow(Base):
    """What was said of one criterion at one time. Added to, never changed; the latest counts."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), index=True)
    criterion: Mapped[str]
    outcome: Mapped[Outcome | None]  # none: a comment was kept before an outcome was chosen
    comment: Mapped[str]
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ReleaseRow(Base):
    """From here on the learner sees the decisions."""

    __tablename__ = "releases"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submissions.id"), primary_key=True)
    assessor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime] = mapped_column(index=True)
