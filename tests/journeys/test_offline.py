"""Reading without a connection, and that nothing of one person stays for the next."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Error, Page, expect

from revision_app.accounts.actions import passwords
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import until

PASSWORD = "petrol margin depth violin"
UNIT = "/study/mechanism"
BANNER = "[data-copy]"
COPIES = """async () => {
    const found = [];
    for (const name of await caches.keys()) {
        for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
    }
    return found;
}"""
EVERY_COPY = """async () => {
    let all = "";
    for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        for (const request of await cache.keys()) {
            if (!request.url.includes("/static/")) all += await (await cache.match(request)).text();
        }
    }
    return all;
}"""


@pytest.fixture
def learners(app: Flask) -> None:
    for name in ("Wilhelmina Featherstone", "Ottoline Marchbanks"):
        learner = a_person(app, name=name, email=f"{name.split()[0].lower()}@example.org")
        with app.app_context():
            passwords.give_password(learner, PASSWORD, at=now())


@pytest.fixture
def reader(learners: None, visitor: Callable[..., Page]) -> Page:
    page = visitor(width=390)
    sign_in(page, "wilhelmina")
    return page


def sign_in(page: Page, name: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill(f"{name}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def sign_out(page: Page) -> None:
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("E-mail")).to_be_visible()


def read(page: Page, path: str = UNIT) -> None:
    """Open a page and wait until the device has it."""
    page.goto(path)
    until(page, "async path => Boolean(await caches.match(path)) && Boolean(navigator.serviceWorker.controller)", path)


def test_a_unit_that_was_opened_is_there_without_a_connection_and_says_so(
    reader: Page, accessible: Callable[[Page], None]
) -> None:
    read(reader)
    expect(reader.locator(BANNER)).to_have_count(0)
    title = reader.get_by_role("heading", level=1).text_content()
    reader.context.set_offline(True)
    reader.reload()
    expect(reader.get_by_role("heading", level=1)).to_have_text(title or "")
    expect(reader.locator(BANNER)).to_contain_text("You are offline; this copy is from today at ")
    family = reader.evaluate("document.fonts.ready.then(() => [...document.fonts].some(f => f.status == 'loaded'))")
    assert family, "the fonts were kept too"
    accessible(reader)
    reader.context.set_offline(False)
    expect(reader.locator(BANNER)).to_contain_text("You are online again.")
    reader.get_by_role("link", name="Open the page as it is now").click()
    expect(reader.locator(BANNER)).to_have_count(0)
    expect(reader.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_page_that_is_not_kept_leads_to_those_that_are(reader: Page, accessible: Callable[[Page], None]) -> None:
    read(reader)
    reader.context.set_offline(True)
    reader.goto("/quizzes/")
    expect(reader.get_by_role("heading", level=1)).to_have_text("No connection")
    accessible(reader)
    reader.get_by_role("list").get_by_role("link").first.click()
    expect(reader.locator(BANNER)).to_be_visible()


def test_what_a_device_keeps_says_nothing_of_the_person(reader: Page) -> None:
    read(reader)
    read(reader, "/references/")
    kept = reader.evaluate(EVERY_COPY)
    assert "mechanism" in kept
    for private in ("Wilhelmina", "Featherstone", "csrf", "data-sign-in"):
        assert private not in kept
    reader.goto("/journal/")
    reader.goto("/account")
    pages = {path for path in reader.evaluate(COPIES) if not path.startswith("/static/")}
    assert pages == {UNIT, "/references/", "/offline"}


def test_signing_out_deletes_everything(reader: Page) -> None:
    read(reader)
    sign_out(reader)
    until(reader, "async () => (await caches.keys()).length === 0")
    reader.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        reader.goto(UNIT)


def test_the_worker_deletes_everything_even_where_the_browser_does_not(app: Flask, reader: Page) -> None:
    """A browser that knows no ``Clear-Site-Data``, and a sign-in that ended elsewhere."""
    read(reader)
    app.extensions["frozen_now"] += timedelta(days=1)
    reader.goto("/today")
    expect(reader.get_by_label("E-mail")).to_be_visible()
    until(reader, "async () => (await caches.keys()).length === 0")
    assert reader.evaluate("async () => Boolean(await navigator.serviceWorker.getRegistration())")


def test_another_person_on_the_device_finds_nothing_of_the_first(reader: Page) -> None:
    read(reader)
    [first] = reader.evaluate("caches.keys()")
    reader.context.clear_cookies()  # as when a session cookie ends with the browser: nobody signed out
    sign_in(reader, "ottoline")
    until(reader, "async first => !(await caches.has(first))", first)
    until(reader, "async () => Boolean(await caches.match('/offline'))")
    assert UNIT not in reader.evaluate(COPIES)
    reader.context.set_offline(True)
    reader.goto(UNIT)
    expect(reader.get_by_role("heading", level=1)).to_have_text("No connection")


def test_signing_out_leaves_what_somebody_else_has_not_sent(reader: Page) -> None:
    reader.goto("/study/notes")
    reader.get_by_role("textbox", name="Note").fill("Words that were not sent.")
    expect(reader.get_by_text("Kept on this device until you send it.")).to_be_visible()
    reader.context.clear_cookies()  # as when a session cookie ends with the browser: nobody signed out
    sign_in(reader, "ottoline")
    read(reader)
    sign_out(reader)
    until(reader, "async () => (await caches.keys()).length === 0")
    sign_in(reader, "wilhelmina")
    expect(reader.get_by_text("Typed and not sent")).to_be_visible()
    expect(reader.locator("#typed-here")).to_contain_text("Words that were not sent.")


def test_a_learner_chooses_what_to_keep_and_sees_its_size(reader: Page, accessible: Callable[[Page], None]) -> None:
    reader.goto("/study/")
    shelf = reader.locator("[data-keep]")
    expect(shelf).to_contain_text("Nothing is kept for reading offline.")
    shelf.get_by_role("button", name="Keep all units for when you are offline").click()
    expect(shelf).to_contain_text("pages are kept on this device")
    expect(shelf.get_by_role("listitem").filter(has_text="kB").first).to_contain_text("chosen, saved today at ")
    accessible(reader)
    before = shelf.get_by_role("listitem").count()
    shelf.get_by_role("button", name="Remove ").filter(has_not_text="all").first.click()
    expect(shelf.get_by_role("listitem")).to_have_count(before - 1)
    shelf.get_by_role("button", name="Remove all from this device").click()
    expect(shelf).to_contain_text("Nothing is kept for reading offline.")
    assert {path for path in reader.evaluate(COPIES) if not path.startswith("/static/")} == {"/offline"}


def test_a_unit_is_kept_and_removed_on_its_own_page(reader: Page) -> None:
    read(reader)
    shelf = reader.locator("[data-keep]")
    expect(shelf).to_contain_text("Kept on this device today at ")
    shelf.get_by_role("button", name="Remove from this device").click()
    expect(shelf).to_contain_text("Nothing is kept for reading offline.")
    shelf.get_by_role("button", name="Keep for when you are offline").click()
    expect(shelf).to_contain_text("Kept on this device today at ")


def test_pages_work_where_there_are_no_service_workers(learners: None, visitor: Callable[..., Page]) -> None:
    page = visitor()
    page.add_init_script("delete Navigator.prototype.serviceWorker; delete window.caches;")
    sign_in(page, "wilhelmina")
    page.goto(UNIT)
    expect(page.locator("[data-keep]")).to_be_hidden()
    sign_out(page)
