"""Small makers of what tests need to exist. Each returns the id of what it made, and takes only what matters."""

from itertools import count

from flask import Flask

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow, RoleRow
from revision_app.cohorts.models import CohortRow, CohortTutorRow, EnrolmentRow
from revision_app.db import db
from revision_app.web.clock import now

_numbers = count(1)


def a_person(app: Flask, *roles: Role, name: str = "", email: str = "") -> int:
    """Somebody with these roles (a learner unless told), who has no password yet."""
    number = next(_numbers)
    with app.app_context():
        person = PersonRow(name=name or f"Person {number}", email=email or f"person{number}@example.org", made_at=now())
        db.session.add(person)
        db.session.flush()
        db.session.add_all(RoleRow(person_id=person.id, role=role) for role in roles or (Role.LEARNER,))
        db.session.commit()
        return person.id


def a_cohort(app: Flask, *, learners: tuple[int, ...] = (), tutors: tuple[int, ...] = (), name: str = "") -> int:
    with app.app_context():
        cohort = CohortRow(name=name or f"Cohort {next(_numbers)}", made_at=now())
        db.session.add(cohort)
        db.session.flush()
        db.session.add_all(
            EnrolmentRow(cohort_id=cohort.id, learner_id=learner, started_at=now()) for learner in learners
        )
        db.session.add_all(CohortTutorRow(cohort_id=cohort.id, tutor_id=tutor, started_at=now()) for tutor in tutors)
        db.session.commit()
        return cohort.id
