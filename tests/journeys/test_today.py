"""Today in a browser: from signing in to whoever needs somebody, in as few clicks as the page promises."""

from flask import Flask
from playwright.sync_api import expect

from revision_app.accounts.core import Role
from tests.journeys.test_statistics import Check, Visitor, signed_in
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_challenge
from tests.support.sitting import later


def test_a_tutor_is_two_clicks_from_an_answer_and_from_the_learner_who_needs_them_most(
    app: Flask, visitor: Visitor, site: str, accessible: Check
) -> None:
    learner, tutor = a_person(app, name="Ada Learner"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner, a_person(app, name="Zoe Quiet")), tutors=(tutor,))
    later(app, days=20)
    a_challenge(app, learner)
    page = signed_in(app, visitor, site, tutor)
    page.goto("/today")
    accessible(page)
    section = page.get_by_role("region", name="Challenges to answer")
    section.get_by_role("link").first.click()
    accessible(page)
    page.get_by_label("Your answer").fill("It stands: the section says why.")
    page.get_by_text("Explained: it stands").click()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("Answered.", exact=True)).to_be_visible()

    page.goto("/today")
    expect(page.get_by_role("heading", name="Challenges to answer")).to_have_count(0)
    page.get_by_role("region", name="Learners who may need you").get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Zoe Quiet")


def test_a_newcomer_chooses_their_time_without_scripts(app: Flask, visitor: Visitor, site: str) -> None:
    page = signed_in(app, visitor, site, a_person(app), javascript=False)
    page.goto("/today")
    expect(page.get_by_role("heading", name="Where do I stand?")).to_be_visible()
    page.get_by_role("link", name="10 minutes").click()
    expect(page.locator(".next h2")).to_contain_text("Read “")
    page.locator(".next .primary").click()
    assert "#" not in page.url
