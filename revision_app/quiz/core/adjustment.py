"""What changes about time for one learner: what the field calls reasonable adjustments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from .timing import NONE


@dataclass(frozen=True)
class Adjustment:
    """One profile for every timed paper. Extra time is ``extra_percent`` of the paper's, and ``extra_minutes`` more.

    ``rest_minutes`` is how long the clock may stand still in all. ``calm_timer`` shows no seconds.
    """

    extra_percent: int = 0
    extra_minutes: int = 0
    rest_minutes: int = 0
    untimed: bool = False
    calm_timer: bool = False

    def more(self, time: timedelta) -> timedelta:
        """How much longer than others this learner has for a paper that gives ``time``."""
        return time * self.extra_percent / 100 + timedelta(minutes=self.extra_minutes)

    def limit(self, time: timedelta | None) -> timedelta | None:
        """How long this learner has for a paper that gives ``time``; none where there is no limit."""
        return None if time is None or self.untimed else time + self.more(time)

    def closes_at(self, closes_at: datetime | None, time: timedelta | None) -> datetime | None:
        """This learner's own close, where the others' is ``closes_at``: whoever starts last keeps the extra time."""
        return None if closes_at is None else closes_at + (NONE if time is None else self.more(time))

    @property
    def rest(self) -> timedelta:
        return timedelta(minutes=self.rest_minutes)


AS_IT_COMES = Adjustment()
