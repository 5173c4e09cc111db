"""When a card is shown again: FSRS-6, replayed from a card's reviews.

The algorithm is that of the ``fsrs`` library (py-fsrs 6, scheduler.py) with its default weights, without its random
spread of intervals: the same reviews lead to the same day on every device, in whatever order they arrive.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum

from fsrs import Card as Memory
from fsrs import Rating as Given
from fsrs import Scheduler, State

ALGORITHM = "FSRS-6"
RETENTION = 0.9
LONGEST = 365  # days; *ours:* nobody revises for longer than a year
LEECH = 6  # *ours:* so often forgotten, a card needs its section and not another try

_SCHEDULER = Scheduler(desired_retention=RETENTION, maximum_interval=LONGEST, enable_fuzzing=False)


class Rating(IntEnum):
    """How well a card was remembered (FSRS: Again, Hard, Good, Easy)."""

    FORGOTTEN = 1
    HARD = 2
    KNOWN = 3
    EASY = 4


@dataclass(frozen=True)
class Review:
    """A card was looked at and judged. ``key`` is the sender's own name for it: sent twice, it counts once."""

    key: str
    rating: Rating
    at: datetime


@dataclass(frozen=True)
class Standing:
    """How well a card is known, after all its reviews.

    ``stability`` is the number of days until the chance of remembering has fallen to 90 %. ``is_learning`` as long as
    it comes back within the hour. ``lapses`` counts how often it was forgotten after it had been known.
    """

    begun: datetime
    due: datetime
    last: datetime
    stability: float
    difficulty: float
    is_learning: bool
    lapses: int
    reviews: int

    @property
    def is_leech(self) -> bool:
        return self.lapses >= LEECH


def replayed(reviews: Iterable[Review]) -> Standing | None:
    """What a card's reviews lead to, whatever the order in which they arrived; ``None`` where there are none."""
    memory, lapses = Memory(card_id=1), 0
    in_order = sorted({review.key: review for review in reviews}.values(), key=lambda one: (one.at, one.key))
    for review in in_order:
        lapses += review.rating is Rating.FORGOTTEN and memory.state is State.Review
        memory, _log = _SCHEDULER.review_card(memory, Given(review.rating.value), review.at)
    if memory.last_review is None or memory.stability is None or memory.difficulty is None:
        return None
    return Standing(
        in_order[0].at,
        memory.due,
        memory.last_review,
        memory.stability,
        memory.difficulty,
        memory.state is not State.Review,
        lapses,
        len(in_order),
    )


def chance(stability: float, last: datetime, at: datetime) -> float:
    """The chance that a card is remembered at a moment: (1 + F·t/S)^(−w20), F = 0.9^(−1/w20) − 1, t in whole days."""
    memory = Memory(card_id=1, state=State.Review, stability=stability, difficulty=5, due=last, last_review=last)
    return _SCHEDULER.get_card_retrievability(memory, max(at, last))
