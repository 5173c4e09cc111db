"""Two tutors mark one piece at their own browsers, agree, and set its release, which is called back in time."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.marking.actions import second
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_submission


def test_two_tutors_mark_one_piece_agree_and_set_its_release(
    app: Flask, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    learner = a_person(app, name="Demo Learner")
    tutors = [
        a_person(app, Role.TUTOR, name=f"Demo Tutor {name}", email=f"{name}@example.org") for name in ("one", "two")
    ]
    a_cohort(app, learners=(learner,), tutors=(tutors[0],))
    piece = a_submission(app, learner)
    with app.app_context():
        for tutor in tutors:
            passwords.give_password(tutor, PASSWORD, at=now())
        second.ask(piece, tutors[1], actor_id=tutors[0], at=now())
    one, two = visitor(width=1380), visitor(width=390, javascript=False)
    for page, name in ((one, "one"), (two, "two")):
        sign_in(page, f"{name}@example.org")
        page.goto(f"/submissions/{piece}")

    two.get_by_role("radio", name="Achieved").check(force=True)
    two.get_by_role("button", name="Finish my marking").click()
    expect(two.get_by_role("heading", name="You have finished")).to_be_visible()

    one.locator("label", has_text="Not evidenced").first.click()
    one.get_by_role("button", name="Save marking").last.click()
    expect(one.get_by_text("Marking saved")).to_be_visible()
    accessible(one)
    one.get_by_role("button", name="My marking is finished").click()
    one.get_by_role("link", name="Agree on the outcome").click()
    one.locator("label", has_text="Achieved").first.click()
    one.get_by_label("Why this is the outcome").fill("It is on page two.")
    accessible(one)
    one.get_by_role("button", name="Agree on this outcome").click()
    expect(one.get_by_text("The two markers agree now.")).to_be_visible()

    one.goto("/marking/releases/")
    accessible(one)
    one.get_by_label("Release at").fill("2026-09-02T09:00")
    one.get_by_role("button", name="Release the ticked at that time").click()
    expect(one.get_by_role("heading", name="To be released (1)")).to_be_visible()
    accessible(one)
    one.get_by_role("button", name="Call the release back").click()
    expect(one.get_by_role("heading", name="Ready (1)")).to_be_visible()
