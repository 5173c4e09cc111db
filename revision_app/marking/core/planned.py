"""What is to be done about a decision: a step that its learner took on, and an answer that they may not have read."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class PlannedStep:
    """A next step as it was when the learner took it on; ``done_at`` is ``None`` while it is to be done."""

    id: int
    piece_id: int
    decision_id: int
    criterion: str
    text: str
    at: datetime
    done_at: datetime | None = None


@dataclass(frozen=True)
class TutorsAnswer:
    """That a tutor spoke last at a comment, after its release."""

    comment_id: int
    at: datetime
