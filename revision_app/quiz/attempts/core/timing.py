"""How much time an attempt has, and until when. The server's clock decides; nothing here reads one.

The rule is ours, after Moodle's quiz module (``mod/quiz``): the deadline is the earlier of the start with the personal
limit and the personal close, and is worked out anew whenever an adjustment changes.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

NONE = timedelta(0)
LOAD_ALLOWANCE = timedelta(seconds=10)
"""*Ours:* how long after the deadline an answer may still arrive and count, for a slow line or a busy site."""


@dataclass(frozen=True)
class Timing:
    """When an attempt began and the time that it has; every part of it may be changed while it runs.

    ``limit`` is the paper's time with the learner's adjustment, ``None`` if there is no limit. ``extended`` was added
    while it ran. ``closes_at`` is the learner's own close. ``rest`` is how long the clock may stand still in all,
    ``rested`` how long it has, and ``resting_since`` when the present break began.
    """

    started_at: datetime
    limit: timedelta | None
    extended: timedelta = NONE
    closes_at: datetime | None = None
    rest: timedelta = NONE
    rested: timedelta = NONE
    resting_since: datetime | None = None

    def is_resting(self, at: datetime) -> bool:
        return self.resting_since is not None and at < self.resting_since + self.rest_left

    @property
    def rest_left(self) -> timedelta:
        """What is left of the breaks before the present one."""
        return max(self.rest - self.rested, NONE)

    def rested_by(self, at: datetime) -> timedelta:
        """How long the clock has stood still in all."""
        if self.resting_since is None:
            return self.rested
        return self.rested + max(min(at - self.resting_since, self.rest_left), NONE)

    def resumed(self, at: datetime) -> "Timing":
        """The timing after the present break, where there is one."""
        return replace(self, rested=self.rested_by(at), resting_since=None)

    def deadline(self, at: datetime) -> datetime | None:
        """The earliest of the start with the personal limit, and the personal close; ``None`` if there is neither.

        During a break it moves on with ``at``.
        """
        return self._earliest(self.rested_by(at))

    @property
    def latest_deadline(self) -> datetime | None:
        """The deadline if the present break were taken to its end: nothing is over before."""
        return self._earliest(self.rested + self.rest_left if self.resting_since else self.rested)

    def _earliest(self, rested: timedelta) -> datetime | None:
        by_limit = None if self.limit is None else self.started_at + self.limit + self.extended + rested
        ends = [end for end in (by_limit, self.closes_at) if end is not None]
        return min(ends, default=None)

    def is_up(self, at: datetime) -> bool:
        deadline = self.deadline(at)
        return deadline is not None and at >= deadline

    def still_counts(self, at: datetime) -> bool:
        """Whether an answer that arrives now counts: before the deadline, or within the load allowance after it."""
        deadline = self.deadline(at)
        return deadline is None or at < deadline + LOAD_ALLOWANCE

    def remaining(self, at: datetime) -> timedelta | None:
        """The time left, never more than the whole; ``None`` if there is no limit."""
        deadline = self.deadline(at)
        if deadline is None:
            return None
        return max(min(deadline - at, deadline - self.started_at), NONE)
