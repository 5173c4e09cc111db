from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from ..marking.core.submission import Outcome
from .core import Step


class SampleRow(Base):
    """A sample as a quality assurer drew it. Added, never changed."""

    __tablename__ = "samples"

    id: Mapped[int] = mapped_column(primary_key=True)
    drawn_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    size: Mapped[int]  # how many were wanted
    seed: Mapped[str]
    assessor_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohorts.id"))
    criterion: Mapped[str]  # empty: any
    outcome: Mapped[Outcome | None]
    of: Mapped[int]  # how many decisions fitted


class SampledRow(Base):
    """A criterion of a piece that is in a sample; it is in one at most."""

    __tablename__ = "sampled"
    __table_args__ = (UniqueConstraint("piece_id", "criterion"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("samples.id"), index=True)
    piece_id: Mapped[int] = mapped_column(ForeignKey("pieces.id"))
    criterion: Mapped[str]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))  # the one that counted then


class QualityStepRow(Base):
    """What somebody did about a decision in a sample. Added, never changed; the latest counts."""

    __tablename__ = "quality_steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    sampled_id: Mapped[int] = mapped_column(ForeignKey("sampled.id"), index=True)
    step: Mapped[Step]
    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"))
    reason: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
