"""An administrator gives a cohort dates and a lead, archives it in the end, and undoes that."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person


def test_a_cohort_is_dated_led_and_archived(
    app: Flask, site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    tutors = a_person(app, Role.TUTOR, name="Demo Tutor"), a_person(app, Role.TUTOR, name="Demo Tutor Two")
    cohort = a_cohort(app, learners=(a_person(app, name="Demo Learner"),), tutors=tutors, name="Spring")
    page = visitor()
    admin = Browser(app, a_person(app, Role.ADMINISTRATOR, name="Demo Chief"))
    page.context.add_cookies([{"name": "session", "value": admin.client.get_cookie("session").value, "url": site}])
    page.goto(f"/cohorts/{cohort}/people")
    page.get_by_label("Starts on").fill("2026-09-01")
    page.get_by_label("Ends on").fill("2027-06-30")
    page.get_by_role("button", name="Save the dates").click()
    expect(page.get_by_text("Taught from 1 September 2026 until 30 June 2027")).to_be_visible()
    page.get_by_role("button", name="Make lead Demo Tutor Two").click()
    expect(page.get_by_role("listitem").filter(has_text="Demo Tutor Two")).to_contain_text("leads the cohort")
    archive = page.get_by_role("region", name="Archive")
    archive.get_by_label("Reason").fill("The course is over.")
    archive.get_by_role("button", name="Archive the cohort").click()
    expect(page.get_by_text("The course is over.")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Undo the archiving").click()
    expect(page.get_by_role("heading", name="1 learner")).to_be_visible()
