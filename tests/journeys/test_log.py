"""A record typed on a phone without a connection, kept, and countersigned by a supervisor; all by keyboard."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.log import queries
from revision_app.web.clock import now
from tests.support.builders import a_person
from tests.support.on_screen import until

PASSWORD = "petrol margin depth violin"
NEW = "/log/new"


@pytest.fixture
def learner(app: Flask) -> int:
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    return learner


def sign_in(page: Page) -> None:
    page.goto("/sign-in")
    page.get_by_label("E-mail").fill("learner@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Today")


def test_a_record_is_typed_offline_kept_and_countersigned(
    app: Flask, learner: int, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = visitor(width=390)
    sign_in(page)
    page.goto(NEW)
    accessible(page)
    kept = "async path => Boolean(await caches.match(path)) && Boolean(navigator.serviceWorker.controller)"
    until(page, kept, NEW)

    page.context.set_offline(True)
    page.goto(NEW)
    expect(page.locator("[data-copy]")).to_contain_text("You are offline")
    today = page.evaluate("() => new Date().toLocaleDateString('en-CA')")
    expect(page.get_by_label("Date")).to_have_value(today)
    page.get_by_label("Date").fill("2026-08-31")
    page.get_by_label("Pseudonym").focus()
    page.keyboard.type("Client 7")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the first of the options of the learner's part
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Performed")).to_be_checked()
    page.get_by_role("checkbox", name="Neck").focus()
    page.keyboard.press("Space")
    page.get_by_role("radio", name="V", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save this treatment").press("Enter")
    expect(page.locator(".kept-line")).to_contain_text("No connection. What you typed is kept on this device")
    page.reload()  # the tab went to sleep
    expect(page.get_by_label("Pseudonym")).to_have_value("Client 7")

    page.context.set_offline(False)
    page.get_by_role("button", name="Save this treatment").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("31 August 2026, Client 7")
    accessible(page)
    with app.app_context():
        (said,) = queries.said_of(learner)
    assert (said["part"], said["area"], said["phototype"]) == ("Performed", ["Neck"], "V")
    until(page, "() => !Object.keys(localStorage).some((name) => name.startsWith('typed'))")

    page.get_by_role("button", name="Make a link to countersign").press("Enter")
    link = page.get_by_label("Send this to your supervisor").input_value()
    supervisor = visitor(width=390)
    supervisor.goto(link)
    accessible(supervisor)
    for words in ("Demo Supervisor", "Clinical supervisor", "PIN 12"):
        supervisor.keyboard.press("Tab")
        while supervisor.evaluate("() => document.activeElement.type") != "text":
            supervisor.keyboard.press("Tab")
        supervisor.keyboard.type(words)
    supervisor.keyboard.press("Tab")
    supervisor.keyboard.press("Space")
    supervisor.get_by_role("button", name="Countersign this record").press("Enter")
    expect(supervisor.get_by_role("heading", level=1)).to_have_text("Countersigned")
    page.reload()
    expect(page.locator("#countersigning")).to_contain_text("Demo Supervisor, Clinical supervisor, PIN 12")
    for path in ("/log/", "/log/counts"):
        page.goto(path)
        accessible(page)
    target = page.locator(".log-targets li > span").first
    assert target.bounding_box()["height"] < 60  # two lines at most, on a phone too
