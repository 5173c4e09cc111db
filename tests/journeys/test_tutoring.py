"""A tutor gives a paper dates, watches its sitting, gives more time and releases; a learner's clock follows."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import headed, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer

Visitor = Callable[..., Page]
Check = Callable[[Page], None]
PASSWORD = "petrol margin depth violin"
LOOKS_AGAIN = 10_000  # milliseconds after which the page of a sitting asks the site by itself


@pytest.fixture
def centre(app: Flask) -> None:
    offer(app, a_paper())
    learner = a_person(app, Role.LEARNER, name="Ada Learner", email="learner@example.org")
    tutor = a_person(app, Role.TUTOR, name="Tom Tutor", email="tutor@example.org")
    a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")
    with app.app_context():
        for person in (learner, tutor):
            passwords.give_password(person, PASSWORD, at=now())


def set_dates(tutor: Page, **dates: str) -> None:
    tutor.goto("/cohorts/")
    tutor.get_by_role("link", name="Autumn").click()
    tutor.get_by_role("link", name="Papers: dates, sittings and results").click()
    tutor.get_by_role("link", name="the dates of First paper").click()
    for label, moment in dates.items():
        tutor.get_by_label(label.replace("_", " ")).fill(moment)
    tutor.get_by_role("button", name="Save the dates").click()
    headed(tutor, "Papers for Autumn")


def start(learner: Page) -> None:
    learner.goto("/today")
    learner.get_by_role("link", name="First paper").click()
    learner.get_by_role("button", name="Start the paper").click()
    expect(learner.get_by_role("timer")).to_be_visible()


def asks_again(learner: Page, left: str) -> None:
    """The page asks the site for the time when its connection comes back, as it does now and then."""
    learner.evaluate("dispatchEvent(new Event('online'))")
    expect(learner.get_by_role("timer")).to_contain_text(left)


def test_a_tutor_assigns_watches_extends_and_releases(
    app: Flask, visitor: Visitor, accessible: Check, centre: None
) -> None:
    tutor, learner = visitor(), visitor(width=390)
    tutor.clock.install()
    sign_in(tutor, "tutor@example.org")
    sign_in(learner, "learner@example.org")
    set_dates(tutor, Closes="2026-09-01T15:00", Results_are_released="2026-09-01T17:00")
    accessible(tutor)
    tutor.get_by_role("link", name="First paper", exact=True).click()
    row = tutor.get_by_role("row", name="Ada Learner")
    expect(row).to_contain_text("Not started")

    learner.goto("/today")
    expect(learner.get_by_text("closes today at 15:00")).to_be_visible()
    start(learner)
    tutor.clock.run_for(LOOKS_AGAIN)
    expect(row).to_contain_text("Sitting")
    accessible(tutor)
    tutor.reload()
    tutor.get_by_label("Minutes more").fill("10")
    tutor.get_by_label("Reason").fill("A fire alarm.")
    tutor.get_by_role("button", name="Give more time now").click()
    expect(tutor.get_by_text("10 more minutes for 1 learner")).to_be_visible()
    asks_again(learner, "29:5")

    learner.goto(learner.url.replace("items/1", "review"))
    learner.get_by_role("button", name="Submit").first.click()
    expect(learner.get_by_text("today at 17:00")).to_be_visible()
    tutor.clock.run_for(LOOKS_AGAIN)
    expect(row).to_contain_text("Submitted")
    row.get_by_role("link").click()
    expect(tutor.get_by_text("A fire alarm.")).to_be_visible()
    accessible(tutor)
    tutor.go_back()
    tutor.get_by_role("link", name="Papers", exact=True).click()
    tutor.get_by_role("link", name="the dates of First paper").click()
    tutor.get_by_role("link", name="Release now").click()
    expect(tutor.get_by_text("Results come now instead of today at 17:00 BST")).to_be_visible()
    accessible(tutor)
    tutor.get_by_role("button", name="Release results now").click()
    headed(tutor, "Papers for Autumn")
    learner.reload()
    expect(learner.get_by_role("heading", name="Score")).to_be_visible()


def test_a_learner_gets_extra_time_in_the_middle_and_sees_it(visitor: Visitor, accessible: Check, centre: None) -> None:
    tutor, learner = visitor(), visitor()
    sign_in(tutor, "tutor@example.org")
    sign_in(learner, "learner@example.org")
    learner.goto("/quizzes/first-paper")
    learner.get_by_role("button", name="Start the paper").click()
    expect(learner.get_by_role("timer")).to_be_visible()
    tutor.goto("/cohorts/")
    tutor.get_by_role("link", name="Autumn").click()
    tutor.get_by_role("link", name="Ada Learner").click()
    tutor.get_by_role("link", name="Adjustments").click()
    tutor.get_by_label("Per cent extra").fill("25")
    tutor.get_by_label("Reason").fill("As agreed in May.")
    tutor.get_by_role("button", name="Save the adjustments").click()
    expect(tutor.get_by_text("1 running paper changed")).to_be_visible()
    accessible(tutor)
    asks_again(learner, "24:5")
    learner.goto("/account")
    expect(learner.get_by_text("25% extra time")).to_be_visible()
