"""The large centre to measure on, at a size that a test can wait for."""

from flask import Flask
from sqlalchemy import func, select

from revision_app import large
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.cohorts.models import CohortRow
from revision_app.db import db
from revision_app.evidence.models import PieceRow
from revision_app.quiz.attempts.models import AttemptRow
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person

TINY = large.Size(learners=6, sittings=2, reflections=1, living=2)


def test_copies_are_whole_people_with_work_of_their_own(app: Flask) -> None:
    tutor = a_person(app, Role.TUTOR, email="tutor@example.org")
    settings = app.extensions["settings"]
    with app.app_context():
        filled = large.fill(TINY, settings, at=now())
        assert large.fill(TINY, settings, at=now()) is None
        crowd = db.session.scalars(select(PersonRow.id).where(PersonRow.email.like("learner-%")).order_by("id")).all()
        sat = dict(db.session.execute(select(AttemptRow.learner_id, func.count()).group_by("learner_id")).all())
        wrote = dict(db.session.execute(select(PieceRow.learner_id, func.count()).group_by("learner_id")).all())
        cohort = db.session.scalar(select(CohortRow.id).where(CohortRow.name == "Large cohort 01"))
    assert filled is not None
    assert (filled.cohorts, filled.learners, filled.pieces) == (large.COHORTS, 6, 12)
    assert sat == wrote == dict.fromkeys(crowd, 2)
    for path in ("/today", "/criteria/", "/journal/", "/quizzes/"):
        assert Browser(app, crowd[-1], Role.LEARNER).get(path).status_code == 200
    assert "Demo Learner 0001" in Browser(app, tutor, Role.TUTOR).get(f"/cohorts/{cohort}").text
    assert a_person(app) > crowd[-1]  # ids go on after the copies
