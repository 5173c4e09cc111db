"""Who of a cohort sat a paper, and why those who did not were not there. *Ours*, as every rule here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from ....cohorts.core.enrolment import State, TimeInCohort, state_at


class Attendance(StrEnum):
    """Whether a learner sat a paper, in the words of the record."""

    SAT = "sat"
    SITTING = "sitting"
    ABSENT = "absent"
    PAUSED = "paused"
    LEFT = "had left"
    JOINED_LATER = "joined later"
    TO_COME = "not yet"
    NOT_SAT = "not sat"


@dataclass(frozen=True)
class PaperMarks:
    """The marks of a finished attempt; ``provisional`` that a tutor is still to mark something in it."""

    scored: Fraction
    available: int
    passed: bool
    provisional: bool


@dataclass(frozen=True)
class SatPaper:
    """A learner's latest finished attempt at a paper, or else the one that goes on, which has no ``finished_at``.

    There are no ``marks`` before it is finished, nor for somebody who may not see them.
    """

    number: int
    finished_at: datetime | None = None
    marks: PaperMarks | None = None


def attendance(
    sat: SatPaper | None, times: Iterable[TimeInCohort], *, dated: bool, closes_at: datetime | None, at: datetime
) -> Attendance:
    """Whether somebody was there, by their times in the cohort and their own close.

    What counts is how they stood when the paper closed for them, or stand ``at`` a moment before that: who was paused,
    had left or joined later was not absent. A paper asks nobody to be there unless it has dates in the cohort
    (``dated``).
    """
    if sat:
        return Attendance.SAT if sat.finished_at else Attendance.SITTING
    if not dated:
        return Attendance.NOT_SAT
    is_over = closes_at is not None and closes_at <= at
    match state_at(times, closes_at if closes_at and is_over else at):
        case State.PAUSED:
            return Attendance.PAUSED
        case State.LEFT:
            return Attendance.LEFT
        case None:
            return Attendance.JOINED_LATER
    return Attendance.ABSENT if is_over else Attendance.TO_COME
