"""A sitting as a tutor sees it, never the answers, and what a tutor may do to an attempt."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from ....shared.refusal import Refusal
from ...attempts.core.attempt import Attempt
from ...attempts.core.timing import NONE, Timing

QUIET = timedelta(minutes=2)
"""*Ours:* after so long without a save somebody may be thinking, or out of contact."""


class StillSat(Refusal):
    """The attempt is not over."""


class IsVoid(Refusal):
    """The attempt does not count any more, so nothing can be done to it."""


class Presence(StrEnum):
    NOT_STARTED = "not started"
    SITTING = "sitting"
    QUIET = "quiet"
    ON_A_BREAK = "on a break"
    SUBMITTED = "submitted"
    TIMED_OUT = "time was up"
    VOIDED = "void"


@dataclass(frozen=True)
class Sat:
    """An attempt without what was answered: how many of the ``questions`` are, and when it was last heard from.

    ``marked`` means that the present segment has a result, ``late`` how many answers came when the time was up.
    """

    attempt_id: int
    learner_id: int
    number: int
    timing: Timing
    questions: int
    answered: int
    heard_at: datetime
    late: int
    submitted: bool
    marked: bool
    voided: bool

    def presence(self, at: datetime) -> Presence:
        if self.voided:
            return Presence.VOIDED
        if self.submitted:
            return Presence.SUBMITTED
        if self.marked or self.timing.is_up(at):
            return Presence.TIMED_OUT
        if self.timing.is_resting(at):
            return Presence.ON_A_BREAK
        return Presence.QUIET if at - self.heard_at >= QUIET else Presence.SITTING

    def is_open(self, at: datetime) -> bool:
        return self.presence(at) in (Presence.SITTING, Presence.QUIET, Presence.ON_A_BREAK)


def extended(timing: Timing, minutes: int) -> Timing:
    """The timing with so much more, whichever of limit and close would have ended it."""
    more = timedelta(minutes=minutes)
    return replace(timing, extended=timing.extended + more, closes_at=timing.closes_at and timing.closes_at + more)


def reopened(attempt: Attempt, minutes: int, at: datetime) -> Timing:
    """The timing of an attempt that is over and goes on: it ends after these minutes, whatever ended it before.

    Raises ``IsVoid``, and ``StillSat`` until nothing more of the segment before can count.
    """
    if attempt.voided:
        raise IsVoid("This attempt is void, so it cannot be reopened. The learner can start another.")
    if not (attempt.marked or attempt.is_final(at)):
        raise StillSat("This attempt is still being sat. Give it more time instead.")
    timing = attempt.timing.resumed(at)
    ends = at + timedelta(minutes=minutes)
    if timing.limit is None:
        return replace(timing, closes_at=ends)
    short = ends - (timing.started_at + timing.limit + timing.extended + timing.rested)
    # More time is kept in whole seconds: rounded up, so that the close decides, and no part of a second is lost.
    more = timedelta(seconds=ceil(max(short, NONE).total_seconds()))
    return replace(timing, extended=timing.extended + more, closes_at=ends)
