"""What changes about time for one learner: what the field calls reasonable adjustments."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from .timing import NONE, Timing


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
        """How long this learner has for a paper that gives ``time``; ``None`` if there is no limit."""
        return None if time is None or self.untimed else time + self.more(time)

    def closes_at(self, closes_at: datetime | None, time: timedelta | None) -> datetime | None:
        """This learner's own close, where the others' is ``closes_at``: whoever starts last keeps the extra time."""
        return None if closes_at is None else closes_at + (NONE if time is None else self.more(time))

    @property
    def rest(self) -> timedelta:
        return timedelta(minutes=self.rest_minutes)

    def retimed(self, timing: Timing, time: timedelta | None, closes_at: datetime | None, at: datetime) -> Timing:
        """The timing of an attempt that is running when this adjustment, or the paper's own close, comes to hold.

        ``closes_at`` is the others' close. What was added while the attempt ran stays added. A break that has run out
        is over: more rest is for the next one.
        """
        if not timing.is_resting(at):
            timing = timing.resumed(at)
        closes_at = self.closes_at(closes_at, time)
        return replace(
            timing,
            limit=self.limit(time),
            closes_at=closes_at and closes_at + timing.extended,
            rest=self.rest,
        )

    @property
    def terms(self) -> tuple[str, ...]:
        """What differs from others, in words for a page; nothing where nothing does."""
        return tuple(self._terms())

    def _terms(self) -> Iterator[str]:
        if self.untimed:
            yield "no time limit"
        elif self.extra_percent and self.extra_minutes:
            yield f"{self.extra_percent}% extra time and {_minutes(self.extra_minutes)} more"
        elif self.extra_percent:
            yield f"{self.extra_percent}% extra time"
        elif self.extra_minutes:
            yield f"{_minutes(self.extra_minutes)} extra"
        if self.rest_minutes:
            yield f"breaks of {_minutes(self.rest_minutes)} in all, while the clock stands still"
        if self.calm_timer:
            yield "a clock without seconds"


def _minutes(number: int) -> str:
    return "1 minute" if number == 1 else f"{number} minutes"


@dataclass(frozen=True)
class Adjusted:
    """An adjustment as it was set: by whom, when and why."""

    adjustment: Adjustment
    reason: str
    author_id: int
    at: datetime


AS_IT_COMES = Adjustment()
