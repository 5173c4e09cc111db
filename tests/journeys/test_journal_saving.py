"""A reflection is saved while it is typed, and no word of it is lost on a bad day."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.journal import queries
from revision_app.journal.core.guide import Stage
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.reflections import a_reflection, a_text

PASSWORD = "petrol margin depth violin"


@pytest.fixture
def learner(app: Flask) -> int:
    learner = a_person(app, name="Wilhelmina Featherstone", email="wilhelmina@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    return learner


@pytest.fixture
def reflection(app: Flask, learner: int) -> int:
    return a_reflection(app, learner, a_text(description="I treated both cheeks."))


@pytest.fixture
def page(reflection: int, visitor: Callable[..., Page]) -> Page:
    page = visitor()
    page.goto(f"/sign-in?next=/journal/{reflection}")
    sign_in(page)
    return page


def sign_in(page: Page) -> None:
    page.get_by_label("E-mail").fill("wilhelmina@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A long day")
    page.wait_for_load_state("networkidle")  # the scripts that keep what is typed have come


def write(page: Page, words: str, stage: str = "Feelings") -> None:
    page.get_by_role("textbox", name=stage).fill(words)


def holds(page: Page, words: str, stage: str = "Feelings") -> None:
    expect(page.get_by_role("textbox", name=stage)).to_have_value(words)


def says(page: Page, words: str) -> None:
    expect(page.locator("#receipt")).to_contain_text(words)


def saved(app: Flask, reflection: int, learner: int) -> str:
    with app.app_context():
        found = queries.reflection(reflection, learner_id=learner)
        assert found is not None
        return found.text.writing[Stage.FEELINGS]


def nothing_is_left(page: Page) -> None:
    until(page, "() => !Object.keys(localStorage).some((name) => name.startsWith('typed'))")


def test_words_typed_without_a_connection_are_saved_when_it_is_back(
    app: Flask, page: Page, reflection: int, learner: int, accessible: Callable[[Page], None]
) -> None:
    write(page, "Calm.")
    says(page, "Saved 13:00")
    page.context.set_offline(True)
    write(page, "Calm, then hurried.")
    says(page, "No connection. What you typed is kept on this device")
    accessible(page)
    assert saved(app, reflection, learner) == "Calm."
    page.context.set_offline(False)
    says(page, "Saved 13:00")
    assert saved(app, reflection, learner) == "Calm, then hurried."
    nothing_is_left(page)


def test_a_tab_that_is_closed_at_once_loses_nothing(app: Flask, page: Page, reflection: int, learner: int) -> None:
    page.context.set_offline(True)
    write(page, "Typed and closed.")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto(f"/journal/{reflection}")
    holds(again, "Typed and closed.")
    says(again, "Saved 13:00")
    assert saved(app, reflection, learner) == "Typed and closed."


def test_another_page_of_the_site_sends_what_was_left(app: Flask, page: Page, reflection: int, learner: int) -> None:
    page.context.set_offline(True)
    write(page, "Typed and closed.")
    context = page.context
    page.close()
    context.set_offline(False)
    again = context.new_page()
    again.goto("/today")
    nothing_is_left(again)
    assert saved(app, reflection, learner) == "Typed and closed."


def test_signing_in_again_saves_what_was_typed_meanwhile(app: Flask, page: Page, reflection: int, learner: int) -> None:
    page.context.clear_cookies()
    write(page, "Typed while signed out.")
    says(page, "You are signed out. What you typed is kept on this device.")
    page.get_by_role("link", name="Sign in again").click()
    sign_in(page)
    holds(page, "Typed while signed out.")
    says(page, "Saved 13:00")
    assert saved(app, reflection, learner) == "Typed while signed out."


def test_of_two_windows_neither_overwrites_the_other_and_both_are_shown(
    app: Flask, page: Page, reflection: int, learner: int, accessible: Callable[[Page], None]
) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    write(page, "Calm in the first.")
    says(page, "Saved 13:00")
    write(second, "Cross in the second.")
    says(second, "Another version was saved elsewhere.")
    second.reload()
    holds(second, "Cross in the second.")
    assert saved(app, reflection, learner) == "Calm in the first."
    second.get_by_role("button", name="Show both").click()
    expect(second.get_by_role("heading", name="Two versions of this reflection")).to_be_visible()
    expect(second.get_by_text("Calm in the first.")).to_be_visible()
    accessible(second)
    write(second, "Both, in turn.")
    second.get_by_role("button", name="Save this version").click()
    expect(second.get_by_role("button", name="Save draft")).to_be_visible()
    holds(second, "Both, in turn.")
    nothing_is_left(second)
    assert saved(app, reflection, learner) == "Both, in turn."
    second.get_by_role("link", name="Earlier versions").click()
    second.get_by_label("Compare version 3").check()
    second.get_by_role("button", name="Show side by side").click()
    expect(second.locator(".compared del").first).to_contain_text("Calm")
    accessible(second)
    second.get_by_role("button", name="Make this the draft again").click()
    holds(second, "Calm in the first.")


def test_a_page_with_two_versions_that_is_left_loses_neither(app: Flask, page: Page, reflection: int) -> None:
    second = page.context.new_page()
    second.goto(page.url)
    write(page, "Calm in the first.")
    says(page, "Saved 13:00")
    write(second, "Cross in the second.")
    says(second, "Another version was saved elsewhere.")
    second.get_by_role("button", name="Show both").click()
    expect(second.get_by_role("heading", name="Two versions of this reflection")).to_be_visible()
    context = page.context
    page.close()
    second.close()
    third = context.new_page()
    third.goto(f"/journal/{reflection}")
    holds(third, "Cross in the second.")
    expect(third.get_by_text("You typed this today at")).to_be_visible()
    third.get_by_role("button", name="Discard it").click()
    holds(third, "Calm in the first.")


def test_saving_by_hand_and_going_on_to_hand_in_wait_for_what_is_on_its_way(
    app: Flask, page: Page, reflection: int, learner: int
) -> None:
    write(page, "Calm.")
    page.get_by_role("button", name="Continue to hand in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hand in “A long day”")
    assert saved(app, reflection, learner) == "Calm."


def test_what_cannot_be_saved_says_why_and_is_kept(app: Flask, page: Page, reflection: int, learner: int) -> None:
    page.get_by_label("Title").fill("")
    write(page, "Kept all the same.")
    says(page, "Not saved, but kept on this device. Give the reflection a title")
    page.reload()
    holds(page, "Kept all the same.")
    page.get_by_label("Title").fill("A long day")
    says(page, "Saved 13:00")
    assert saved(app, reflection, learner) == "Kept all the same."
