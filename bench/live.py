"""What it costs to watch five hundred learners sit a paper."""

import time
from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import insert, select

from bench import setting
from bench.figures import Figure
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow, RoleRow
from revision_app.cohorts.models import CohortRow, CohortTutorRow, EnrolmentRow
from revision_app.db import db
from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import AttemptRow, StepRow
from revision_app.quiz.bank import library
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.statements import counted

SITTERS = 500
ANSWERS = 60  # of each, counting those that were changed
ROUNDS = 5


def figures(site: setting.Site) -> Iterator[Figure]:
    tutor, path = _a_sitting(site)
    browser = Browser(site.app, tutor)
    browser.client.get(path)
    with counted(site.app) as sent:
        assert browser.client.get(path).status_code == 200
    yield Figure("live-view-of-500-sitters-beside-sign-in", len(sent) - 1, "statements", "<=3")
    took = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        browser.client.get(path)
        took.append(time.perf_counter() - began)
    yield Figure("live-view-of-500-sitters", min(took) * 1000, "ms", "<=1000")


def _a_sitting(site: setting.Site) -> tuple[int, str]:
    """Everyone in the middle of the first paper; the tutor, and the page on which they watch it."""
    with site.app.app_context():
        at = now()
        paper = next(iter(library.bank().papers.values())).sample
        people = [{"name": f"Sitter {n:03}", "email": f"sitter{n}@example.org", "made_at": at} for n in range(SITTERS)]
        tutor, *learners = db.session.scalars(insert(PersonRow).returning(PersonRow.id), people)
        cohort = CohortRow(name="Five hundred", made_at=at)
        db.session.add_all([cohort, RoleRow(person_id=tutor, role=Role.TUTOR)])
        db.session.flush()
        db.session.add(CohortTutorRow(cohort_id=cohort.id, tutor_id=tutor, started_at=at))
        db.session.execute(
            insert(EnrolmentRow), [{"cohort_id": cohort.id, "learner_id": one, "started_at": at} for one in learners]
        )
        db.session.commit()
        sitting.start(paper.id, learner_id=learners[0], seed="seed", at=at)
        first = db.session.scalar(select(AttemptRow).where(AttemptRow.learner_id == learners[0]))
        assert first is not None
        columns = {column.name: getattr(first, column.name) for column in AttemptRow.__table__.columns}
        others = [
            {name: value for name, value in columns.items() if name != "id"} | {"learner_id": one}
            for one in learners[1:]
        ]
        attempts = [first.id, *db.session.scalars(insert(AttemptRow).returning(AttemptRow.id), others)]
        steps = [
            _step(paper.items[n % len(paper.items)].item.id, attempt, n) | {"at": at + timedelta(seconds=n)}
            for attempt in attempts
            for n in range(ANSWERS)
        ]
        db.session.execute(insert(StepRow), steps)
        db.session.commit()
        return tutor, f"/sittings/{cohort.id}/{paper.id}"


def _step(item_id: str, attempt_id: int, number: int) -> dict[str, object]:
    return {
        "attempt_id": attempt_id,
        "segment": 1,
        "kind": StepKind.RESPONDED,
        "item_id": item_id,
        "response": ["a"],
        "key": f"bench-{number:04}",
        "certainty": None,
    }
