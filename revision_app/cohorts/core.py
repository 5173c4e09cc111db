"""Cohorts: learners who are taught together, and who teaches them."""

from dataclasses import dataclass
from enum import StrEnum

from ..shared.refusal import Refusal


@dataclass(frozen=True)
class Cohort:
    id: int
    name: str


@dataclass(frozen=True)
class CohortSize(Cohort):
    """A cohort with how many learners and tutors have open accounts in it."""

    learners: int
    tutors: int


class CohortDeed(StrEnum):
    """What the audit of this feature speaks of, in the words its page shows."""

    COHORT_MADE = "cohort made"
    COHORT_RENAMED = "cohort renamed"
    LEARNER_ENROLLED = "learner enrolled"
    ENROLMENT_ENDED = "enrolment ended"
    TUTOR_ASSIGNED = "tutor assigned"
    TUTOR_REMOVED = "tutor removed"


class CohortNameTaken(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__("There is already a cohort of this name. Choose another.")
