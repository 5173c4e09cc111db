"""A cohort that is marked blind: the learner is told before handing in, the tutor meets a name only after release."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.marking.actions import rules
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_reflection

NAME = "Demo Learner"


def test_a_learner_hands_in_blind_and_the_tutor_meets_their_name_after_release(
    app: Flask, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    learner = a_person(app, name=NAME, email="learner@example.org")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    with app.app_context():
        for person in (learner, tutor):
            passwords.give_password(person, PASSWORD, at=now())
        asked = {"second_share": 0, "tolerance": 0, "return_days": None, "blind": True}
        rules.set_rules(cohort, **asked, author_id=tutor, at=now())
    theirs, desk = visitor(width=390), visitor(width=1380)
    sign_in(theirs, "learner@example.org")
    theirs.goto(f"/journal/{reflection}/hand-in")
    expect(theirs.get_by_text("This is marked without your name.")).to_be_visible()
    expect(theirs.get_by_text("under a made-up name")).to_be_visible()
    accessible(theirs)
    theirs.get_by_label("Nothing here identifies my client").check()
    theirs.get_by_label("This is my own work").check()
    theirs.get_by_label("How you used AI for it").fill("No AI.")
    theirs.get_by_role("button", name="Hand in").click()
    expect(theirs.get_by_text("It is marked without your name")).to_be_visible()

    sign_in(desk, "tutor@example.org")
    expect(desk.get_by_text(NAME)).to_have_count(0)
    desk.goto("/marking/")
    expect(desk.get_by_text(NAME)).to_have_count(0)
    accessible(desk)
    desk.get_by_role("link", name="Mark the oldest").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Learner ")
    expect(desk.get_by_text(NAME)).to_have_count(0)
    accessible(desk)
    desk.locator("label", has_text="Achieved").first.click()
    desk.get_by_role("button", name="Release decisions").first.click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text(NAME)
    theirs.reload()
    expect(theirs.get_by_text("It was marked without your name")).to_be_visible()
