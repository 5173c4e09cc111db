"""A date to aim for: how far it is, in words that press nobody."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

FORTNIGHT, THREE_MONTHS = 14, 91  # days
DAYS_OF_A_MONTH = 365.25 / 12
YEARS = 5
"""*Ours:* how many years ahead somebody may aim."""


class AimKind(StrEnum):
    """What is to be done by a date."""

    EXAM = "exam"
    HAND_IN = "hand-in"


@dataclass(frozen=True)
class Aim:
    """The day that a learner chose, in London, and what is to be done by then."""

    day: date
    kind: AimKind

    def days_left(self, today: date) -> int:
        """Whole days from today: 0 on the day itself, fewer when it has passed."""
        return (self.day - today).days

    def countdown(self, today: date) -> str:
        """How far it is, roughly once it is far; empty when it has passed, for nobody is told how long ago."""
        days = self.days_left(today)
        if days < 0:
            return ""
        if days < 2:
            return ("today", "tomorrow")[days]
        if days <= FORTNIGHT:
            return f"in {days} days"
        if days <= THREE_MONTHS:
            return f"in about {round(days / 7)} weeks"
        return f"in about {round(days / DAYS_OF_A_MONTH)} months"


def latest(today: date) -> date:
    """The last day that somebody may aim for: the end of the year in five years."""
    return date(today.year + YEARS, 12, 31)
