"""What a tutor types into a card is on the site as they type it, for them alone, and survives what happens."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.marking.queries.typed import typed_marking
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.on_screen import until
from tests.support.reflections import a_submission

PASSWORD = "petrol margin depth violin"
WORDS = "Say which depth you chose, and why."


@pytest.fixture
def tutor(app: Flask) -> int:
    learner = a_person(app, name="Lea Green")
    tutor = a_person(app, Role.TUTOR, name="Tom Brown", email="tom@example.org")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    a_submission(app, learner, criteria=("1.1", "1.2"))
    with app.app_context():
        passwords.give_password(tutor, PASSWORD, at=now())
    return tutor


def at_work(page: Page) -> Page:
    page.goto("/sign-in?next=/submissions/1")
    page.get_by_label("E-mail").fill("tom@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Lea Green")
    page.wait_for_load_state("networkidle")  # the scripts that keep what is typed have come
    return page


def comment(page: Page, n: int = 0) -> Locator:
    return page.locator("section.criterion").nth(n).get_by_label("Comment to the learner")


def says(page: Page, words: str) -> None:
    expect(page.locator("[data-receipt]")).to_contain_text(words)


def kept(app: Flask, tutor: int) -> dict[str, str]:
    with app.app_context():
        return {name: judged.comment for name, judged in typed_marking(1, assessor_id=tutor).judgements.items()}


def test_what_is_typed_is_found_on_another_device_and_two_do_not_type_over_each_other(
    app: Flask, tutor: int, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    desk, tablet = at_work(visitor()), at_work(visitor(width=390))
    comment(desk).fill(WORDS)
    says(desk, "Saved 13:00")
    assert kept(app, tutor) == {"1.1": WORDS}
    accessible(desk)
    comment(tablet).fill("Too short.")
    says(tablet, "Another version was saved elsewhere.")
    tablet.get_by_role("button", name="Show both").click()
    expect(tablet.get_by_text("You typed elsewhere")).to_be_visible()
    expect(tablet.get_by_text(WORDS)).to_be_visible()
    expect(comment(tablet)).to_have_value("Too short.")
    accessible(tablet)
    tablet.get_by_role("button", name="Save marking", exact=True).click()
    says(tablet, "Marking saved 13:00")
    assert kept(app, tutor) == {}
    tablet.reload()
    expect(comment(tablet)).to_have_value("Too short.")


def test_a_lost_connection_a_closed_tab_and_an_ended_sign_in_lose_nothing(
    app: Flask, tutor: int, visitor: Callable[..., Page]
) -> None:
    page = at_work(visitor())
    page.context.set_offline(True)
    comment(page).fill(WORDS)
    says(page, "No connection. What you typed is kept on this device")
    context = page.context
    page.close()
    context.set_offline(False)
    context.clear_cookies()
    again = at_work(context.new_page())
    expect(comment(again)).to_have_value(WORDS)
    says(again, "Saved 13:00")
    assert kept(app, tutor) == {"1.1": WORDS}
    again.locator("section.criterion").first.get_by_label("Achieved").check()
    again.locator("section.criterion").nth(1).get_by_label("Not evidenced").check()
    again.get_by_role("button", name="Release decisions").first.click()
    expect(again.get_by_text("Released by Tom Brown").first).to_be_visible()
    expect(again.get_by_text(WORDS).first).to_be_visible()
    until(again, "() => !Object.keys(localStorage).some((name) => name.startsWith('typed'))")
