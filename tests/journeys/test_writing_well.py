"""A learner plans, is reminded of it, answers, keeps a stage to themselves, hands in, and takes it back."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_reflection, a_text

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.mark.parametrize(("javascript", "width"), [(True, 390), (False, 1380)])
def test_a_plan_comes_back_and_what_was_handed_in_is_taken_back(
    app: Flask, visitor: Visitor, accessible: Check, javascript: bool, width: int
) -> None:
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    a_cohort(app, learners=(learner,), tutors=(a_person(app, Role.TUTOR),))
    a_reflection(app, learner, a_text("The first", context="consultation", action_plan="Ask about scars first."))
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    page = visitor(javascript=javascript, width=width)
    sign_in(page, "learner@example.org")
    page.goto("/journal/")
    page.get_by_label("Title").fill("The second")
    page.get_by_label("What it is about").select_option("A consultation")
    page.get_by_label("How to reflect").select_option("Driscoll (2007)")
    page.get_by_role("button", name="Start this reflection").click()

    expect(page.get_by_text("Ask about scars first.")).to_be_visible()
    page.get_by_role("textbox", name="Since last time").fill("I did.")
    page.get_by_role("textbox", name="What", exact=True).fill("We agreed to wait.")
    page.get_by_role("textbox", name="So what").fill("I felt pressed.")
    page.get_by_role("textbox", name="Now what").fill("Be better.")
    page.get_by_role("checkbox", name="Keep to myself : so what").check()
    page.get_by_role("group", name="Criteria this shows").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Save and show its prompts").click()
    expect(page.get_by_text("Action without an owner, a date or a measure.")).to_be_visible()
    if javascript:
        accessible(page)
    page.get_by_role("button", name="Save and switch these off").click()
    expect(page.get_by_text("Prompts are switched off")).to_be_visible()
    expect(page.get_by_role("textbox", name="Since last time")).to_have_value("I did.")

    page.get_by_role("button", name="Continue to hand in").click()
    expect(page.get_by_text("Kept to yourself: so what.")).to_be_visible()
    page.get_by_role("checkbox", name="Nothing here identifies my client").check()
    page.get_by_role("checkbox", name="This is my own work").check()
    page.get_by_label("How you used AI for it").fill("No AI.")
    page.get_by_role("button", name="Hand in to your tutor").click()
    expect(page.get_by_text("Driscoll (2007)")).to_be_visible()
    expect(page.get_by_text("I felt pressed.")).to_have_count(0)
    page.get_by_text("Withdraw this submission").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_text("You withdrew this")).to_be_visible()
    if javascript:
        accessible(page)
