"""The thief, the leaver and a tutor who learns too, at the site as it is served. The slow client has its own file."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.quiz.attempts.actions import sitting as actions
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from revision_app.quiz.bank.core.paper import ItemVersion
from revision_app.web.clock import now
from tests.faults.test_kill import production
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.collected import of_folder
from tests.support.reflections import a_submission
from tests.support.served import ROOT
from tests.support.sitting import Sitting
from tests.support.wire import over_the_wire

At = Callable[[int, Role], Browser]
SEED = "seed"
DECIDED = {"seen": 0, "criterion-1.1-outcome": "achieved", "criterion-1.1-comment": "Well done.", "release": "1"}


@pytest.fixture
def at_the_site(built_app: Flask, app: Flask, tmp_path: Path) -> Iterator[At]:
    """``at_the_site(person_id, role)`` is that person at a server over the database of ``app``."""
    app.extensions["frozen_now"] = None
    settings = built_app.extensions["settings"]
    environment = os.environ | {
        "SECRET_KEY": settings.secret_key,
        "DATABASE_URL": settings.database_url,
        "INSTANCE_DIR": str(tmp_path),
    }
    with production(environment) as (port, _process):
        yield lambda person_id, role: over_the_wire(Browser(app, person_id, role), port)


def reason_of(version: ItemVersion) -> str:
    """Words of the reason of the key, which no page tells that does not tell the key."""
    return max(re.findall(r"[A-Za-z ,]+", version.item.options[version.item.key].rationale), key=len)


def shared_question() -> tuple[str, str, int, ItemVersion]:
    """A timed paper, a practice paper, the number of a question of it that both ask, and the question."""
    bank, _ = of_folder(library.load, ROOT / "quizzes", Known((), None, None))
    papers = [offer.paper(SEED) for offer in bank.papers.values()]
    asked = {version: paper.id for paper in papers if paper.mode == "timed" for version in paper.items}
    return next(
        (asked[version], practice.id, n, version)
        for practice in papers
        if practice.is_practice
        for n, version in enumerate(practice.items, start=1)
        if version in asked and version.item.kind == "single_best_answer"
    )


def test_the_thief_the_leaver_and_the_two_role_tutor_meet_the_site_as_it_is_served(app: Flask, at_the_site: At) -> None:
    learner, both = a_person(app), a_person(app, *Role)
    tutor, admin = a_person(app, Role.TUTOR), a_person(app, Role.ADMINISTRATOR)
    cohort = a_cohort(app, learners=(learner, both), tutors=(tutor, both))
    lea = at_the_site(learner, Role.LEARNER)

    _steals_nothing(app, lea, learner)

    refused = at_the_site(both, Role.TUTOR).post(f"/submissions/{a_submission(app, both)}", DECIDED)
    assert refused.status_code == 409
    assert "own work" in refused.text

    piece = a_submission(app, learner)
    tess, ada = at_the_site(tutor, Role.TUTOR), at_the_site(admin, Role.ADMINISTRATOR)
    assert ada.post(f"/cohorts/{cohort}/learners/{learner}/remove", {"sure": "yes"}).status_code == 303
    assert tess.post(f"/submissions/{piece}", DECIDED).status_code == 303, "it was handed in to her"
    assert "Well done." in lea.get(f"/evidence/{piece}").text
    assert ada.get(f"/people/{learner}/records").status_code == 200


def _steals_nothing(app: Flask, lea: Browser, learner: int) -> None:
    timed, practice, n, version = shared_question()
    reason = reason_of(version)

    def begin(paper: str) -> Sitting:
        with app.app_context():  # so that what is drawn is known
            return Sitting(lea, attempt_id=actions.start(paper, learner_id=learner, seed=SEED, at=now()))

    practised = begin(practice)
    practised.answer(n, version.item.key, then="check")
    copy = f"/attempts/{practised.id}/paper"
    assert reason in lea.get(practised.url(n)).text
    assert reason not in lea.get(copy).text, "a device keeps no reasons"

    sitting = begin(timed)
    tempted = [practised.url(n), copy, f"/search?q={version.item.id}", sitting.url(1), f"/attempts/{sitting.id}/paper"]
    assert not any(reason in lea.get(path).text for path in tempted)
    sitting.submit()
    assert reason in lea.get(practised.url(n)).text
