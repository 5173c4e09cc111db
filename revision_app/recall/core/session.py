"""What belongs into today: the cards that are due, then new ones, as far as the minutes reach."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from statistics import median

from .schedule import Standing, chance

PACE = 12.0  # seconds a card; *ours*, until there are enough of the learner's own
ENOUGH = 10  # own times, from which theirs count
LONGEST_LOOK = 60  # seconds: longer, somebody was doing something else
AHEAD = timedelta(minutes=20)  # a card that is being learnt comes back within a session
MOST_NEW = 10  # a day; *ours:* each new card comes back some eight times in its first month
MOST_CARDS = 60  # on a page


@dataclass(frozen=True)
class Today:
    """Which cards to look at now, and how many of what is due do not fit into the minutes.

    What is being learnt comes last, so that other cards come between its first time and its second.
    """

    known: tuple[str, ...]
    new: tuple[str, ...]
    learning: tuple[str, ...]
    left_over: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.known, *self.new, *self.learning)


def pace(seconds: Sequence[int]) -> float:
    """Seconds that a card takes this learner: the median of their own, once there are enough."""
    looks = [min(LONGEST_LOOK, each) for each in seconds if each > 0]
    return float(median(looks)) if len(looks) >= ENOUGH else PACE


def is_due(standing: Standing, at: datetime) -> bool:
    """Whether a card is to be looked at again; one that is being learnt, some minutes before its time."""
    return standing.due <= at + (AHEAD if standing.is_learning else timedelta())


def of_today(
    standings: Mapping[str, Standing],
    new: Iterable[str],
    *,
    minutes: int,
    spent: float,
    begun: int,
    each: float,
    at: datetime,
) -> Today:
    """Today's cards: first what is most at risk of being forgotten, then new ones, within the minutes.

    ``spent`` are the seconds that today's reviews took already, ``begun`` the cards that were new today, and ``each``
    the seconds that one takes. What was begun within the last hour is always finished: a card that is being learnt
    costs little and would be lost.
    """
    room = max(0, int((minutes * 60 - spent) / each))
    waiting = sorted(
        (name for name, standing in standings.items() if is_due(standing, at)),
        key=lambda name: (chance(standings[name].stability, standings[name].last, at), name),
    )
    learning = [name for name in waiting if standings[name].is_learning]
    known = [name for name in waiting if not standings[name].is_learning][: min(room, MOST_CARDS)]
    looks = len(known) + len(learning)
    fresh = min(room - looks, MOST_NEW - begun, MOST_CARDS - looks)
    unseen = islice((name for name in new if name not in standings), max(0, fresh))
    return Today(tuple(known), tuple(unseen), tuple(learning), len(waiting) - looks)
