"""A learner says how sure they are and reads what came of it; their tutor reads how the questions work."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from revision_app.quiz.statistics.core.flags import ENOUGH
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, offer

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


def signed_in(app: Flask, visitor: Visitor, site: str, person: int, **how: object) -> Page:
    cookie = Browser(app, person).client.get_cookie("session")
    assert cookie is not None
    page = visitor(**how)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    return page


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_learner_is_certain_and_wrong_and_reads_why(
    app: Flask, visitor: Visitor, site: str, accessible: Check, javascript: bool
) -> None:
    offer(app, a_paper(items=(an_item("one"), an_item("two")), certainty=True))
    page = signed_in(app, visitor, site, a_person(app), javascript=javascript, width=390)
    page.goto("/quizzes/first-paper")
    page.get_by_role("button", name="Start the paper").click()
    page.get_by_label("Go on", exact=True).check()
    page.get_by_role("group", name="How sure are you?").get_by_label("Certain").check()
    if javascript:
        accessible(page)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of 2")
    page.get_by_label("Wait", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    page.get_by_role("button", name="Submit the paper for marking").click()
    wrong = page.locator(".certain-wrong")
    expect(wrong).to_contain_text("Certain and wrong: 1 question")
    expect(wrong).to_contain_text("would harm")
    if javascript:
        accessible(page)
    page.get_by_role("link", name="How sure you are over all papers").click()
    expect(page.get_by_role("heading", name="How well you judge yourself")).to_be_visible()
    if javascript:
        accessible(page)
    page.goto("/today")
    expect(page.get_by_role("heading", name="You were certain, and it would have harmed a client")).to_be_visible()


def test_a_tutor_goes_from_the_bank_to_what_is_wrong_with_a_question(
    app: Flask, visitor: Visitor, site: str, accessible: Check
) -> None:
    offer(app, a_paper(items=(an_item("one"), a_multiple("many"), an_item("two"))))
    learners = [a_person(app) for _ in range(ENOUGH)]
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=tuple(learners), tutors=(tutor,))
    for n, learner in enumerate(learners):
        able = n % 3 > 0
        sit(app, learner, {"one": "bc"[not able], "many": "ac" if able else "b", "two": "cb"[not able]})
    page = signed_in(app, visitor, site, tutor)
    page.goto("/today")
    page.get_by_role("link", name="Questions").click()
    accessible(page)
    page.get_by_role("link", name="What about two?").click()
    expect(page.get_by_text("Check the key first.")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="First paper").click()
    expect(page.get_by_role("heading", name="First paper: statistics")).to_be_visible()
    page.get_by_text("As a table").click()
    accessible(page)
    page.get_by_role("link", name="All attempts").click()
    expect(page.get_by_role("link", name="All attempts")).to_have_attribute("aria-current", "true")
