"""Readiness: what a learner's answers say of one criterion, as a range and in words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from .ability import Ability
from .question import Fair

WIDTH = 1.645
"""Standard deviations on either side: nine in ten of a normal distribution lie within."""
ENOUGH_ANSWERS, ENOUGH_OCCASIONS = 10, 3
"""*Ours:* with fewer nothing is said: two papers are too few to know anybody by."""
READY_FROM = 0.7
"""*Ours:* the chance of answering rightly from which somebody counts as ready; a centre may say another."""


class Verdict(StrEnum):
    """What the range says; the words are those on the page, from the least to the most."""

    TOO_EARLY = "too early to say"
    NOT_YET = "not ready yet"
    GETTING_THERE = "getting there"
    NEARLY = "nearly ready"
    READY = "ready"


@dataclass(frozen=True)
class Readiness:
    """The chance of answering a fair new question on a criterion rightly today: ``low`` to ``high``, likeliest
    ``middle``. It is from so many ``answers`` in so many ``occasions``."""

    low: float
    middle: float
    high: float
    answers: int
    occasions: int
    ready_from: float = READY_FROM

    @classmethod
    def of(cls, ability: Ability, fair: Fair, *, day: float, ready_from: float = READY_FROM) -> "Readiness":
        """What is said on a day of somebody with this ability; the range holds nine in ten of what is believed."""
        today = ability.on(day)
        low, middle, high = (fair.chance(today.mean + z * today.deviation) for z in (-WIDTH, 0, WIDTH))
        return cls(low, middle, high, ability.answers, ability.occasions, ready_from)

    @property
    def is_known(self) -> bool:
        """Whether there is enough to say anything."""
        return self.answers >= ENOUGH_ANSWERS and self.occasions >= ENOUGH_OCCASIONS

    @property
    def verdict(self) -> Verdict:
        if not self.is_known:
            return Verdict.TOO_EARLY
        if self.low >= self.ready_from:
            return Verdict.READY
        if self.middle >= self.ready_from:
            return Verdict.NEARLY
        return Verdict.GETTING_THERE if self.high >= self.ready_from else Verdict.NOT_YET


@dataclass(frozen=True)
class Occasion:
    """Answers on a criterion that were given together, and what was known after them.

    ``attempt_id`` and ``paper_id`` are of the attempt; ``None`` for the questions in units on one day. ``earned`` is
    the share of the marks.
    """

    at: datetime
    attempt_id: int | None
    paper_id: str | None
    answers: int
    earned: float
    after: Readiness
