"""Who is responsible for a cohort: its tutors, of whom one leads, and the internal quality assurer. *Ours.*"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ...accounts.core import Person, Role
from ...shared.refusal import Refusal


@dataclass(frozen=True)
class Teaching:
    """A tutor of a cohort, since when, and when they were last chosen to lead it, if they were."""

    tutor: Person
    started_at: datetime
    chosen_at: datetime | None = None


def lead(tutors: Iterable[Teaching]) -> Person | None:
    """Who leads a cohort: of its tutors the one chosen last, or else the first; ``None`` where nobody teaches it."""
    listed = sorted(tutors, key=lambda each: (each.started_at, each.tutor.id))
    chosen = max((each for each in listed if each.chosen_at), key=_chosen_at, default=None)
    leading = chosen or next(iter(listed), None)
    return leading.tutor if leading else None


def _chosen_at(teaching: Teaching) -> datetime:
    return teaching.chosen_at or teaching.started_at


@dataclass(frozen=True)
class Staff:
    """Who teaches a cohort, by name, and who assures its quality."""

    teaching: tuple[Teaching, ...]
    assures: Person | None

    @property
    def tutors(self) -> list[Person]:
        return [each.tutor for each in self.teaching]

    @property
    def lead(self) -> Person | None:
        return lead(self.teaching)


def is_last(tutor_id: int, tutors: Iterable[Person]) -> bool:
    """Whether nobody would teach a cohort that has these tutors without this one."""
    return {tutor.id for tutor in tutors} == {tutor_id}


class LastTutor(Refusal):
    """A cohort would be left without a tutor, and nobody has said yes to that."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This is the only tutor of the cohort. Say first that it shall have none.")


class NotATutor(Refusal):
    """Somebody is to lead a cohort that they do not teach: somebody else was quicker."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This person does not teach the cohort any more, so they cannot lead it.")


class NotAnAssurer(Refusal):
    status = 422

    def __init__(self) -> None:
        super().__init__(f"Choose somebody with the role of {Role.QUALITY_ASSURER}. This person has it no longer.")
