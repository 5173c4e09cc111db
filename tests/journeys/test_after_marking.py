"""Second marker, learner after release and quality assurer: by keyboard alone, on a phone's width and a desk's."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.accounts.core import Role
from revision_app.marking.actions import second
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.quality import a_sample
from tests.support.reflections import a_commented_submission, a_submission

Visitor = Callable[..., Page]
Check = Callable[[Page], None]
MOST = 90  # times that Tab is pressed to get to something
THEIRS = "Which depth was it?"


@pytest.fixture
def at_work(app: Flask, visitor: Visitor, site: str) -> Callable[..., Page]:
    """``at_work(person, role, path)`` is somebody who is signed in, at a page."""

    def come(person: int, role: Role, path: str, width: int) -> Page:
        cookie = Browser(app, person, role).client.get_cookie("session")
        assert cookie is not None
        page = visitor(width=width)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(path)
        page.wait_for_load_state("networkidle")
        return page

    return come


def tab_to(target: Locator) -> None:
    """Press Tab until the focus is there."""
    for _ in range(MOST):
        if target.evaluate("one => one === document.activeElement"):
            return
        target.page.keyboard.press("Tab")
    pytest.fail(f"Tab does not come to {target}")


@pytest.mark.parametrize("width", [390, 1380])
def test_a_second_marker_decides_comments_and_finishes_by_keyboard(
    app: Flask, at_work: Callable[..., Page], accessible: Check, width: int
) -> None:
    learner = a_person(app, name="Demo Learner")
    first, other = a_person(app, Role.TUTOR, name="Demo Tutor"), a_person(app, Role.TUTOR, name="Demo Tutor Two")
    a_cohort(app, learners=(learner,), tutors=(first,))
    piece = a_submission(app, learner)
    with app.app_context():
        second.ask(piece, other, actor_id=first, at=now())
    page = at_work(other, Role.TUTOR, f"/submissions/{piece}/second", width)
    keys = page.keyboard
    accessible(page)
    keys.press("1")
    expect(page.get_by_role("radio", name="Achieved")).to_be_checked()
    tab_to(page.get_by_label("Words it is about"))
    keys.press("ArrowDown")
    tab_to(page.get_by_label("Comment", exact=True))
    keys.type(THEIRS)
    expect(page.locator("[data-receipt]")).to_contain_text("Saved 13:00")
    tab_to(page.get_by_role("button", name="Add this comment"))
    keys.press("Enter")
    expect(page.get_by_role("textbox", name="Comment 1")).to_have_value(THEIRS)
    tab_to(page.get_by_role("button", name="Finish my marking"))
    keys.press("Enter")
    expect(page.get_by_role("heading", name="You have finished")).to_be_visible()
    expect(page.get_by_text(THEIRS)).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("width", [390, 1380])
def test_a_learner_reads_answers_and_takes_a_step_on_by_keyboard(
    app: Flask, at_work: Callable[..., Page], accessible: Check, width: int
) -> None:
    learner, tutor = a_person(app, name="Demo Learner"), a_person(app, Role.TUTOR, name="Demo Tutor")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    piece, _ = a_commented_submission(app, learner, tutor)
    page = at_work(learner, Role.LEARNER, f"/evidence/{piece}", width)
    keys = page.keyboard
    accessible(page)
    tab_to(page.locator(".comment summary"))
    keys.press("Enter")
    tab_to(page.get_by_label("Your answer"))
    keys.type("Because I looked it up.")
    tab_to(page.get_by_role("button", name="Send this answer"))
    keys.press("Enter")
    expect(page.locator(".answer")).to_contain_text("Because I looked it up.")
    tab_to(page.get_by_role("button", name="Add to my action plan"))
    keys.press("Enter")
    expect(page.get_by_text("In your action plan")).to_be_visible()
    accessible(page)


@pytest.mark.parametrize("width", [390, 1380])
def test_a_quality_assurer_looks_and_returns_by_keyboard_and_the_assessor_is_told(
    app: Flask, at_work: Callable[..., Page], accessible: Check, width: int
) -> None:
    learner, tutor = a_person(app, name="Demo Learner"), a_person(app, Role.TUTOR, name="Demo Tutor")
    assurer = a_person(app, Role.QUALITY_ASSURER, name="Demo Quality Assurer")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    a_commented_submission(app, learner, tutor)
    a_sample(app, assurer)
    a_submission(app, learner, criteria=("1.3",), released_by=tutor)
    page = at_work(assurer, Role.QUALITY_ASSURER, "/quality/", width)
    keys = page.keyboard
    accessible(page)
    tab_to(page.get_by_role("button", name="Draw the sample"))
    keys.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sample 2")
    page.goto("/quality/decisions/1")
    accessible(page)
    tab_to(page.get_by_label("Reason"))
    keys.type("The source is not cited.")
    tab_to(page.get_by_role("button", name="Return it with this reason"))
    keys.press("Enter")
    expect(page.get_by_text("The decision is returned to its assessors.")).to_be_visible()
    desk = at_work(tutor, Role.TUTOR, "/today", width)
    desk.get_by_role("link", name="Demo Learner: A long day, 1.1").press("Enter")
    expect(desk.get_by_text("The source is not cited.")).to_be_visible()
    accessible(desk)
