"""An administrator finds the other account of a learner, sees what moves, and merges both."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import headed, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_reflection

PASSWORD = "petrol margin depth violin"


def test_a_second_account_is_found_looked_at_and_merged(
    app: Flask, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    chief = a_person(app, Role.ADMINISTRATOR, email="admin@example.org")
    stays = a_person(app, name="Demo Learner", email="demo@example.org")
    other = a_person(app, name="Demo Learner", email="twice@example.org")
    a_cohort(app, learners=(stays, other), name="Autumn")
    a_reflection(app, other)
    with app.app_context():
        passwords.give_password(chief, PASSWORD, at=now())
    page = visitor()
    sign_in(page, "admin@example.org")
    page.goto(f"/people/{stays}")
    page.get_by_role("link", name="Merge with another account of theirs").click()
    accessible(page)
    page.get_by_role("link", name="twice@example.org").click()
    headed(page, "Merge two accounts of Demo Learner")
    expect(page.get_by_role("listitem").filter(has_text="Your reflections")).to_contain_text("1")
    expect(page.get_by_text("Both are in Autumn")).to_be_visible()
    accessible(page)
    page.get_by_role("checkbox", name="I have checked that both accounts are of one person").check()
    page.get_by_role("button", name="Merge into demo@example.org").click()
    expect(page.get_by_text("The accounts are merged.")).to_be_visible()
    page.goto(f"/people/{other}")
    accessible(page)
    page.get_by_role("link", name="another one of theirs").click()
    headed(page, "Demo Learner")
