from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..accounts.core import Person
from ..accounts.queries import with_references
from ..cohorts import queries as cohorts
from ..cohorts.core import Leaver, Roster
from ..cohorts.core.enrolment import State, TimeInCohort
from ..db import db
from ..progress import queries as progress
from ..progress.core import MatrixRow, TutorsMatrix
from ..quiz.attempts.core.adjustment import AS_IT_COMES, Adjusted
from ..quiz.attempts.core.summary import Window
from ..quiz.attempts.queries.rules import adjustments_by, dates_of
from ..quiz.bank import library
from ..quiz.bank.core.paper import Paper
from ..quiz.tutoring.core.attendance import attendance
from ..quiz.tutoring.queries.attendance import sat_by
from .core import CohortRecords, LearnerRecord

JUST_BEFORE = timedelta(microseconds=1)


def records_of(roster: Roster, *, reader_id: int, of_tutor: bool, at: datetime) -> CohortRecords:
    """What is on record of a cohort, for an administrator or its tutor; the statements do not grow with the learners.

    Settle first. Of whoever has left there is what was handed in while they were there, and how they were adjusted for
    when they left; to a tutor, who must have taught the cohort then, see ``cohorts.may_read``.
    """
    ids, left_at = [person.id for person in roster.everyone], roster.left_at
    references = {row.id: row.reference or "" for row in db.session.execute(with_references(ids))}
    times, dates = cohorts.times_in(roster, at=at), dates_of(roster.cohort.id)
    taught = cohorts.times_teaching(roster.cohort.id, reader_id) if of_tutor and roster.leavers else None
    adjusted = adjustments_by({learner_id: left_at.get(learner_id, at) for learner_id in ids})
    decided = progress.decided(ids, at=at)
    sat, sat_papers = sat_by(roster, reader_id=reader_id)
    papers = _papers(sat_papers, dates)

    def record(person: Person) -> LearnerRecord:
        there, terms = times[person.id], adjusted.get(person.id)
        matrix = TutorsMatrix.of(decided[person.id])
        closes = {paper.id: _closes_at(paper, dates.get(paper.id), terms) for paper in papers}
        sat_here = {paper.id: sat.get((paper.id, person.id)) for paper in papers}
        of_papers = {
            name: (attendance(each, there, dated=name in dates, closes_at=closes[name], at=at), each)
            for name, each in sat_here.items()
        }
        if isinstance(person, Leaver):
            matrix = TutorsMatrix.of(_made_there(decided[person.id], there, taught))
            terms = terms if _covered(taught, person.left_at - JUST_BEFORE) else None
        return LearnerRecord(
            person=person,
            reference=references.get(person.id, ""),
            state=_state(person, roster),
            left_at=left_at.get(person.id),
            papers=of_papers,
            rows=matrix.rows,
            blind=matrix.blind,
            adjusted=terms,
        )

    titles = [(paper.id, paper.title) for paper in papers]
    return CohortRecords(roster.cohort, titles, [record(person) for person in roster.everyone])


def _state(person: Person, roster: Roster) -> State:
    if isinstance(person, Leaver):
        return person.left_as
    return State.PAUSED if person.id in roster.paused else State.ACTIVE


def _papers(sat: Mapping[str, Paper], dates: Mapping[str, Window]) -> list[Paper]:
    """The timed papers that a cohort has dates for or sat, by title: as they are offered now, if they are."""
    offered = {paper_id: offer.sample for paper_id, offer in library.bank().papers.items() if paper_id in dates}
    offered = {paper_id: paper for paper_id, paper in offered.items() if not paper.is_practice}
    return sorted((dict(sat) | offered).values(), key=lambda paper: (paper.title, paper.id))


def _closes_at(paper: Paper, window: Window | None, terms: Adjusted | None) -> datetime | None:
    """When a paper closes for a learner who is adjusted for so."""
    adjustment = terms.adjustment if terms else AS_IT_COMES
    return adjustment.closes_at(window.closes_at, paper.time) if window else None


def _made_there(
    rows: Sequence[MatrixRow], there: Sequence[TimeInCohort], taught: Sequence[TimeInCohort] | None
) -> list[MatrixRow]:
    """The rows with what was handed in while its learner was in the cohort and whoever reads taught it."""

    def is_on_record(moment: datetime) -> bool:
        return _covered(there, moment) and _covered(taught, moment)

    return [replace(row, evidence=tuple(each for each in row.evidence if is_on_record(each.piece.at))) for row in rows]


def _covered(times: Sequence[TimeInCohort] | None, moment: datetime) -> bool:
    """Whether a moment is in one of these times; without any to keep to, every moment is."""
    return times is None or any(time.covers(moment) for time in times)
