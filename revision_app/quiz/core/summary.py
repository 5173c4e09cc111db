"""A learner's papers and attempts at a glance, without the questions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from .paper import Paper


@dataclass(frozen=True)
class Score:
    """The marks of a finished attempt: the latest result's. ``title`` is that of the paper as it was sat."""

    attempt_id: int
    title: str
    scored: Fraction
    available: int
    passed: bool
    at: datetime

    @property
    def share(self) -> Fraction:
        return Fraction(self.scored, self.available)


@dataclass(frozen=True)
class AttemptSummary:
    """``score`` is none until the attempt is over and its result is written."""

    id: int
    paper_id: str
    number: int
    started_at: datetime
    allowance: timedelta
    score: Score | None

    @property
    def deadline(self) -> datetime:
        return self.started_at + self.allowance

    def is_open(self, at: datetime) -> bool:
        return self.score is None and at < self.deadline


@dataclass(frozen=True)
class PaperSummary:
    """A paper as it is offered now, and one learner's attempts at it, the earliest first."""

    paper: Paper
    attempts: tuple[AttemptSummary, ...]
    at: datetime

    @property
    def open_attempt(self) -> AttemptSummary | None:
        return next((attempt for attempt in self.attempts if attempt.is_open(self.at)), None)

    @property
    def left(self) -> int:
        """How many more attempts may be started."""
        return max(self.paper.attempts - len(self.attempts), 0)

    @property
    def latest(self) -> AttemptSummary | None:
        return next((attempt for attempt in reversed(self.attempts) if attempt.score), None)

    @property
    def best(self) -> AttemptSummary | None:
        scored = [attempt for attempt in self.attempts if attempt.score]
        return max(scored, key=lambda attempt: attempt.score.share if attempt.score else Fraction(0), default=None)
