"""A question's page tells what happened to it: versions, regrades and challenges."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from revision_app.accounts.core import Role
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.tutoring.actions import challenges
from revision_app.web.clock import now
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.regrading import begin
from tests.support.statements import counted

As = Callable[..., Browser]


def test_versions_regrades_and_challenges_stand_in_the_order_of_time(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app, name="Ada First"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    offer(app, a_paper((an_item("one"),), attempts=5))
    browser, path = as_(tutor), "/quizzes/first-paper/statistics/one"
    assert "Nothing has happened to it yet." in browser.get(path).text
    attempt = sit(app, learner, {"one": "a"})
    app.extensions["frozen_now"] += timedelta(days=1)
    with app.app_context():
        challenges.challenge(attempt, "one", "The unit says otherwise.", learner_id=learner, at=now())
    app.extensions["frozen_now"] += timedelta(days=1)
    offer(app, a_paper((an_item("one", stem="What is it, in other words?"),), attempts=5))
    sit(app, learner, {"one": "a"})
    app.extensions["frozen_now"] += timedelta(days=1)
    begin(app, "one", Way.FULL, "Both options hold.", a_person(app, Role.ADMINISTRATOR, name="Demo Decider"))
    browser.get(path)  # which notes when its reader was seen last
    with counted(app) as sent:
        page = browser.get(path).text
    assert len(sent) <= 8
    history = " ".join(page.partition('id="history"')[2].split())
    told = ["Full marks for everybody", "another wording", "A learner challenged it", "its first wording"]
    places = [history.find(words) for words in told]
    assert places == sorted(places)
    assert places[0] > 0
    assert "by <bdi>Demo Decider</bdi>: Both options hold." in history
    assert "Ada First" not in page  # the challenge's own page names them, and notes who reads it
