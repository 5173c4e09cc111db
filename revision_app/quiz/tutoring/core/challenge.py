"""A learner says that something is wrong with a question, and a tutor answers; the exchange stays with the item."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ....shared.refusal import Refusal
from ....shared.text import trimmed
from ...bank.core.paper import ItemVersion

LONGEST = 2_000


class Outcome(StrEnum):
    """What a tutor decides about a challenge."""

    UPHELD = "upheld"
    EXPLAINED = "explained"


class NotChallengeable(Refusal):
    """The question is not one whose marking this learner has been shown."""

    status = 404


class UnfitMessage(Refusal):
    status = 422


@dataclass(frozen=True)
class Reply:
    author_id: int
    text: str
    outcome: Outcome | None
    at: datetime


@dataclass(frozen=True)
class Challenge:
    """``version`` is the item as it stood when it was sat."""

    id: int
    version: ItemVersion
    attempt_id: int
    learner_id: int
    text: str
    at: datetime
    replies: tuple[Reply, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """The latest decision; ``None`` while a tutor has not decided."""
        return next((reply.outcome for reply in reversed(self.replies) if reply.outcome), None)

    @property
    def said(self) -> str:
        """What the learner said last."""
        return next((one.text for one in reversed(self.replies) if one.author_id == self.learner_id), self.text)

    @property
    def awaits_tutor(self) -> bool:
        """Whether the learner spoke last, or nobody has decided yet."""
        return not self.replies or self.replies[-1].author_id == self.learner_id or self.outcome is None


def words(text: str) -> str:
    """What somebody says, tidied; refused where it is nothing or too much."""
    message = trimmed(text)
    if not message:
        raise UnfitMessage("Write in a sentence or two what you mean; then send it.")
    if len(message) > LONGEST:
        raise UnfitMessage(f"Keep it to {LONGEST:,} characters. What you wrote has {len(message):,}.")
    return message
