"""Phrases put into a comment and a next step by a button, found by their words."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.marking.actions import decisions as actions
from revision_app.marking.core.phrase import Wording
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_submission

Visitor = Callable[..., Page]
Check = Callable[[Page], None]

PHRASES = (
    Wording("{learner}, say why you chose this for {criterion}."),
    Wording("Compare two sources\nand say which is stronger.", name="Sources"),
    Wording("Only for consultation.", "1.1"),
)


@pytest.fixture
def piece(app: Flask) -> int:
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    learner = a_person(app, name="Demo Learner")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    with app.app_context():
        passwords.give_password(tutor, PASSWORD, at=now())
        for wording in PHRASES:
            actions.keep_phrase(wording, author_id=tutor, at=now())
    return a_submission(app, learner, criteria=("1.1", "1.3"))


@pytest.mark.parametrize("width", [1380, 390])
def test_a_phrase_is_found_and_put_where_it_belongs(
    visitor: Visitor, accessible: Check, piece: int, width: int
) -> None:
    page = visitor(width=width)
    sign_in(page, "tutor@example.org")
    page.goto(page.url.replace("/today", f"/submissions/{piece}"))
    comment, step = page.get_by_label("Comment to the learner").nth(1), page.get_by_label("One next step").nth(1)
    comment.fill("A good start.")
    expect(page.get_by_label("Add a phrase to the comment when you save").first).to_be_hidden()

    page.get_by_role("button", name="Phrases for 1.3").click()
    expect(page.get_by_role("dialog").get_by_text("Only for consultation.")).to_be_hidden()
    expect(page.get_by_text("Demo Learner, say why you chose this for 1.3.")).to_be_visible()
    expect(page.get_by_label("Search phrases")).to_be_focused()
    accessible(page)
    page.keyboard.type("say CHOSE")
    expect(page.get_by_role("button", name="Into the comment")).to_have_count(1)
    page.get_by_role("button", name="Into the comment").click()
    expect(comment).to_have_value("A good start.\n\nDemo Learner, say why you chose this for 1.3.")
    expect(comment).to_be_focused()

    page.get_by_role("button", name="Phrases for 1.3").click()
    page.keyboard.type("nothing like it")
    expect(page.get_by_text("No phrase has these words.")).to_be_visible()
    page.get_by_label("Search phrases").fill("sources")
    page.get_by_role("button", name="Into the next step").click()
    expect(step).to_have_value("Compare two sources and say which is stronger.")

    page.get_by_role("button", name="Keep the comment as a phrase on 1.3").click()
    expect(page.get_by_text("This comment is among the phrases.")).to_be_visible()
    expect(step).to_have_value("Compare two sources and say which is stronger.")
    page.goto(page.url.split("/submissions")[0] + "/marking/phrases/")
    expect(page.get_by_text("{learner}, say why you chose this for 1.3.")).to_be_visible()
    accessible(page)
