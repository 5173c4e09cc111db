"""What is to be said of a paper's dates before they hold, and what closing and releasing at once make of them.

Moments are compared as moments, whatever the clock on the wall shows around its changes; which local times exist and
which years may be planned for is said where they are read: ``MomentField`` of the web's forms.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from ....cohorts.core import Cohort
from ....shared.refusal import Refusal
from ...attempts.core.summary import Window

_MINUTE = timedelta(minutes=1)


class NotNow(Refusal):
    """The paper cannot be closed, or its results released, at this moment."""

    status = 409


class DatesChanged(Refusal):
    """What was looked at has changed before it was confirmed."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This has changed since you looked. See what would happen now, and confirm again.")


@dataclass(frozen=True)
class Remark:
    """Words about one of the dates; ``field`` is its name in ``Window``."""

    field: str
    words: str


def faults(window: Window, *, before: Window, time: timedelta | None, at: datetime) -> Iterator[Remark]:
    """Why these dates are refused. What stood ``before`` may stay; ``time`` is what the paper gives, if it has a limit.

    *Ours:* results never come before the close, because whoever still sits the paper could be told the answers.
    """
    opens, closes, release = window.opens_at, window.closes_at, window.release_at
    if closes and closes <= at and closes != before.closes_at:
        yield Remark("closes_at", "That has passed. Choose a time to come.")
    if closes and opens and closes <= opens:
        yield Remark("closes_at", "A paper closes after it opens. Choose a later time.")
    elif closes and opens and time and closes - opens < time:
        yield Remark(
            "closes_at",
            f"The paper takes {_minutes(time)} and would be open for {_minutes(closes - opens)}. Choose a later time.",
        )
    if release and opens and release <= opens:
        yield Remark("release_at", "Results are released after the paper opens. Choose a later time.")
    elif release and closes and release < closes:
        yield Remark(
            "release_at",
            "Results would come before the paper closes. Choose a later time,"
            " or leave it empty: then they come after the last learner’s close.",
        )


def warnings(window: Window, *, before: Window, time: timedelta | None, at: datetime) -> Iterator[Remark]:
    """What somebody who sets these dates may not have meant, though it is allowed."""
    opens, closes, release = window.opens_at, window.closes_at, window.release_at
    if opens and opens <= at and opens != before.opens_at:
        yield Remark("opens_at", "The opening has passed, so the paper is open at once.")
    is_open = opens is None or opens <= at
    if closes and time and closes != before.closes_at and is_open and at < closes < at + time:
        yield Remark(
            "closes_at", f"Whoever starts now has {_minutes(closes - at)}, and the paper takes {_minutes(time)}."
        )
    if release and release <= at and release != before.release_at:
        yield Remark("release_at", "The release has passed, so results are out as soon as nobody is sitting the paper.")


def closed_now(window: Window, *, at: datetime) -> Window:
    """The dates with the close at this moment; raises ``NotNow``. A release that was set stays as it was."""
    if window.opens_at and window.opens_at > at:
        raise NotNow("This paper has not opened yet, so it cannot be closed. Change its dates instead.")
    if window.closes_at and window.closes_at <= at:
        raise NotNow("This paper is closed already.")
    return replace(window, closes_at=at)


def released_now(window: Window, *, at: datetime) -> Window:
    """The dates with the release at this moment, and the close too where that is still to come; raises ``NotNow``."""
    if window.opens_at and window.opens_at > at:
        raise NotNow("This paper has not opened yet, so there are no results. Change its dates instead.")
    said = window.release_at or window.closes_at
    if said is None or said <= at:
        raise NotNow("Results are released already. They come as soon as nobody is sitting the paper.")
    return replace(window, closes_at=window.closes_at and min(window.closes_at, at), release_at=at)


@dataclass(frozen=True)
class CohortDates:
    """A cohort whose dates are to be set, as it is now.

    ``before`` are the dates of the paper that it has (``None``: none) and ``seen`` names them, 0 where there never were
    any. ``more`` is how much longer than others each of its learners has who has more, ``sitting`` how many sit it, and
    ``shown`` how many have been shown results of it.
    """

    cohort: Cohort
    before: Window | None
    seen: int
    learners: frozenset[int]
    more: Mapping[int, timedelta]
    sitting: int
    shown: int = 0

    def last_close(self, window: Window) -> datetime | None:
        """When the paper closes for the learner who has most time."""
        return window.closes_at and window.closes_at + max(self.more.values(), default=timedelta(0))


def fingerprint(window: Window, cohorts: Iterable[CohortDates]) -> str:
    """What was looked at, to be confirmed only while it is so: which dates, instead of which, and for whom.

    How many sit the paper or have been shown results is not of it: that changes by the minute.
    """
    facts = [[each.cohort.id, each.seen, sorted(each.learners), sorted(each.more.items())] for each in cohorts]
    return sha256(repr((window, facts)).encode()).hexdigest()


def _minutes(length: timedelta) -> str:
    number = length // _MINUTE
    return f"{number} minute" if number == 1 else f"{number} minutes"
