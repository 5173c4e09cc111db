from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ..db import Base
from ..deletion import Deletable


class CardReviewRow(Base):
    """A learner looked at a card and said how well they knew it. Added to, never changed."""

    __tablename__ = "card_reviews"
    __table_args__ = (UniqueConstraint("learner_id", "key"), Index(None, "learner_id", "card"))

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    card: Mapped[str]  # its name, see core/cards.py
    key: Mapped[str]  # the sender's own name for it: a review sent twice is one
    rating: Mapped[int]  # 1 to 4, as FSRS has them
    at: Mapped[datetime]  # when the card was looked at, which may be long before it arrived
    seconds: Mapped[int | None]
    algorithm: Mapped[str]


class CardStandingRow(Base):
    """How well a learner knows a card: what follows from its reviews, kept so that what is due can be asked for."""

    __tablename__ = "card_standings"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    card: Mapped[str] = mapped_column(primary_key=True)
    begun_at: Mapped[datetime]
    due_at: Mapped[datetime]
    last_at: Mapped[datetime]
    stability: Mapped[float]  # days
    difficulty: Mapped[float]
    learning: Mapped[bool]
    lapses: Mapped[int]
    reviews: Mapped[int]


class OwnCardRow(Deletable, Base):
    """A card that a learner wrote: theirs to change and to delete."""

    __tablename__ = "own_cards"

    id: Mapped[int] = mapped_column(primary_key=True)
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    front: Mapped[str]
    back: Mapped[str]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class RecallChoiceRow(Base):
    """How a learner wants to be asked; there is one wherever there are reviews.

    Whoever writes a review waits in line at this row: one learner's come one after another.
    """

    __tablename__ = "recall_choices"

    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    minutes: Mapped[int]  # a day
    four_buttons: Mapped[bool]
    left_out: Mapped[list[str]] = mapped_column(JSON)  # the names of cards that they do not want to see, latest first
