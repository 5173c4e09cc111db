"""How many minutes of each day go to cards in the last weeks before an exam: the more, the later the day.

The rule is *ours*; ``docs/planning.md`` says why, and ``./run bench recall`` measures it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from heapq import heapify, heappop, heapreplace

from .study_time import StudyTime
from .work import GRAIN, stepped

LAST_WEEKS = timedelta(weeks=4)
STEEPNESS = 3
"""A day has minutes in proportion to (1 / days left) to this power."""


def every_day(room: int, minutes: int) -> int:
    """The minutes for cards on a day with so much room, of ``minutes`` that are wanted: never more than half."""
    return max(0, min(stepped(minutes), room // 2 // GRAIN * GRAIN))


def moved(until: date, time: StudyTime, minutes: int, *, deck: int, since: date) -> dict[date, int]:
    """The minutes for cards on each day from ``since`` on, and of the last weeks before an exam ``until``.

    They are as many as on days alike (``every_day``), moved towards the exam, for a look counts the more on its day the
    less time there is to forget. A day is filled up to its room, and with no more than one look at each card takes,
    ``deck`` minutes, where that is more than its even part. Whole steps are shared out by highest averages (D'Hondt):
    in proportion to the weights of the days, as long as none is full.
    """
    first = max(since, until - LAST_WEEKS)
    days = [first + timedelta(n) for n in range((until - first).days)]
    even = {day: every_day(time.room(day), minutes) for day in days}
    most = {day: max(even[day], min(time.room(day), stepped(deck))) for day in days}
    return _shared_out(sum(even.values()), most, {day: (until - day).days ** -STEEPNESS for day in days})


def _shared_out(total: int, most: Mapping[date, int], weights: Mapping[date, float]) -> dict[date, int]:
    given = dict.fromkeys(most, 0)
    claims = [(-weights[day], day) for day in most if most[day]]
    heapify(claims)
    for _ in range(total // GRAIN):
        day = claims[0][1]
        given[day] += GRAIN
        if given[day] < most[day]:
            heapreplace(claims, (-weights[day] / (given[day] // GRAIN + 1), day))
        else:
            heappop(claims)
    return given
