"""A learner looks at what could identify somebody and puts it right, with scripts and without, wide and narrow."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app import demonstration
from revision_app.web.clock import now
from tests.journeys.test_main_job import Check, headed, sign_in


@pytest.mark.parametrize(("javascript", "width"), [(True, 1380), (False, 390)])
def test_a_learner_rewords_what_was_found_and_hands_in(
    app: Flask, visitor: Callable[..., Page], accessible: Check, javascript: bool, width: int
) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        demonstration.seed(settings, at=now())
    page = visitor(javascript=javascript, width=width)
    sign_in(page, "learner@example.org", settings.demo_password)
    page.goto("/journal/")
    page.get_by_label("Title").fill("A supervised day")
    page.get_by_role("button", name="Start this reflection").click()
    words = "I rang my friend Jojo on 07700 900 461. My tutor Yvette heard it."
    page.get_by_role("textbox", name="Description").fill(words)
    page.get_by_role("group", name="Criteria this shows").get_by_role("checkbox").first.check()
    page.get_by_role("button", name="Continue to hand in").click()
    headed(page, "Hand in “A supervised day”")
    expect(page.locator(".findings mark")).to_have_text(["friend Jojo", "07700 900 461", "tutor Yvette"])
    if javascript:
        accessible(page)
    page.get_by_role("button", name="Use this wording for friend Jojo").click()
    expect(page.get_by_text("Your wording is in the draft.")).to_be_visible()
    page.get_by_label("Write instead of “07700 900 461”").fill("the telephone")
    page.get_by_role("button", name="Use this wording for 07700 900 461").click()
    expect(page.locator(".findings .written")).to_have_text(
        ["I rang my friend on the telephone. My tutor Yvette heard it."]
    )
    page.get_by_role("button", name="Not a client (tutor Yvette)").click()
    expect(page.get_by_text("found none")).to_be_visible()
    page.get_by_text("Names that you said are not a client’s (1)").click()
    if javascript:
        accessible(page)
    page.get_by_role("button", name="Check again (yvette)").click()
    expect(page.locator(".findings mark")).to_have_text(["tutor Yvette"])
    page.get_by_role("checkbox", name="Nothing here identifies my client").check()
    page.get_by_role("checkbox", name="This is my own work").check()
    page.get_by_label("How you used AI for it").fill("No AI.")
    page.get_by_role("button", name="Hand in to your tutor").click()
    expect(page.get_by_text("With tutor").first).to_be_visible()
