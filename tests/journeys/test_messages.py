"""A tutor writes to a cohort, a learner finds it on Today and answers on a phone."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person


def test_a_message_to_a_cohort_is_found_on_today_and_answered(
    app: Flask, site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    learners = a_person(app, name="Demo Learner"), a_person(app, name="Demo Learner Two")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor")
    cohort = a_cohort(app, learners=learners, tutors=(tutor,))
    tom, lea = _signed_in(app, site, visitor(), tutor), _signed_in(app, site, visitor(width=390), learners[0])
    tom.goto(f"/cohorts/{cohort}")
    tom.get_by_role("link", name="Write to learners").click()
    tom.get_by_label("What it is about").fill("Wednesday")
    tom.get_by_label("Message", exact=True).fill("Bring your log: https://example.org/plan.")
    accessible(tom)
    tom.get_by_role("button", name="Send the message").click()
    expect(tom.get_by_role("heading", name="Who has read it")).to_be_visible()

    lea.goto("/today")
    lea.get_by_role("link", name="Demo Tutor: Wednesday").click()
    expect(lea.get_by_role("link", name="https://example.org/plan")).to_be_visible()
    lea.get_by_label("Your answer").fill("I shall.")
    accessible(lea)
    lea.get_by_role("button", name="Send the answer").click()
    expect(lea.get_by_role("listitem").filter(has_text="I shall.")).to_be_visible()

    tom.reload()
    expect(tom.get_by_role("listitem").filter(has_text="1 answer")).to_have_count(1)


def _signed_in(app: Flask, site: str, page: Page, person_id: int) -> Page:
    cookie = Browser(app, person_id).client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    return page
