"""Which work fits on which day until the date, and what does not fit.

The rules are *ours* and are explained in ``docs/planning.md``: a plan is worked out anew from what has been done
whenever somebody looks at it, so nothing in it is ever late; what no longer fits is left out, the least worth first.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import accumulate, groupby

from .cards import every_day
from .study_time import StudyTime
from .work import GRAIN, NOTHING, Span, Work, in_order, stepped

HORIZON = timedelta(weeks=26)
"""No day after this is planned: much will have changed by then."""
WEEK = 7


class Feasibility(StrEnum):
    """Whether the time is enough for what there is to do."""

    SAFE = "fits at worst"
    LIKELY = "fits likely"
    AT_BEST = "fits at best"
    NOT = "does not fit"
    NO_TIME = "no time"
    NOTHING = "nothing to do"


@dataclass(frozen=True)
class Wish:
    """Somebody's time until their date. The last day that is planned is the one before ``until``.

    ``cards`` are the minutes that cards take on a day where there is room for them, and ``moved`` those of the days
    before an exam; ``done`` is what was already done ``today`` besides cards, and ``cards_done`` what of those.
    """

    today: date
    until: date
    time: StudyTime
    cards: int = 0
    done: int = 0
    cards_done: int = 0
    moved: Mapping[date, int] = field(default_factory=dict)

    @property
    def days(self) -> list[date]:
        last = min(self.until, self.today + HORIZON)
        return [self.today + timedelta(n) for n in range((last - self.today).days)]

    def room(self, day: date) -> int:
        """The minutes of a day, in whole steps, without what was done of them."""
        return self.time.room(day, self.done + self.cards_done if day == self.today else 0)

    def for_cards(self, day: date) -> int:
        """Of these, those for cards: never more than half, but in the weeks before an exam."""
        done = self.cards_done if day == self.today else 0
        if day in self.moved:
            return max(0, min(stepped(self.moved[day] - done), self.room(day)))
        return every_day(self.room(day), self.cards - done)


@dataclass(frozen=True)
class Portion:
    """What is done of a piece of work on one day; ``begins`` and ``ends`` with it, or goes on."""

    work: Work
    minutes: int
    begins: bool
    ends: bool


@dataclass(frozen=True)
class PlannedDay:
    """``room`` is how many minutes somebody has, ``cards`` how many of them go to cards."""

    day: date
    room: int
    is_off: bool
    cards: int
    portions: tuple[Portion, ...]

    @property
    def minutes(self) -> int:
        return self.cards + sum(portion.minutes for portion in self.portions)


@dataclass(frozen=True)
class PlannedWeek:
    days: tuple[PlannedDay, ...]

    @property
    def minutes(self) -> int:
        return sum(day.minutes for day in self.days)

    @property
    def work(self) -> tuple[Work, ...]:
        """What is worked on, each once."""
        return tuple(dict.fromkeys(portion.work for day in self.days for portion in day.portions))


@dataclass(frozen=True)
class StudyPlan:
    """``left_out`` is what does not fit, what is missed least first. ``available`` are the minutes for work besides
    cards, ``needed`` what all of it takes."""

    weeks: tuple[PlannedWeek, ...]
    left_out: tuple[Work, ...]
    available: int
    needed: Span
    ends_before: date

    @property
    def days(self) -> tuple[PlannedDay, ...]:
        return tuple(day for week in self.weeks for day in week.days)

    @property
    def feasibility(self) -> Feasibility:
        if not self.needed.likely:
            return Feasibility.NOTHING
        if not self.available:
            return Feasibility.NO_TIME
        if self.needed.worst <= self.available:
            return Feasibility.SAFE
        if self.needed.likely <= self.available:
            return Feasibility.LIKELY
        return Feasibility.AT_BEST if self.needed.best <= self.available else Feasibility.NOT

    @property
    def lacking(self) -> int:
        """How many more minutes a week would make room for everything, likely; 0 where it has room."""
        missing = max(0, self.needed.likely - self.available)
        weeks = max(1.0, len(self.days) / WEEK)
        return -int(-missing / weeks // GRAIN) * GRAIN


def plan(wish: Wish, chains: Iterable[Sequence[Work]]) -> StudyPlan:
    """The work that fits, on its days.

    It is taken in its order (``work.in_order``) until the first that the time does not hold; that and all after it is
    left out, so that more time never holds less. What fits is spread over all days alike, with room for what takes
    longer than likely.
    """
    ordered = in_order(chains)
    rooms = {day: wish.room(day) - wish.for_cards(day) for day in wish.days}
    available = sum(rooms.values())
    sums = accumulate(work.minutes.likely for work in ordered)
    fits = sum(total <= available for total in sums)
    needed = sum((work.minutes for work in ordered), NOTHING)
    portions = _placed(ordered[:fits], _spread(rooms, needed.worst))
    days = [
        PlannedDay(day, wish.room(day), day in wish.time.days_off, wish.for_cards(day), tuple(portions.get(day, ())))
        for day in wish.days
    ]
    weeks = tuple(PlannedWeek(tuple(of)) for _, of in groupby(days, lambda each: each.day.isocalendar()[:2]))
    return StudyPlan(weeks, ordered[fits:][::-1], available, needed, wish.until)


def _spread(rooms: dict[date, int], worst: int) -> Iterator[tuple[date, int]]:
    """How many minutes each day takes where all take the same part of their room, and ``worst`` in all."""
    available = sum(rooms.values())
    share = min(1.0, worst / available) if available else 0.0
    for day, room in rooms.items():
        yield day, min(room, -int(-room * share // GRAIN) * GRAIN)


def _placed(ordered: Iterable[Work], rooms: Iterable[tuple[date, int]]) -> dict[date, list[Portion]]:
    """The work, one after the other, in the minutes of each day."""
    placed: dict[date, list[Portion]] = {}
    days = iter(rooms)
    day, room = next(days, (date.min, 0))
    for work in ordered:
        left = work.minutes.likely
        while left:
            while not room:
                day, room = next(days)
            minutes = min(left, room)
            is_first = left == work.minutes.likely
            left, room = left - minutes, room - minutes
            placed.setdefault(day, []).append(Portion(work, minutes, is_first, not left))
    return placed
