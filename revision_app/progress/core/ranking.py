"""What a learner does best next, of all that they could do, in the time that they have. All of it is *ours*.

The order: what a clock runs for or what closes within a day; what would have harmed a client; what closes within a
week; what moves a criterion; what else is worth the minutes. What does not fit into the time comes after what does,
and what may wait as long as one likes comes last. ``tests/core/next_steps.yml`` says why, situation by situation.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from ...shared.feed import FeedItem, FeedKind

CHOICES = (10, 20, 45)  # minutes
MOST = 5  # besides the first
TODAY, WEEK = timedelta(days=1), timedelta(days=7)
FRESH = timedelta(days=14)  # how long ago a draft may have been worked on to be what its writer is in the middle of
AWAY = timedelta(days=7)
SMALL_PLAN, SMALL_MINUTES = 2, 10  # for whoever comes back after a week: so many besides the first, of so many minutes


class _Band(IntEnum):
    CLOCK = 0
    TODAY = 1
    SAFETY = 2
    WEEK = 3
    MOVES = 4
    WORTH = 5
    TOO_LONG = 6
    CAN_WAIT = 7


_WORTH = (
    FeedKind.REFERRAL,
    FeedKind.STEP,
    FeedKind.DRAFT,
    FeedKind.CRITERION,
    FeedKind.PLANNED,
    FeedKind.DATED,
    FeedKind.ANSWER,
    FeedKind.FEEDBACK,
    FeedKind.MISS,
    FeedKind.CARDS,
    FeedKind.GAP,
    FeedKind.PRACTICE,
)  # what brings an achieved criterion nearest, first
_MOVING = frozenset(
    (FeedKind.REFERRAL, FeedKind.STEP, FeedKind.DRAFT, FeedKind.PLANNED, FeedKind.CRITERION, FeedKind.DATED)
)


@dataclass(frozen=True)
class Plan:
    """The one step that is best next, ``None`` where there is nothing, and at most five more.

    ``minutes`` is the time that it was made for, ``None`` for any. ``is_small`` says that it is one for somebody who
    comes back. ``left_out`` is how many more things could be done.
    """

    first: FeedItem | None
    more: tuple[FeedItem, ...]
    minutes: int | None
    is_small: bool
    left_out: int

    @property
    def first_is_long(self) -> bool:
        """Whether the first step takes longer than the learner said they have."""
        return self.first is not None and not _fits(self.first, self.minutes)


def plan(items: Iterable[FeedItem], *, minutes: int | None, last_here: datetime | None, at: datetime) -> Plan:
    """What to do next, for somebody who has so many ``minutes`` and did something here last at ``last_here``."""
    is_small = minutes is None and last_here is not None and at - last_here >= AWAY
    available = SMALL_MINUTES if is_small else minutes
    ranked = sorted(items, key=lambda item: _key(item, available, at))
    first, rest = (ranked[0], ranked[1:]) if ranked else (None, [])
    pressing = sorted((item for item in rest if _presses(item, at)), key=lambda item: item.due or at)
    others = [item for item in rest if not _presses(item, at)]
    most = min(MOST, max(SMALL_PLAN, len(pressing))) if is_small else MOST
    return Plan(first, tuple((*pressing, *others)[:most]), available, is_small, max(len(rest) - most, 0))


def _key(item: FeedItem, minutes: int | None, at: datetime) -> tuple[object, ...]:
    """Less comes first; what is equal stays in the order in which features offer it."""
    band = _band(item, minutes, at)
    is_dated = band in (_Band.CLOCK, _Band.TODAY, _Band.WEEK)
    soonest = item.due.timestamp() if item.due and (is_dated or band is _Band.TOO_LONG) else float("inf")
    place = _WORTH.index(item.kind) if item.kind in _WORTH else -1
    return band, soonest, place, -item.decides


def _band(item: FeedItem, minutes: int | None, at: datetime) -> _Band:
    left = item.due - at if item.due else None
    answers = {
        _Band.CLOCK: item.kind is FeedKind.RUNNING and left is not None,
        _Band.CAN_WAIT: item.kind is FeedKind.PRACTICE or _is_old(item, at) or not _is_open(item, at),
        _Band.TODAY: left is not None and left < TODAY,
        _Band.SAFETY: item.kind is FeedKind.SAFETY,
        _Band.TOO_LONG: not _fits(item, minutes),
        _Band.WEEK: item.kind is FeedKind.RUNNING or (left is not None and left < WEEK),
        _Band.MOVES: item.kind in _MOVING,
        _Band.WORTH: True,
    }  # the first that holds
    return next(band for band, holds in answers.items() if holds)


def _presses(item: FeedItem, at: datetime) -> bool:
    """Whether it would be missed if nobody saw it within the week."""
    closes_soon = item.due is not None and item.due - at < WEEK and _is_open(item, at)
    return item.kind is FeedKind.RUNNING or closes_soon


def _is_open(item: FeedItem, at: datetime) -> bool:
    return item.opens is None or item.opens <= at


def _is_old(item: FeedItem, at: datetime) -> bool:
    return item.kind is FeedKind.DRAFT and item.at is not None and at - item.at > FRESH


def _fits(item: FeedItem, minutes: int | None) -> bool:
    return minutes is None or item.minutes is None or item.minutes <= minutes
