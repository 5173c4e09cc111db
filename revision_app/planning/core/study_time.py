"""The time that somebody can give."""

from dataclasses import dataclass
from datetime import date

from .work import GRAIN


@dataclass(frozen=True)
class StudyTime:
    """The time that somebody can give: ``minutes`` of each day of the week from Monday, and none on ``days_off``."""

    minutes: tuple[int, ...]
    days_off: frozenset[date] = frozenset()

    def room(self, day: date, done: int = 0) -> int:
        """The minutes of a day, in whole steps, without what was ``done`` of them."""
        return 0 if day in self.days_off else max(0, self.minutes[day.weekday()] - done) // GRAIN * GRAIN
