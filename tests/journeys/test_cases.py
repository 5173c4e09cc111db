"""A learner plays a branching case to a poor ending and reads why."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import inspected

PASSWORD = "petrol margin depth violin"
CASE = "Tom wants to start this week"

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def _learner(app: Flask) -> None:
    learner = a_person(app, Role.LEARNER, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())


def decide(page: Page, *words: str) -> None:
    for one in words:
        page.get_by_label(one).check()
    page.get_by_role("button", name="Decide").click()


@pytest.mark.usefixtures("_learner")
@pytest.mark.parametrize(
    ("built_app", "javascript", "width"),
    [("sqlite", True, 1380), ("sqlite", False, 1380), ("sqlite", True, 390), ("postgresql", True, 1380)],
    indirect=["built_app"],
)
def test_a_learner_plays_a_case_to_a_poor_ending_and_reads_why(
    visitor: Visitor, accessible: Check, javascript: bool, width: int
) -> None:
    page = visitor(javascript=javascript, width=width)
    check = accessible if javascript else inspected  # axe itself is a script
    page.goto("/")
    page.get_by_label("E-mail").fill("learner@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Quizzes").click()
    expect(page.get_by_role("heading", name="Client cases")).to_be_visible()
    check(page)
    page.get_by_text("16 clients to decide for").click()
    page.get_by_role("link", name=CASE).click()
    page.get_by_role("button", name="Start the case").click()
    expect(page.get_by_text("Decision 1 · Consultation")).to_be_visible()
    check(page)
    decide(page, "Postpone his cheeks until month six")
    expect(page.get_by_role("alert")).to_contain_text("Choose what you do and the reason for it")
    expect(page.get_by_label("Postpone his cheeks until month six")).to_be_checked()
    check(page)
    decide(page, "Syllabus and insurers keep to six months")
    expect(page.get_by_text("He frowns and takes out his phone.")).to_be_visible()
    decide(page, "That the evidence is weak, and he may sign that he accepts what is unknown")
    expect(page.get_by_role("heading", name="Treated early, and on your own")).to_be_visible()
    read_why(page)
    check(page)


def read_why(page: Page) -> None:
    """What the result says of the second decision, and of the way that was not taken."""
    expect(page.get_by_role("img", name=f"{CASE}: every way through")).to_be_visible()
    second = page.get_by_role("article", name="2 · He has read a review")
    expect(second.get_by_text("Weak evidence for a rule does not lift it.")).to_be_visible()
    expect(second.get_by_text("What happened:")).to_be_visible()
    expect(second.get_by_text("Would have left open:")).to_have_count(2)
    expect(second.locator("p", has_text="Would have left open:").first).to_contain_text("ends with harm")
    expect(second.get_by_role("link", name="Read the section on this")).to_be_visible()
    expect(page.get_by_text("Not passed")).to_be_visible()
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert overflow == 0


@pytest.mark.usefixtures("_learner")
def test_going_back_in_the_browser_takes_no_decision_back(visitor: Visitor) -> None:
    page = visitor()
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("learner@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto("/quizzes/tom-wants-to-start")
    page.get_by_role("button", name="Start the case").click()
    decide(page, "Postpone his cheeks until month six", "Syllabus and insurers keep to six months")
    expect(page.get_by_text("Decision 2 · Consultation")).to_be_visible()
    page.go_back()
    if page.get_by_text("Decision 1 · Consultation").is_visible():  # from the browser's own memory
        decide(page, "Decline his cheeks for good", "Dermis stays thinner for six months")
        expect(page.get_by_role("alert")).to_contain_text("a decision cannot be changed")
    expect(page.get_by_text("Decision 2 · Consultation")).to_be_visible()
