"""A tutor's page that is left alone asks, covers itself, and gives everything back."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from playwright.sync_api import Locator, Page, Response, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.support.builders import a_person

PASSWORD = "lantern orchard tidal seven"


LOOKS_EVERY = 5_000  # ms, as static/js/idle.js has it


def passes(app: Flask, page: Page, minutes: float) -> None:
    app.extensions["frozen_now"] += timedelta(minutes=minutes)
    page.clock.run_for(int(minutes * 60_000))


def comes(page: Page, dialog: Locator) -> None:
    """Let the page look at the site until it has what it is to show."""
    for _ in range(1_000):
        if dialog.is_visible():
            return
        page.clock.run_for(LOOKS_EVERY)
    expect(dialog).to_be_visible()


def taken(answer: Response) -> bool:
    """Whether it is what the site says to a page whose person is there."""
    return answer.request.method == "POST" and answer.ok


def signs_in(page: Page) -> None:
    page.get_by_label("E-mail").fill("tess@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/today")


def test_a_page_left_alone_asks_then_covers_itself_and_comes_back_with_what_was_typed(
    app: Flask, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    person_id = a_person(app, Role.ADMINISTRATOR, email="tess@example.org")
    with app.app_context():
        passwords.give_password(person_id, PASSWORD, at=now())

    page = visitor(width=390)
    page.clock.install()
    page.goto("/sign-in")
    signs_in(page)
    with page.expect_response("**/account/rest"):
        page.goto("/people/new")
        page.clock.run_for(1)
    page.get_by_label("Name").press_sequentially("Demo Newcomer")
    with page.expect_response(taken):  # whoever types is there
        passes(app, page, 5)
    asks = page.get_by_role("dialog", name="Are you still there?")
    passes(app, page, 28.5)
    comes(page, asks)
    accessible(page)
    page.keyboard.press("Enter")
    expect(asks).to_be_hidden()

    over = page.get_by_role("dialog", name="You have been signed out")
    passes(app, page, 31)
    comes(page, over)
    accessible(page)
    page.keyboard.press("Escape")
    expect(over).to_be_visible()
    over.get_by_role("button", name="I have signed in").click()
    expect(over.get_by_role("status")).to_have_text("You are not signed in yet.")

    with page.expect_popup() as opened:
        over.get_by_role("link", name="Sign in again").click()
    signs_in(opened.value)
    over.get_by_role("button", name="I have signed in").click()
    expect(over).to_be_hidden()
    expect(page.get_by_label("Name")).to_have_value("Demo Newcomer")


def opens_a_page_of_work(app: Flask, visitor: Callable[..., Page]) -> Page:
    person_id = a_person(app, Role.ADMINISTRATOR, email="tess@example.org")
    with app.app_context():
        passwords.give_password(person_id, PASSWORD, at=now())
    page = visitor()
    page.clock.install()
    page.goto("/sign-in")
    signs_in(page)
    with page.expect_response("**/account/rest"):
        page.goto("/people/new")
        page.clock.run_for(1)
    return page


def test_who_says_they_are_there_while_the_page_looks_at_the_site_is_heard(
    app: Flask, visitor: Callable[..., Page]
) -> None:
    page = opens_a_page_of_work(app, visitor)
    asks = page.get_by_role("dialog", name="Are you still there?")
    passes(app, page, 28.5)
    comes(page, asks)
    page.route("**/account/rest", lambda _: None)  # held until the route is taken off
    with page.expect_request("**/account/rest"):
        page.clock.run_for(LOOKS_EVERY)
    page.keyboard.press("Enter")
    page.unroute("**/account/rest")
    expect(asks).to_be_hidden()


def test_whoever_types_is_not_asked_however_short_the_time_is(app: Flask, visitor: Callable[..., Page]) -> None:
    app.extensions["settings"] = app.extensions["settings"].model_copy(update={"idle_minutes": 5})
    page = opens_a_page_of_work(app, visitor)
    for letter in "Demo":
        page.get_by_label("Name").press_sequentially(letter)
        with page.expect_response(taken):
            passes(app, page, 3.5)
        expect(page.get_by_role("dialog", name="Are you still there?")).to_be_hidden()
    expect(page.get_by_label("Name")).to_have_value("Demo")


def test_whoever_signed_in_again_beside_a_page_is_there_when_they_type_on_it(
    app: Flask, visitor: Callable[..., Page]
) -> None:
    page = opens_a_page_of_work(app, visitor)
    page.context.clear_cookies()
    beside = page.context.new_page()
    beside.goto("/sign-in")
    signs_in(beside)
    page.get_by_label("Name").press_sequentially("D")
    with page.expect_response(taken):
        passes(app, page, 5)


def test_another_person_is_not_shown_what_is_covered(app: Flask, visitor: Callable[..., Page]) -> None:
    page = opens_a_page_of_work(app, visitor)
    page.get_by_label("Name").press_sequentially("Demo Newcomer")
    page.on("dialog", lambda asked: asked.dismiss())  # they would rather stay on the page
    page.evaluate("addEventListener('beforeunload', (event) => event.preventDefault())")
    over = page.get_by_role("dialog", name="You have been signed out")
    passes(app, page, 36)
    comes(page, over)
    other_id = a_person(app, Role.LEARNER, email="lena@example.org")
    with app.app_context():
        passwords.give_password(other_id, PASSWORD, at=now())
    beside = page.context.new_page()
    beside.goto("/sign-in")
    beside.get_by_label("E-mail").fill("lena@example.org")
    beside.get_by_label("Password").fill(PASSWORD)
    beside.get_by_role("button", name="Sign in").click()
    beside.wait_for_url("**/today")
    with page.expect_event("dialog"):
        over.get_by_role("button", name="I have signed in").click()
    expect(over).to_be_visible()
