"""What belongs into today: the cards that are due, then new ones, as far as the minutes reach.

Before an exam it is not what is due, but what raises most what is known on its day: see ``before_exam``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from statistics import median

from .schedule import Standing, chance

PACE = 12.0  # seconds a card; *ours*, until there are enough of the learner's own
ENOUGH = 10  # own times, from which theirs count
LONGEST_LOOK = 60  # seconds: longer, somebody was doing something else
AHEAD = timedelta(minutes=20)  # a card that is being learnt comes back within a session
MOST_NEW = 10  # a day; *ours:* each new card comes back some eight times in its first month
MOST_CARDS = 60  # on a page
SAFE = 0.995  # *ours:* a card that is remembered on the day with this chance needs no further look


@dataclass(frozen=True)
class Goal:
    """Cards are to be known at a moment, and today has so many ``minutes`` for them.

    ``next_day`` is the next day after today that has any; ``None`` where there is none.
    """

    until: datetime
    minutes: int
    next_day: date | None = None


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


def before_exam(
    standings: Mapping[str, Standing],
    known: Mapping[str, int],
    new: Iterable[str],
    *,
    goal: Goal,
    spent: float,
    each: float,
    today: datetime,
    at: datetime,
) -> Today:
    """Today's cards in the last weeks before an exam: new ones first, then those whose ``turn`` it is.

    ``known`` says how often each card was known when it was looked at, and ``today`` is when today began. Each card
    comes once a day; what is still being learnt comes again only once all others have had their look.

    The rule is *ours*. It was chosen on simulated learners whose memory is not the one that FSRS presumes
    (``tests/support/remembering.py``), for what they know on the day: ``./run bench recall``. Why it holds:
    looks that are spread over the cards bring more than looks at few of them (Pavlik & Anderson 2008, "Using a model to
    compute the optimal schedule of practice"), and a card that was forgotten gains more from the next look.
    """
    room = max(0, int((goal.minutes * 60 - spent) / each))
    wanted = [name for name, one in standings.items() if is_wanted(one, goal=goal, today=today, at=at)]
    wanted.sort(key=lambda name: (standings[name].last >= today, *turn(standings[name], known.get(name, 0)), name))
    unseen = tuple(islice((name for name in new if name not in standings), min(room, MOST_CARDS)))
    left_over = max(0, len(wanted) - (room - len(unseen)))
    shown = wanted[: min(room, MOST_CARDS) - len(unseen)]
    again = tuple(name for name in shown if standings[name].last >= today)
    return Today(tuple(shown[: len(shown) - len(again)]), unseen, again, left_over)


def turn(standing: Standing, known: int) -> tuple[int, datetime]:
    """Cards come by this, the lowest first: the number of looks, where one that was known counts twice, then the age.

    So a card that is known needs fewer looks than one that is forgotten, and all come round.
    """
    return standing.reviews + known, standing.last


def is_wanted(standing: Standing, *, goal: Goal, today: datetime, at: datetime) -> bool:
    """Whether another look at a card today serves the goal."""
    if standing.last >= today:
        return standing.is_learning and is_due(standing, at)
    return chance(standing.stability, standing.last, goal.until) < SAFE
