from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Select, and_, func, select, union_all

from ..accounts.core import Person, Role
from ..accounts.queries import everybody
from ..db import db
from .core import Cohort, CohortSize
from .models import CohortRow, CohortTutorRow, EnrolmentRow

_PERSON = everybody().subquery()
_OPEN = _PERSON.c.closed_at.is_(None)


def learners_taught_by(tutor_id: int) -> Select[int]:
    """The ids of the learners in a tutor's cohorts, as a subquery that every tutor's query is scoped with."""
    return (
        select(EnrolmentRow.learner_id)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == EnrolmentRow.cohort_id)
        .where(CohortTutorRow.tutor_id == tutor_id)
    )


def enrolments() -> Select[int, int]:
    """The ids of learners, each beside that of a cohort that they are in: a subquery to be narrowed down."""
    return select(EnrolmentRow.learner_id, EnrolmentRow.cohort_id)


def learner(learner_id: int, *, tutor_id: int) -> Person | None:
    """A learner of one of this tutor's cohorts; anyone else is as good as missing."""
    row = db.session.execute(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email).where(
            _PERSON.c.id == learner_id, _PERSON.c.id.in_(learners_taught_by(tutor_id))
        )
    ).one_or_none()
    return row and Person(row.id, row.name, row.email, frozenset({Role.LEARNER}))


def cohort(cohort_id: int, *, tutor_id: int) -> Cohort | None:
    """One of this tutor's cohorts; any other is as good as missing."""
    row = db.session.execute(
        select(CohortRow.id, CohortRow.name)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        .where(CohortRow.id == cohort_id, CohortTutorRow.tutor_id == tutor_id)
    ).one_or_none()
    return row and Cohort(row.id, row.name)


def class_of(cohort_id: int, *, tutor_id: int) -> tuple[Cohort, list[Person]] | None:
    """One of this tutor's cohorts with its learners by name, in one statement."""
    rows = db.session.execute(
        select(CohortRow.name.label("cohort"), _PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .join(CohortTutorRow, CohortTutorRow.cohort_id == CohortRow.id)
        .outerjoin(EnrolmentRow, EnrolmentRow.cohort_id == CohortRow.id)
        .outerjoin(_PERSON, and_(_PERSON.c.id == EnrolmentRow.learner_id, _OPEN))
        .where(CohortRow.id == cohort_id, CohortTutorRow.tutor_id == tutor_id)
        .order_by(_PERSON.c.name, _PERSON.c.id)
    ).all()
    learners = [Person(row.id, row.name, row.email, frozenset({Role.LEARNER})) for row in rows if row.id]
    return (Cohort(cohort_id, rows[0].cohort), learners) if rows else None


def any_cohort(cohort_id: int) -> Cohort | None:
    """A cohort, for an administrator."""
    row = db.session.execute(select(CohortRow.id, CohortRow.name).where(CohortRow.id == cohort_id)).one_or_none()
    return row and Cohort(row.id, row.name)


def cohorts_of(tutor_id: int) -> list[CohortSize]:
    """The cohorts that somebody teaches, by name."""
    mine = CohortTutorRow.cohort_id == CohortRow.id, CohortTutorRow.tutor_id == tutor_id
    return _sizes(_COHORTS.where(select(CohortTutorRow.cohort_id).where(*mine).exists()))


def all_cohorts() -> list[CohortSize]:
    """Every cohort by name, for an administrator."""
    return _sizes(_COHORTS)


def _sizes(chosen: Select[int, str, int, int]) -> list[CohortSize]:
    return [CohortSize(*row) for row in db.session.execute(chosen)]


_COHORTS = select(
    CohortRow.id,
    CohortRow.name,
    select(func.count())
    .select_from(EnrolmentRow)
    .join(_PERSON, _PERSON.c.id == EnrolmentRow.learner_id)
    .where(EnrolmentRow.cohort_id == CohortRow.id, _OPEN)
    .scalar_subquery()
    .label("learners"),
    select(func.count())
    .select_from(CohortTutorRow)
    .join(_PERSON, _PERSON.c.id == CohortTutorRow.tutor_id)
    .where(CohortTutorRow.cohort_id == CohortRow.id, _OPEN)
    .scalar_subquery()
    .label("tutors"),
).order_by(CohortRow.name)


def learners_in(cohort_id: int) -> list[Person]:
    """The learners of a cohort by name; ask ``cohort`` first whether it may be seen."""
    return _people(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .join(EnrolmentRow, EnrolmentRow.learner_id == _PERSON.c.id)
        .where(EnrolmentRow.cohort_id == cohort_id, _OPEN),
        Role.LEARNER,
    )


def tutors_of(cohort_id: int) -> list[Person]:
    """The tutors of a cohort by name."""
    return _people(
        select(_PERSON.c.id, _PERSON.c.name, _PERSON.c.email)
        .join(CohortTutorRow, CohortTutorRow.tutor_id == _PERSON.c.id)
        .where(CohortTutorRow.cohort_id == cohort_id, _OPEN),
        Role.TUTOR,
    )


def _people(chosen: Select[int, str, str], role: Role) -> list[Person]:
    rows = db.session.execute(chosen.order_by(_PERSON.c.name, _PERSON.c.id))
    return [Person(row.id, row.name, row.email, frozenset({role})) for row in rows]


def cohorts_by_person(ids: Iterable[int]) -> dict[int, list[Cohort]]:
    """The cohorts that each of these people learns or teaches in, by name."""
    places = union_all(
        select(EnrolmentRow.learner_id.label("person_id"), EnrolmentRow.cohort_id),
        select(CohortTutorRow.tutor_id, CohortTutorRow.cohort_id),
    ).subquery()
    cohorts = defaultdict(list)
    for person_id, cohort_id, name in db.session.execute(
        select(places.c.person_id, CohortRow.id, CohortRow.name)
        .join(CohortRow, CohortRow.id == places.c.cohort_id)
        .where(places.c.person_id.in_(set(ids)))
        .distinct()
        .order_by(CohortRow.name)
    ):
        cohorts[person_id].append(Cohort(cohort_id, name))
    return cohorts


def number() -> int:
    """How many cohorts the centre has."""
    return db.session.execute(select(func.count()).select_from(CohortRow)).scalar_one()
