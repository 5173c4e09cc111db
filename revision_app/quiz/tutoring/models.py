"""What passes between learners and those who teach them."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ...db import Base


class ChallengeRow(Base):
    """A learner says that something is wrong with an item."""

    __tablename__ = "challenges"

    id: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(index=True)
    item_digest: Mapped[str] = mapped_column(ForeignKey("item_versions.digest"))
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    learner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    text: Mapped[str]
    at: Mapped[datetime]


class ChallengeReplyRow(Base):
    """What is said to a challenge, by the tutor or by the learner. Added to, never changed."""

    __tablename__ = "challenge_replies"

    id: Mapped[int] = mapped_column(primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str | None]
    text: Mapped[str]
    at: Mapped[datetime]
