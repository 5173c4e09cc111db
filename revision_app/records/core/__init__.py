"""The records of a cohort, learner by learner, and as a table to be taken away."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from ...accounts.core import Person
from ...cohorts.core import Cohort
from ...cohorts.core.enrolment import State
from ...progress.core import CriterionStanding, MatrixRow
from ...quiz.attempts.core.adjustment import Adjusted
from ...quiz.tutoring.core.attendance import Attendance, SatPaper
from ...quiz.tutoring.core.export import Cell, as_number


@dataclass(frozen=True)
class LearnerRecord:
    """What is on record of one learner of a cohort.

    ``papers`` says by paper whether they were there, and what they sat; ``rows`` what was decided on each criterion,
    without the ``blind`` pieces that are being marked without a name. Of whoever has left, ``left_at`` says when.
    """

    person: Person
    reference: str
    state: State
    left_at: datetime | None
    papers: Mapping[str, tuple[Attendance, SatPaper | None]]
    rows: Sequence[MatrixRow]
    blind: int
    adjusted: Adjusted | None

    @property
    def decided(self) -> dict[CriterionStanding, list[MatrixRow]]:
        """The criteria by where they stand, in the order in which the first of each stands in the qualification."""
        by_standing: dict[CriterionStanding, list[MatrixRow]] = {}
        for row in self.rows:
            by_standing.setdefault(row.standing, []).append(row)
        return by_standing

    @property
    def adjustments(self) -> str:
        """What differs from others in one line; the reason, which may tell of somebody's health, is no part of it."""
        return self.adjusted.adjustment.words if self.adjusted else "none"


@dataclass(frozen=True)
class CohortRecords:
    """The records of a cohort: its papers by title, each an id and a title, and its learners, then its leavers."""

    cohort: Cohort
    papers: Sequence[tuple[str, str]]
    lines: Sequence[LearnerRecord]

    def of(self, learner_id: int) -> "CohortRecords | None":
        """The same of one learner; ``None`` where they never were in the cohort."""
        theirs = [line for line in self.lines if line.person.id == learner_id]
        return replace(self, lines=theirs) if theirs else None

    def absent(self, paper_id: str) -> list[LearnerRecord]:
        """Who could have sat a paper and did not."""
        return [line for line in self.lines if line.papers[paper_id][0] is Attendance.ABSENT]


def table(records: CohortRecords) -> Iterator[list[Cell]]:
    """The heading, then a line for each learner; of a paper that somebody did not sit the marks are empty."""
    criteria = [row.criterion.id for row in records.lines[0].rows] if records.lines else []
    of_papers = ("marks", "of", "passed", "provisional", "attempt", "finished")
    yield [
        *("Learner", "Reference", "Place", "Left"),
        *(f"{title}{what}" for _, title in records.papers for what in ("", *(f" {word}" for word in of_papers))),
        *(f"{criterion} {what}" for criterion in criteria for what in ("decision", "decided")),
        *("Left out, marked blind", "Adjustments", "Adjusted"),
    ]
    for line in records.lines:
        cells: list[Cell] = [line.person.name, line.reference, line.state.value, line.left_at]
        for paper_id, _ in records.papers:
            cells += _of_paper(*line.papers[paper_id])
        for row in line.rows:
            cells += [row.standing.value, row.latest.released_at if row.latest else None]
        yield [*cells, line.blind, line.adjustments, line.adjusted.at if line.adjusted else None]


def _of_paper(attendance: Attendance, sat: SatPaper | None) -> list[Cell]:
    marks: list[Cell] = [None] * 4
    if sat and sat.marks:
        said = sat.marks
        yes_no = ["yes" if holds else "no" for holds in (said.passed, said.provisional)]
        marks = [as_number(said.scored), said.available, *yes_no]
    return [attendance.value, *marks, sat.number if sat else None, sat.finished_at if sat else None]
