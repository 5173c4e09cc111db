"""An answer that the site will never take: told once, never sent again, and shown beside its question until then."""

import json
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Request, Route, expect

from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.papers import a_numeric, a_paper, an_item, offer
from tests.support.sitting import Sitting, later

Visitor = Callable[..., Page]


WHY = "Write a number, like 12.5, and nothing else."


@pytest.fixture
def sitting(app: Flask) -> Sitting:
    offer(app, a_paper([a_numeric(other_units=...), an_item("two"), an_item("three")]))
    return Sitting(Browser(app, a_person(app)))


@pytest.fixture
def saves() -> list[str]:
    """What is sent to be saved, in its order."""
    return []


@pytest.fixture
def window(sitting: Sitting, visitor: Visitor, site: str, saves: list[str]) -> Page:
    page = visitor()
    cookie = sitting.browser.client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])

    def sent(request: Request) -> None:
        if request.method == "POST" and "/items/" in request.url:
            saves.append(request.post_data or "")

    page.on("request", sent)
    page.goto(sitting.url(1))
    return page


def answer(page: Page, typed: str) -> None:
    page.get_by_label("Your answer, as a number").fill(typed)


def press(page: Page, name: str = "Save and continue") -> None:
    page.get_by_role("button", name=name).click()


def says(page: Page, words: str) -> None:
    expect(page.locator("#receipt")).to_contain_text(words)


def sign_out(page: Page) -> None:
    """Nothing frightens: no window asks, and the sign-in page is there."""
    page.get_by_role("button", name="Sign out").first.click()
    expect(page.get_by_label("E-mail")).to_be_visible()


def without_a_connection(page: Page) -> None:
    """Nothing that is to be saved arrives, until ``unroute``."""
    page.route("**/items/*", lambda route: route.abort() if route.request.method == "POST" else route.continue_())


def refused(saves: list[str]) -> int:
    return sum("ninety" in body for body in saves)


def test_a_refusal_is_told_once_and_no_later_page_sends_it_again(
    app: Flask, window: Page, sitting: Sitting, saves: list[str], accessible: Callable[[Page], None]
) -> None:
    answer(window, "ninety")
    press(window)
    says(window, WHY)
    expect(window.get_by_role("heading", level=1)).to_contain_text("Question 1 of 3")
    press(window)
    expect(window.get_by_role("heading", level=1)).to_contain_text("Question 2 of 3")
    expect(window.locator(".palette [value='1']")).to_have_attribute(
        "aria-label", "Question 1, not answered, not saved"
    )
    window.get_by_label("Wait", exact=True).check()
    says(window, "Saved")
    window.goto("/today")
    window.wait_for_load_state("networkidle")
    window.goto(sitting.url(3))
    window.get_by_label("Wait", exact=True).check()
    says(window, "Saved")
    assert refused(saves) == 1
    window.goto(sitting.url(1))
    expect(window.get_by_label("Your answer, as a number")).to_have_value("ninety")
    says(window, WHY)
    accessible(window)
    press(window, "Review and submit")
    expect(window.get_by_text("Not saved, and so not counted: question 1. Open it to see why.")).to_be_visible()
    expect(window.get_by_text("Not saved", exact=True)).to_be_visible()
    accessible(window)
    assert refused(saves) == 1
    window.goto("/today")
    sign_out(window)


def test_what_was_refused_is_forgotten_once_it_is_mended(window: Page, sitting: Sitting, saves: list[str]) -> None:
    answer(window, "1,500")
    press(window)
    says(window, "“1,500” could mean 1.5 or 1500.")
    answer(window, "0,35")
    says(window, "Saved")
    press(window, "Review and submit")
    expect(window.get_by_text("Answered", exact=True)).to_have_count(1)
    press(window, "Submit the paper for marking")
    expect(window.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()
    until(window, "() => !Object.keys(localStorage).length")
    assert sitting.result().status_code == 200


def test_a_paper_is_handed_in_without_what_was_refused_only_when_the_learner_says_so(window: Page) -> None:
    answer(window, "ninety")
    press(window, "Review and submit")
    says(window, WHY)
    press(window, "Review and submit")
    press(window, "Submit the paper for marking")
    expect(window.get_by_text("Not saved, and so not counted: question 1.")).to_be_visible()
    press(window, "Submit without them")
    expect(window.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()
    window.goto("/today")
    sign_out(window)


def test_a_refusal_that_comes_on_another_page_is_told_there(window: Page, sitting: Sitting, saves: list[str]) -> None:
    without_a_connection(window)
    answer(window, "ninety")
    says(window, "1 answer kept on this device")
    window.goto("/today")
    window.unroute("**/items/*")
    told = window.get_by_role("alert").filter(has_text="Question 1 is not saved: " + WHY)
    expect(told.get_by_role("link", name="Open the question")).to_be_visible()
    window.goto("/quizzes/")
    window.wait_for_load_state("networkidle")
    expect(told).to_have_count(0)
    before = refused(saves)
    window.goto(sitting.url(1))
    expect(window.get_by_label("Your answer, as a number")).to_have_value("ninety")
    assert refused(saves) == before


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 413, 415, 422])
def test_no_refusal_of_any_kind_stays_in_the_queue(
    window: Page, sitting: Sitting, saves: list[str], status: int
) -> None:
    def refuse(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        else:
            route.fulfill(status=status, content_type="application/json", body=json.dumps({"problem": "It cannot be."}))

    window.route("**/items/*", refuse)
    answer(window, "350")
    says(window, "It cannot be.")
    tried = len(saves)
    assert tried <= 2  # one more with a new token where that may have been it
    for page in ("/today", sitting.url(2), "/quizzes/"):
        window.goto(page)
        window.wait_for_load_state("networkidle")
    assert len(saves) == tried
    sign_out(window)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_what_may_yet_be_taken_stays_in_the_queue(app: Flask, window: Page, sitting: Sitting, status: int) -> None:
    def refuse(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
        else:
            route.fulfill(status=status, content_type="application/json", body=json.dumps({"problem": "Not now."}))

    window.route("**/items/*", refuse)
    answer(window, "350")
    says(window, "Not now." if status == 403 else "The site is busy")
    window.unroute("**/items/*")
    window.goto("/today")
    until(
        window,
        "() => !JSON.parse(Object.entries(localStorage).find(([name]) => /^answers/.test(name))[1]).waiting.length",
    )
    window.goto(sitting.url(1))
    expect(window.get_by_label("Your answer, as a number")).to_have_value("350")


def test_a_network_that_asks_to_sign_in_to_it_is_not_taken_for_the_site(window: Page, sitting: Sitting) -> None:
    window.route("**/items/*", lambda route: route.fulfill(status=200, body="<h1>Welcome to our hotel</h1>"))
    answer(window, "350")
    says(window, "1 answer kept on this device")
    window.unroute("**/items/*")
    says(window, "Saved")


def test_notes_that_are_refused_are_told_once_and_not_sent_again(window: Page, sitting: Sitting) -> None:
    sent: list[str] = []
    window.route(
        "**/notes",
        lambda route: (
            sent.append("notes"),
            route.fulfill(status=413, content_type="application/json", body=json.dumps({"problem": "Too much."})),
        ),
    )
    window.get_by_text("Your notes").first.click()
    window.get_by_label("Your notes for this attempt").fill("Half of it.")
    expect(window.locator("[data-notes-saved]")).to_have_text("Too much.")
    window.goto(sitting.url(2))
    window.wait_for_load_state("networkidle")
    assert sent == ["notes"]


def test_an_answer_that_came_too_late_is_told_where_the_learner_is(app: Flask, window: Page) -> None:
    without_a_connection(window)
    answer(window, "350")
    says(window, "1 answer kept on this device")
    window.goto("/today")
    later(app, minutes=21)
    window.unroute("**/items/*")
    expect(window.get_by_role("alert").filter(has_text="kept but not counted")).to_be_visible()
    window.goto("/quizzes/")
    sign_out(window)
