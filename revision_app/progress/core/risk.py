"""Which learners may need a tutor, why, and what to do: for tutors alone. All limits are *ours*.

It rests on what tutors may see: what was handed in, decided and sat. Nobody is called weak; each reason is a fact with
its date, and says what could help.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from fractions import Fraction

from ...marking.core.submission import Outcome
from . import CriterionStanding, MatrixRow

QUIET = timedelta(days=14)
UNANSWERED = timedelta(days=14)
LITTLE = Fraction(1, 2)  # of the quiz marks of a criterion
ENOUGH_MARKS = 5  # of a criterion, before its share says anything
REPEATED = 2  # referrals of one criterion
MUCH = 4  # the weight from which one reason is enough


class Urgency(IntEnum):
    """How much somebody needs their tutor; the greatest is the most urgent."""

    NONE = 0
    SOME = 1
    MUCH = 2

    @property
    def words(self) -> str:
        return ("on course", "keep an eye on", "needs you")[self]


@dataclass(frozen=True)
class Reason:
    """``weight`` tells which of several learners is named first."""

    words: str
    what_helps: str
    weight: int


@dataclass(frozen=True)
class Risk:
    """The reasons why somebody may need their tutor, the most urgent first."""

    reasons: tuple[Reason, ...]

    @property
    def weight(self) -> int:
        return sum(reason.weight for reason in self.reasons)

    @property
    def urgency(self) -> Urgency:
        if self.weight >= MUCH or len(self.reasons) > 1:
            return Urgency.MUCH
        return Urgency.SOME if self.reasons else Urgency.NONE


def risk(rows: Sequence[MatrixRow], *, active_at: datetime | None, day: str, at: datetime) -> Risk:
    """What speaks for it that a learner needs their tutor. ``active_at`` is when they last sat or handed in something.

    Whoever joined lately counts as active since; ``day`` is that moment in the page's words, or empty where it
    would tell whose a piece is that is marked blind.
    """
    done = all(row.standing in _SETTLED for row in rows)
    quiet = [] if done else _quiet(active_at, day, at)
    return Risk((*_repeated(rows), *_unanswered(rows, at), *quiet, *_little(rows)))


_SETTLED = (CriterionStanding.ACHIEVED, CriterionStanding.WITH_TUTOR, CriterionStanding.WAITING)
_ASKED = (CriterionStanding.REFERRED, CriterionStanding.NOT_EVIDENCED)


def _repeated(rows: Iterable[MatrixRow]) -> Iterable[Reason]:
    names = [
        row.criterion.id
        for row in rows
        if row.standing in _ASKED and sum(claim.outcome is Outcome.REFERRED for claim in row.evidence) >= REPEATED
    ]
    if names:
        yield Reason(
            f"Referred more than once on {', '.join(names)}", "Go through it together before the next try.", MUCH
        )


def _unanswered(rows: Iterable[MatrixRow], at: datetime) -> Iterable[Reason]:
    names = [
        row.criterion.id
        for row in rows
        if row.standing in _ASKED and row.latest and row.latest.released_at and at - row.latest.released_at > UNANSWERED
    ]
    if names:
        yield Reason(
            f"A referral on {', '.join(names)} has waited for more than two weeks",
            "Ask what stops them, and agree on one next step.",
            3,
        )


def _quiet(active_at: datetime | None, day: str, at: datetime) -> Iterable[Reason]:
    if active_at and at - active_at > QUIET:
        since = f"since {day}" if day else "for more than two weeks"
        yield Reason(f"Nothing sat or handed in {since}", "Write to them and ask what would help.", 2)


def _little(rows: Iterable[MatrixRow]) -> Iterable[Reason]:
    names = [
        row.criterion.id
        for row in rows
        if row.standing is not CriterionStanding.ACHIEVED
        and row.mastery
        and row.mastery.available >= ENOUGH_MARKS
        and (row.share or 0) < LITTLE
    ]
    if names:
        yield Reason(
            f"Under half of the quiz marks on {', '.join(names)}",
            "Point them to the sections on it, then to a practice.",
            1,
        )
