"""A key was wrong: a tutor sees what changed and what it would do, marks again, and a learner reads why."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.on_screen import inspected
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import Sitting

PASSWORD = "petrol margin depth violin"
WHY = "The guidance says to ask first; the key said to wait."


@pytest.fixture
def centre(app: Flask, as_: Callable[..., Browser]) -> None:
    """A learner who answered c where b was the key, and a file that says c since."""
    offer(app, a_paper((an_item("one"), an_item("two")), pass_mark=100))
    learner = a_person(app, Role.LEARNER, name="Demo Learner", email="learner@example.org")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")
    with app.app_context():
        for person in (learner, tutor):
            passwords.give_password(person, PASSWORD, at=now())
    sitting = Sitting(as_(learner))
    sitting.answer(1, "c")
    sitting.answer(2, "b")
    sitting.submit()
    offer(app, a_paper((an_item("one", key="c"), an_item("two")), pass_mark=100))


def signed_in(page: Page, email: str) -> Page:
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    headed(page, "Today")
    return page


def headed(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize(
    ("built_app", "javascript", "width"),
    [("sqlite", True, 1380), ("sqlite", False, 390), ("postgresql", True, 1380)],
    indirect=["built_app"],
)
def test_a_tutor_marks_a_question_again_and_the_learner_reads_why(
    visitor: Callable[..., Page], accessible: Callable[[Page], None], javascript: bool, width: int
) -> None:
    check = accessible if javascript else inspected
    tutor = signed_in(visitor(javascript=javascript, width=width), "tutor@example.org")
    tutor.get_by_role("navigation", name="Main").get_by_role("link", name="Questions").click()
    tutor.get_by_role("link", name="Marking again").click()
    headed(tutor, "Marking again")
    check(tutor)
    tutor.get_by_role("link", name="What about one?").click()
    headed(tutor, "Mark a question again")
    expect(tutor.get_by_role("row").filter(has_text="Key").first).to_contain_text("may touch marks")
    tutor.get_by_text("1 learner’s result changed").first.click()
    expect(tutor.get_by_role("link", name="Demo Learner").first).to_be_visible()
    check(tutor)
    tutor.get_by_label("Marked by the question as it is now").check()
    tutor.get_by_label("Why").fill(WHY)
    tutor.get_by_role("button", name="Mark again").click()
    headed(tutor, "Marked by the question as it is now")
    expect(tutor.get_by_role("heading", name="All results are written")).to_be_visible()
    expect(tutor.get_by_text("now passed")).to_be_visible()
    check(tutor)

    learner = signed_in(visitor(javascript=javascript, width=width), "learner@example.org")
    expect(learner.get_by_text("a question was marked again")).to_be_visible()
    learner.get_by_role("link", name="First paper").click()
    expect(learner.get_by_text(WHY)).to_be_visible()
    expect(learner.get_by_text("Your marks: 1 of 2 → 2 of 2; now passed.")).to_be_visible()
    check(learner)
    learner.get_by_role("link", name="The result before it").click()
    expect(learner.get_by_text("An earlier result.")).to_be_visible()
    expect(learner.get_by_text("Not passed")).to_be_visible()
    check(learner)
