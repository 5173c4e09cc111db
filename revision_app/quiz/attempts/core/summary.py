"""A learner's papers and attempts at a glance, without the questions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from ...bank.core.offer import Offer
from ...bank.core.paper import Paper
from .adjustment import Adjustment
from .grading import share
from .timing import Timing


@dataclass(frozen=True)
class Score:
    """The marks of a finished attempt: the latest result's. ``title`` is that of the paper as it was sat."""

    attempt_id: int
    title: str
    scored: Fraction
    available: int
    passed: bool
    at: datetime
    pending: int = 0
    practice: bool = False

    @property
    def share(self) -> Fraction:
        return share(self.scored, self.available)


@dataclass(frozen=True)
class AttemptSummary:
    """``finished_at`` is ``None`` until the attempt is over and its result is written.

    ``score`` is none as long as whoever asks may not see the marks, ``release_at`` when they may, as far as dates say.
    """

    id: int
    paper_id: str
    paper_digest: str
    number: int
    timing: Timing
    finished_at: datetime | None
    score: Score | None
    release_at: datetime | None = None
    voided: bool = False

    @property
    def started_at(self) -> datetime:
        return self.timing.started_at

    def deadline(self, at: datetime) -> datetime | None:
        return self.timing.deadline(at)

    def is_open(self, at: datetime) -> bool:
        return self.finished_at is None and not self.voided and not self.timing.is_up(at)


@dataclass(frozen=True)
class Window:
    """When a paper is open for one learner and when its results are released; what is none is not limited."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    release_at: datetime | None = None

    def next(self, at: datetime) -> datetime | None:
        """The opening while that is to come, then the close while that is; ``None`` if neither is."""
        return next((moment for moment in (self.opens_at, self.closes_at) if moment and moment > at), None)

    def withholds(self, at: datetime) -> bool:
        """Whether these dates keep a paper's questions to it: from the opening to the close and the release."""
        ends = max((moment for moment in (self.closes_at, self.release_at) if moment), default=at)
        return (self.opens_at is None or self.opens_at <= at) and at < ends


def together(windows: Iterable[Window]) -> Window:
    """The dates of somebody for whom several hold.

    *Ours:* they may sit the paper from the first opening until the last close; results come with the last release,
    because whoever still sits under that one must not be told the keys.
    """
    known = list(windows)
    opens, closes = [window.opens_at for window in known], [window.closes_at for window in known]
    return Window(
        min((moment for moment in opens if moment), default=None) if all(opens) else None,
        max((moment for moment in closes if moment), default=None) if all(closes) else None,
        max((window.release_at for window in known if window.release_at), default=None),
    )


@dataclass(frozen=True)
class PaperSummary:
    """A paper as it is offered now, and one learner's attempts at it, the earliest first.

    ``window`` says from when until when this learner may sit it, ``adjustment`` what changes about its time, ``terms``
    the cohorts whose dates an attempt keeps that begins now, ``paused`` that their place is paused.
    """

    offer: Offer
    attempts: tuple[AttemptSummary, ...]
    at: datetime
    window: Window
    adjustment: Adjustment
    terms: Mapping[int, int | None] = field(default_factory=dict)
    paused: bool = False

    @property
    def limit(self) -> timedelta | None:
        """How long this learner has; ``None`` if there is no limit."""
        return self.adjustment.limit(self.paper.time)

    @property
    def paper(self) -> Paper:
        return self.offer.sample

    @property
    def open_attempt(self) -> AttemptSummary | None:
        return next((attempt for attempt in self.attempts if attempt.is_open(self.at)), None)

    @property
    def left(self) -> int | None:
        """How many more attempts may be started; ``None`` if there is no limit."""
        used = sum(not attempt.voided for attempt in self.attempts)
        return None if self.paper.attempts is None else max(self.paper.attempts - used, 0)

    @property
    def may_start_at(self) -> datetime:
        """The earliest moment at which the next attempt may be started: the opening, or the end of the wait."""
        waits = [self.window.opens_at] if self.window.opens_at else []
        if self.paper.wait_hours and self.attempts:
            last = max((attempt.finished_at for attempt in self.attempts if attempt.finished_at), default=None)
            waits += [last + timedelta(hours=self.paper.wait_hours)] if last else []
        return max(waits, default=self.at)

    @property
    def is_held(self) -> bool:
        """Whether their place is paused, so that nothing new can be begun but practice."""
        return self.paused and not self.paper.is_practice

    @property
    def is_startable(self) -> bool:
        if self.is_held:
            return False
        closed = self.window.closes_at is not None and self.at >= self.window.closes_at
        return self.left != 0 and self.may_start_at <= self.at and not closed and self.open_attempt is None

    @property
    def latest(self) -> AttemptSummary | None:
        return next((attempt for attempt in reversed(self.attempts) if attempt.score), None)

    @property
    def awaited(self) -> AttemptSummary | None:
        """The latest attempt, where it is over and its marks are not shown yet."""
        last = next((attempt for attempt in reversed(self.attempts) if attempt.finished_at), None)
        return last if last and not last.score else None

    @property
    def best(self) -> AttemptSummary | None:
        scored = [attempt for attempt in self.attempts if attempt.score]
        return max(scored, key=lambda attempt: attempt.score.share if attempt.score else Fraction(0), default=None)
