from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, Text, cast, literal, select, union_all

from ..cohorts import queries as cohorts
from ..cohorts.core import Roster
from ..criteria.library import qualification
from ..db import built_once, db
from ..evidence import queries as evidence
from ..evidence.files import queries as files
from ..evidence.sets import queries as sets
from ..journal import queries as journal
from ..log import queries as log
from ..log.core.selection import KIND as RECORDS
from ..marking.queries import comments
from ..marking.queries import submissions as marking
from ..messages import queries as messages
from ..quality import queries as quality
from ..quiz.attempts.queries import results, rules
from ..quiz.readiness import queries as readiness
from ..quiz.readiness.core.readiness import Occasion, Readiness
from ..quiz.tutoring.queries import challenges, open_answers, sittings
from ..quiz.tutoring.queries import happened as happenings
from ..quiz.tutoring.queries import news as tutoring
from ..shared.feed import InHand, Waiting
from ..statements import queries as statements
from ..study import queries as study
from ..web.filters import day
from . import library
from .core import MatrixRow, TutorsMatrix, matrix
from .core.aim import Aim, AimKind
from .core.cohort import CohortLine
from .core.own_matrix import Drafted, OwnMatrix, OwnRow, own_matrix
from .core.ranking import WEEK
from .core.risk import Risk, risk
from .core.trend import CohortMedian, compared
from .models import AimRow

AIM = "aim"


def in_hand(learner_id: int, *, since: datetime) -> list[InHand]:
    """What a learner has drafted, been told ``since`` and read, the last changed first: in one statement."""
    rows = db.session.execute(*_in_hand(learner_id, since))
    return [InHand(row.kind, row.id, row.title, row.at) for row in rows]


@built_once
def _in_hand(learner_id: int, since: datetime) -> Select[Any]:
    every = union_all(
        files.in_hand(learner_id, since=since),
        _aimed_for(learner_id),
        library.plans().in_hand(learner_id),
        cohorts.in_hand(learner_id),
        journal.in_hand(learner_id),
        messages.in_hand(learner_id),
        statements.in_hand(learner_id),
        study.in_hand(learner_id),
        tutoring.in_hand(learner_id, since=since),
    ).subquery()
    return select(every).order_by(every.c.at.desc(), every.c.kind, every.c.id.desc())


def _aimed_for(learner_id: int) -> Select[Any]:
    row: Any = AimRow
    what = _aim_in_words().label("title")
    return select(literal(AIM).label("kind"), literal(0).label("id"), what, row.at).where(row.learner_id == learner_id)


def aimed_at(learner_id: int) -> ScalarSelect[Any]:
    """The date that a learner aims for, to be asked for with something else; ``aim_from`` reads it."""
    return select(_aim_in_words()).where(AimRow.learner_id == learner_id).scalar_subquery()


def _aim_in_words() -> Any:
    row: Any = AimRow
    return row.day + " " + cast(row.kind, Text)


def aim_from(words: str) -> Aim:
    return _aim(*words.split())


def aim_among(in_hand: Iterable[InHand]) -> Aim | None:
    """The date that a learner aims for, among what they have in hand; ``None`` where there is none."""
    said = next((each.title for each in in_hand if each.kind == AIM), None)
    return aim_from(said) if said else None


def aims_between(first: date, last: date) -> Select[int, str, AimKind]:
    """Learners who aim for a day between these two, with the day and its kind: a subquery."""
    between = AimRow.day.between(first.isoformat(), last.isoformat())
    return select(AimRow.learner_id, AimRow.day, AimRow.kind).where(between)


def aim_of(learner_id: int) -> Aim | None:
    """The date that a learner aims for; ``None`` where there is none."""
    row = db.session.get(AimRow, learner_id)
    return _aim(row.day, row.kind) if row else None


def _aim(day: str, kind: str) -> Aim:
    return Aim(date.fromisoformat(day), AimKind(kind))


def of_tutor(tutor_id: int, cohort_ids: Collection[int], *, at: datetime) -> list[Waiting]:
    """What waits for a tutor besides pieces, goes on and happened last, the oldest first: in one statement."""
    rows = db.session.execute(*_of_tutor(tutor_id, cohort_ids, at, until=at + WEEK))
    return [Waiting(*row) for row in rows]


@built_once
def _of_tutor(tutor_id: int, cohort_ids: Collection[int], at: datetime, until: datetime) -> Select[Any]:
    every = union_all(
        comments.waiting(tutor_id, at=at),
        messages.waiting(tutor_id),
        quality.waiting(tutor_id, at=at),
        challenges.waiting(tutor_id, at=at),
        open_answers.waiting(tutor_id, at=at),
        sittings.going_on(tutor_id, at=at),
        *rules.dates_within(cohort_ids, at=at, until=until),
        *_last_active(tutor_id, at),
    ).subquery()
    return select(every).order_by(every.c.at, every.c.kind, every.c.id)


def _last_active(tutor_id: int, at: datetime) -> tuple[Select[Any], ...]:
    taught = cohorts.learners_taught_by(tutor_id, at=at)
    return cohorts.joined(tutor_id, at=at), sittings.last_sat(tutor_id, at=at), evidence.last_handed_in(taught)


def happened(learner_id: int, *, tutor_id: int, at: datetime) -> list[Waiting]:
    """What of a learner's log, challenges, attempts and adjustments a tutor may know: see ``cohorts.may_read``."""
    return [Waiting(*row) for row in db.session.execute(*_happened(learner_id, tutor_id, at))]


@built_once
def _happened(learner_id: int, tutor_id: int, at: datetime) -> Select[Any]:
    every = union_all(log.happened(learner_id), *happenings.happened(learner_id)).subquery()
    readable = cohorts.may_read(tutor_id, every.c.learner_id, every.c.at, at=at)
    return select(every).where(readable).order_by(every.c.at, every.c.kind, every.c.id)


def cohort_lines(roster: Roster, known: Mapping[int, Mapping[str, Readiness]], *, at: datetime) -> list[CohortLine]:
    """The learners of a cohort as tutors see them, by name; the statements do not grow with the learners.

    ``known`` is how ready each of them is, by criterion.
    """
    ids = [learner.id for learner in roster.learners]
    last = active_at(Waiting(*row) for row in db.session.execute(*_last_active_of(roster.cohort.id, ids, at)))
    seen = {learner: TutorsMatrix.of(rows) for learner, rows in matrices(ids, at=at, with_to_do=False).items()}
    return [
        CohortLine(
            person,
            seen[person.id].rows,
            seen[person.id].blind,
            risk_of(seen[person.id], last.get(person.id), at=at),
            known.get(person.id, {}),
        )
        for person in roster.learners
    ]


def compared_cohorts(tutor_id: int, *, at: datetime) -> Sequence[CohortMedian]:
    """The cohorts of a tutor beside each other, in two statements."""
    learners_of = cohorts.learners_by_cohort(tutor_id, at=at)
    achieved = marking.achieved_by({learner for ids in learners_of.values() for learner in ids}, at=at)
    return compared(((cohort.id, cohort.name, ids) for cohort, ids in learners_of.items()), achieved)


def risk_of(matrix: TutorsMatrix, active: datetime | None, *, at: datetime) -> Risk:
    """Why somebody may need their tutor; ``active`` is when they last sat or handed in something, or else joined."""
    return risk(matrix.rows, active_at=active, day=day(active) if active and not matrix.blind else "", at=at)


@built_once
def _last_active_of(cohort_id: int, ids: Collection[int], at: datetime) -> Select[Any]:
    joined, sat, handed_in = (
        cohorts.joined_cohort(cohort_id, at=at),
        sittings.last_sat_by(ids),
        evidence.last_handed_in(ids),
    )
    return select(union_all(joined, sat, handed_in).subquery())


def active_at(waiting: Iterable[Waiting]) -> dict[int, datetime]:
    """When each learner last sat or handed in something, or else joined."""
    last: dict[int, datetime] = {}
    for each in waiting:
        if each.kind in (cohorts.JOINED, sittings.SAT, evidence.HANDED_IN):
            last[each.learner_id] = max(each.at, last.get(each.learner_id, each.at))
    return last


def own_matrix_of(learner_id: int, known: Mapping[str, Readiness], *, at: datetime) -> OwnMatrix:
    """A learner's own matrix, as they may see it: from decisions, drafts and what is known by their answers."""
    return matrix_of(learner_id, decided([learner_id], at=at)[learner_id], known, at=at)


def matrix_of(learner_id: int, rows: Sequence[MatrixRow], known: Mapping[str, Readiness], *, at: datetime) -> OwnMatrix:
    """The same from what was decided, as it was read before."""
    asked = library.sufficiency()
    return own_matrix(
        rows,
        drafted(learner_id),
        known,
        asked,
        said=log.said_in_pieces(learner_id) if asked.asks_of_records else {},
        record_kind=RECORDS,
        at=at,
    )


def own_row_of(learner_id: int, criterion_id: str, *, at: datetime) -> tuple[OwnRow, list[Occasion]] | None:
    """One criterion of it, and what its knowledge was worked out from, the oldest first; ``None`` if there is none."""
    knowledge, occasions = readiness.told_of(learner_id, criterion_id, at=at)
    row = own_matrix_of(learner_id, knowledge, at=at).row(criterion_id)
    return (row, occasions) if row else None


def decided(learner_ids: Iterable[int], *, at: datetime) -> dict[int, tuple[MatrixRow, ...]]:
    """Where each learner's evidence stands on every criterion, from decisions alone."""
    claims_of = marking.claims(learner_ids, at=at)
    return {learner: matrix(qualification().criteria, {}, claims) for learner, claims in claims_of.items()}


def drafted(learner_id: int) -> list[Drafted]:
    """What a learner has that could be handed in, with the criteria it is tagged with, the last changed first."""
    rows = db.session.execute(*_drafted(learner_id))
    return [Drafted(row.kind, row.id, row.title, row.at, tuple(row.criteria)) for row in rows]


@built_once
def _drafted(learner_id: int) -> Select[Any]:
    every = union_all(*(queries.tagged(learner_id) for queries in (journal, log, sets, statements))).subquery()
    return select(every).order_by(every.c.at.desc(), every.c.kind, every.c.id.desc())


def matrices(
    learner_ids: Iterable[int], *, at: datetime, shown_at: datetime | None = None, with_to_do: bool = True
) -> dict[int, tuple[MatrixRow, ...]]:
    """Each learner's matrix, read from results and decisions; the statements do not grow with the learners.

    With ``shown_at`` without the marks that are not released to the learner by then; ``with_to_do`` is as for
    ``marking.claims``.
    """
    learners = list(learner_ids)
    mastery = results.mastery(learners, shown_at=shown_at)
    evidence = marking.claims(learners, at=at, with_to_do=with_to_do)
    criteria = qualification().criteria
    return {learner: matrix(criteria, mastery.get(learner, {}), evidence.get(learner, [])) for learner in learners}
