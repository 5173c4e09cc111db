"""Cohorts: learners who are taught together, and who teaches them. Belonging has dates; it ends and is not deleted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from ...accounts.core import Person, Role
from ...shared.refusal import Refusal
from .enrolment import State

NO_TUTOR = "At present no tutor sees your work, because you are not in a cohort that has one. Ask your administrator."


@dataclass(frozen=True)
class Cohort:
    id: int
    name: str


@dataclass(frozen=True)
class DatedCohort(Cohort):
    """A cohort with the first and the last day on which it is taught, as far as they are set, and if it is archived."""

    starts_on: date | None = None
    ends_on: date | None = None
    archived_at: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class CohortSize(DatedCohort):
    """A cohort with how many learners and tutors have open accounts in it."""

    learners: int
    tutors: int


@dataclass(frozen=True)
class Leaver(Person):
    """A learner who was in a cohort and is no longer: taken out or moved, or their account was closed.

    ``left_as`` is how the cohort says it: left, moved, withdrawn or completed.
    """

    left_at: datetime
    left_as: State = State.LEFT


@dataclass(frozen=True)
class Roster:
    """A cohort at one moment: its learners, and those who had left it by then, both by name.

    ``paused`` are the ids of the learners whose place is paused.
    """

    cohort: DatedCohort
    learners: tuple[Person, ...]
    leavers: tuple[Leaver, ...]
    paused: frozenset[int] = frozenset()

    @property
    def everyone(self) -> tuple[Person, ...]:
        return (*self.learners, *self.leavers)

    @property
    def left_at(self) -> dict[int, datetime]:
        """When each of those who have left did, by their id."""
        return {leaver.id: leaver.left_at for leaver in self.leavers}

    @property
    def left_as(self) -> dict[int, State]:
        """How each of those who have left did, by their id."""
        return {leaver.id: leaver.left_as for leaver in self.leavers}


@dataclass(frozen=True)
class Belonging:
    """A time that somebody spent in a cohort as learner or tutor, until ``ended_at`` (``None``: it goes on).

    ``id`` is that of the enrolment, or of the time as its tutor.
    """

    cohort: Cohort
    role: Role
    started_at: datetime
    ended_at: datetime | None
    ended_by: str | None
    id: int = 0


def has_left(times: Iterable[Belonging], *, closed: bool) -> bool:
    """Whether somebody learnt in a cohort and does so in none any more, or in none that they can sign in for."""
    learnt = [time for time in times if time.role is Role.LEARNER]
    return bool(learnt) and (closed or all(time.ended_at for time in learnt))


@dataclass(frozen=True)
class CohortNumbers:
    """How many cohorts the centre has, and how many learners with an open account nobody teaches.

    ``unplaced`` are in no cohort, ``untaught`` are in one that has no tutor but perhaps themselves.
    """

    cohorts: int
    unplaced: int
    untaught: int


class CohortDeed(StrEnum):
    """What the audit of this feature speaks of, in the words its page shows."""

    PEOPLE_IMPORTED = "people imported"
    COHORT_MADE = "cohort made"
    COHORT_RENAMED = "cohort renamed"
    COHORT_ARCHIVED = "cohort archived"
    ARCHIVING_UNDONE = "archiving of a cohort undone"
    COHORT_DATED = "dates of a cohort set"
    LEARNER_ENROLLED = "learner enrolled"
    LEARNER_MOVED = "learner moved"
    ENROLMENT_ENDED = "enrolment ended"
    ENROLMENT_PAUSED = "enrolment paused"
    ENROLMENT_RESUMED = "enrolment resumed"
    LEARNER_WITHDRAWN = "learner withdrawn"
    ENROLMENT_COMPLETED = "enrolment completed"
    CHANGE_UNDONE = "change of an enrolment undone"
    TUTOR_ASSIGNED = "tutor assigned"
    TUTOR_REMOVED = "tutor removed"
    LEAD_CHOSEN = "lead tutor chosen"
    ASSURER_NAMED = "quality assurer of a cohort named"
    ASSURER_REMOVED = "quality assurer of a cohort removed"


class CohortNameTaken(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("There is already a cohort of this name. Choose another.")


class StillHere(Refusal):
    """Records of somebody who has not left: their tutors read them, and administrators do not."""

    def __init__(self) -> None:
        super().__init__(
            "An administrator reads the records of somebody who has left. This person has not left, or never was here."
        )


class NotEnrolled(Refusal):
    """A learner is to be moved out of a cohort that they are not in: somebody else was quicker."""

    def __init__(self) -> None:
        super().__init__("This learner is no longer in the cohort that you chose. Look at their page again.")
