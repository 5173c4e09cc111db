"""What is typed into a form is on the device until the site has taken it, whatever happens in between."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Dialog, Locator, Page, Route, expect
from sqlalchemy import select

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.models import PhraseRow
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import until

PASSWORD = "petrol margin depth violin"
PHRASES = "/marking/phrases/"
WORDS = "Say which depth you chose, and why."


@pytest.fixture
def tutors(app: Flask) -> None:
    for name in ("Wilhelmina Featherstone", "Ottoline Marchbanks"):
        tutor = a_person(app, Role.TUTOR, name=name, email=f"{name.split()[0].lower()}@example.org")
        with app.app_context():
            passwords.give_password(tutor, PASSWORD, at=now())


@pytest.fixture
def page(tutors: None, visitor: Callable[..., Page]) -> Page:
    page = visitor()
    sign_in(page)
    page.goto(PHRASES)
    return page


def sign_in(page: Page, name: str = "wilhelmina") -> None:
    page.goto("/sign-in")
    credentials(page, name)
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def credentials(page: Page, name: str = "wilhelmina") -> None:
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def write(page: Page, words: str = WORDS) -> None:
    page.get_by_label("Phrase", exact=True).fill(words)
    expect(line(page)).to_have_text("Kept on this device until you send it.")


def line(page: Page) -> Locator:
    return page.locator("form[data-keep=phrase] .kept-line")


def send(page: Page) -> None:
    page.get_by_role("button", name="Add the phrase").click()


def shown(page: Page, words: str = WORDS) -> None:
    expect(page.get_by_label("Phrase", exact=True)).to_have_value(words)


def kept(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(PhraseRow.text).order_by(PhraseRow.id)))


def nothing_is_left(page: Page) -> None:
    until(page, "() => !Object.keys(localStorage).some((name) => name.startsWith('typed'))")


def closed(page: Page) -> BrowserContext:
    """The window is gone, as after a crash; its device is still there."""
    context = page.context
    page.close()
    return context


def test_what_was_typed_is_there_after_the_tab_was_closed_and_forgotten_once_it_was_taken(
    app: Flask, page: Page, accessible: Callable[[Page], None]
) -> None:
    write(page)
    page.get_by_label("Short name").fill("Depth")
    again = closed(page).new_page()
    again.goto(PHRASES)
    shown(again)
    expect(again.get_by_label("Short name")).to_have_value("Depth")
    expect(line(again)).to_contain_text("You typed this today at ")
    accessible(again)
    send(again)
    expect(again.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    shown(again, "")
    nothing_is_left(again)
    assert kept(app) == [WORDS]


def test_it_survives_reload_back_and_a_lost_connection(app: Flask, page: Page) -> None:
    write(page)
    page.reload()
    shown(page)
    page.goto("/today")
    expect(page.get_by_role("heading", name="Typed and not sent")).to_be_visible()
    page.go_back()
    shown(page)
    page.context.set_offline(True)
    send(page)
    expect(line(page)).to_contain_text("No connection. What you typed is kept on this device")
    page.context.set_offline(False)
    send(page)
    expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    assert kept(app) == [WORDS]


def test_signing_in_again_leads_back_to_the_form_with_the_words_in_it(app: Flask, page: Page) -> None:
    write(page)
    page.context.clear_cookies()
    send(page)
    expect(line(page)).to_contain_text("You are signed out. What you typed is kept on this device.")
    page.get_by_role("link", name="Sign in again").click()
    credentials(page)
    shown(page)
    send(page)
    expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    assert kept(app) == [WORDS]


def test_a_form_from_before_a_new_sign_in_is_sent_with_the_new_secret(app: Flask, page: Page) -> None:
    write(page)
    page.context.clear_cookies()
    other = page.context.new_page()
    sign_in(other)
    send(page)
    expect(page.get_by_role("listitem").filter(has_text=WORDS)).to_be_visible()
    assert kept(app) == [WORDS]


def test_another_person_on_the_device_sees_nothing_of_it_and_it_waits_for_its_own(page: Page) -> None:
    write(page)
    page.context.clear_cookies()  # a session that ended: nobody signed out
    sign_in(page, "ottoline")
    expect(page.get_by_text(WORDS)).to_have_count(0)
    page.goto(PHRASES)
    shown(page, "")
    page.context.clear_cookies()
    sign_in(page)
    expect(page.get_by_role("heading", name="Typed and not sent")).to_be_visible()
    page.get_by_role("link", name="Open the page").click()
    shown(page)


def test_signing_out_warns_first_and_then_leaves_nothing(page: Page, accessible: Callable[[Page], None]) -> None:
    write(page)
    page.get_by_role("button", name="Sign out").click()
    warning = page.get_by_role("dialog", name="1 text has not been sent")
    accessible(page)
    warning.get_by_role("button", name="Sign out and delete them").click()
    expect(page.get_by_label("E-mail")).to_be_visible()
    nothing_is_left(page)


def test_an_answer_that_is_lost_leaves_the_words_and_says_that_they_may_have_arrived(app: Flask, page: Page) -> None:
    write(page)

    def lose(route: Route) -> None:
        if route.request.method != "POST":
            return route.continue_()
        route.fetch(max_redirects=0)
        page.context.clear_cookies(name="taken")  # it came with the answer
        return route.abort("connectionreset")

    page.context.route(f"**{PHRASES}", lose)
    with page.expect_event("requestfailed"):
        send(page)
    page.context.unroute(f"**{PHRASES}")
    page.goto(PHRASES)
    shown(page)
    expect(line(page)).to_contain_text("no answer came. Look whether it arrived before you send it again.")
    page.get_by_role("button", name="Discard it").click()
    shown(page, "")
    page.get_by_role("button", name="Bring it back").click()
    shown(page)
    assert kept(app) == [WORDS]


def test_a_refused_form_keeps_the_words_and_is_sent_when_it_is_right(app: Flask, page: Page) -> None:
    page.get_by_label("Short name").fill("Depth")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Write the phrase.")
    again = closed(page).new_page()
    again.goto(PHRASES)
    expect(again.get_by_label("Short name")).to_have_value("Depth")
    write(again)
    send(again)
    expect(again.get_by_role("heading", name="Depth")).to_be_visible()
    nothing_is_left(again)
    assert kept(app) == [WORDS]


def test_two_windows_keep_what_was_typed_in_each(page: Page) -> None:
    write(page, "In the first.")
    second = page.context.new_page()
    second.goto(PHRASES)
    shown(second, "")
    write(second, "In the second.")
    context = closed(page)
    second.reload()
    shown(second, "In the second.")
    second.get_by_role("button", name="Show what you typed in another window").click()
    shown(second, "In the first.")
    second.get_by_role("button", name="Show what you typed in another window").click()
    shown(second, "In the second.")
    assert context.pages == [second]


def test_where_the_device_keeps_nothing_leaving_asks_first(page: Page) -> None:
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error(); }; }")
    page.get_by_label("Phrase", exact=True).fill(WORDS)
    expect(line(page)).to_contain_text("This device keeps nothing, so leave this page open")
    with page.expect_event("dialog") as asked:
        page.once("dialog", Dialog.dismiss)
        page.get_by_role("link", name="Today").first.click()
    assert asked.value.type == "beforeunload"
    shown(page)
