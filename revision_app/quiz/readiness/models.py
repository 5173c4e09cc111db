from datetime import datetime

from sqlalchemy import Double, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base


class ItemDifficultyRow(Base):
    """What the first answers of learners to an item earned, when it was last measured. Written over by each measure."""

    __tablename__ = "item_difficulties"

    item_id: Mapped[str] = mapped_column(primary_key=True)
    answers: Mapped[int]
    earned: Mapped[float] = mapped_column(Double)  # the sum of the shares of the marks
    at: Mapped[datetime]


class AbilityRow(Base):
    """What was believed of a learner's ability on one criterion after their latest answer.

    It can be worked out again at any time, and is kept to be read for many learners at once: see docs/readiness.md.
    """

    __tablename__ = "abilities"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    criterion: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str]
    basis: Mapped[str]  # what it was worked out from; from something else by now, it is worked out again
    mean: Mapped[float] = mapped_column(Double)
    variance: Mapped[float] = mapped_column(Double)
    day: Mapped[float] = mapped_column(Double)  # of the latest answer, in days since 1970
    answers: Mapped[int]
    occasions: Mapped[int]
