"""What changes about time for one learner: what the field calls reasonable adjustments."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

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
    def words(self) -> str:
        """What differs from others in one line, which ``read_adjustment`` reads again."""
        return "; ".join(self.terms) or "none"

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

MOST_PERCENT, MOST_MINUTES, MOST_REST = 300, 600, 240
_EXTRA = r"(?: (?:extra|more|of)*(?: ?time)?)?"
_MINUTES = r"(?P<n>\d{1,4}) ?(?:minutes?|mins?\.?)"
_PERCENT = re.compile(rf"(?:extra time:? )?(?P<n>\d{{1,4}}) ?(?:%|per ?cent){_EXTRA}")
_SHARE = re.compile(r"0[.,](?P<n>\d{1,2})")
_MORE = re.compile(rf"(?:extra time:? )?{_MINUTES}{_EXTRA}")
_REST = re.compile(
    rf"(?:(?:rest )?breaks?|rest):?(?: of)? {_MINUTES}|{_MINUTES.replace('<n>', '<m>')}(?: of)? (?:breaks?|rest)"
)
_UNTIMED = ("no time limit", "no limit", "untimed", "unlimited time")
_CALM = ("a clock without seconds", "clock without seconds", "no seconds", "calm clock")
_NONE = ("none", "no", "no adjustments")


def read_adjustment(text: str) -> Adjustment:
    """An adjustment as a centre writes it in a list: ``25%; breaks of 20 minutes``. Raises ``ValueError``.

    A share such as 0.25 is what a spreadsheet keeps of 25%.
    """
    plain = " ".join(text.casefold().split())
    if plain in _NONE:
        return AS_IT_COMES
    said: dict[str, Any] = {}
    plain = plain.replace(", while the clock stands still", "").replace(" in all", "")
    for part in filter(None, (part.strip(" .") for part in re.split(r";|,(?!\d)| and |\+", plain))):
        name, value = _term(part)
        if name in said:
            raise ValueError(f"“{part}” is said in two ways")
        said[name] = value
    if not said:
        raise ValueError(f"“{text[:60]}” is no adjustment")
    return Adjustment(**said)


def _term(part: str) -> tuple[str, int | bool]:
    """What one term changes, and to what."""
    if part in _UNTIMED:
        return "untimed", True
    if part in _CALM:
        return "calm_timer", True
    if share := _SHARE.fullmatch(part):
        return "extra_percent", int(share["n"].ljust(2, "0"))
    for pattern, name, most in (
        (_REST, "rest_minutes", MOST_REST),
        (_PERCENT, "extra_percent", MOST_PERCENT),
        (_MORE, "extra_minutes", MOST_MINUTES),
    ):
        if found := pattern.fullmatch(part):
            number = int(next(filter(None, found.groups())))
            if not 0 < number <= most:
                raise ValueError(f"“{part}” is not from 1 to {most}")
            return name, number
    raise ValueError(f"“{part[:60]}” is no adjustment")
