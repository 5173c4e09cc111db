"""Today's cards by keyboard, by thumb and without a connection."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.recall import actions, queries
from revision_app.recall.core.schedule import Rating
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.sitting import Sitting

Visitor = Callable[..., Page]
CARDS = 10
IN_WHAT_IS_LEFT = 8  # of five minutes after a look of 200 seconds, at 12 each
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
NOTHING_WAITS = """async () => Object.entries(localStorage)
    .every(([name, kept]) => !name.startsWith("cards ") || !JSON.parse(kept).length)"""


@pytest.fixture
def learner(app: Flask) -> int:
    learner_id = a_person(app)
    with app.app_context():
        cards = [(f"Question {n}?", f"Answer {n}.") for n in range(CARDS)]
        actions.write_cards(cards, learner_id=learner_id, at=now())
    return learner_id


@pytest.fixture
def signed_in(app: Flask, learner: int, visitor: Visitor, site: str) -> Visitor:
    cookie = Browser(app, learner).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return page

    return come


def looked_at(app: Flask, learner: int) -> int:
    with app.app_context():
        return len(queries.standings(learner)[1])


def test_ten_cards_take_two_keys_each(
    app: Flask, learner: int, signed_in: Visitor, accessible: Callable[[Page], None]
) -> None:
    page = signed_in(width=1380)
    page.goto("/recall/")
    accessible(page)
    page.get_by_role("link", name="Begin").click()
    accessible(page)
    for n in range(CARDS):
        expect(page.get_by_role("heading", name=f"Question {n}?")).to_be_visible()
        page.keyboard.press("Space")
        expect(page.get_by_text(f"Answer {n}.")).to_be_visible()
        page.keyboard.press("2")
    expect(page.get_by_role("heading", name="That is all for now")).to_be_focused()
    expect(page.get_by_text("You have looked at 10 cards.")).to_be_visible()
    until(page, NOTHING_WAITS)
    assert looked_at(app, learner) == CARDS


def test_a_card_that_was_not_known_comes_again_in_the_end(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    page.goto("/recall/cards")
    page.get_by_text("Show the answer").first.click()
    page.get_by_role("button", name="I did not know it").click()
    for n in range(1, CARDS):
        page.get_by_text("Show the answer").nth(n).click()
        page.get_by_role("button", name="I knew it").click()
    expect(page.get_by_role("heading", name="Question 0?")).to_be_visible()


def test_before_an_exam_a_full_day_asks_each_card_once(app: Flask, learner: int, signed_in: Visitor) -> None:
    plan = dict.fromkeys(WEEKDAYS, "10") | {"day": "2026-09-08", "kind": "exam", "days_off": ""}
    assert Browser(app, learner).post("/plan/", plan).status_code == 303  # with five minutes for cards on each day
    with app.app_context():
        look = {"key": "a-long-look", "ago": timedelta(), "seconds": 200}
        actions.review("own:1", Rating.KNOWN, **look, learner_id=learner, at=now())
    page = signed_in(width=390)
    page.goto("/recall/")
    expect(page.get_by_text("in the order that helps most on the day of your exam, 8 September")).to_be_visible()
    page.get_by_role("link", name="Begin").click()
    for n in range(IN_WHAT_IS_LEFT):
        page.get_by_text("Show the answer").nth(n).click()
        page.get_by_role("button", name="I did not know it").click()
    expect(page.get_by_text(f"You have looked at {IN_WHAT_IS_LEFT} cards.")).to_be_visible()


def test_the_next_card_is_shown_from_the_story_of_its_client_on(app: Flask, learner: int, signed_in: Visitor) -> None:
    Sitting(Browser(app, learner), "two-first-consultations").submit()  # which misses questions about two clients
    page = signed_in(width=390)
    page.goto("/recall/cards")
    page.get_by_text("Show the answer").first.click()
    page.get_by_role("button", name="I knew it").click()
    expect(page.locator(".recall-card:visible summary").first).to_contain_text("Case B")
    expect(page.locator(".recall-card:visible summary").first).to_be_in_viewport()


def test_cards_are_looked_at_without_a_connection_and_sent_when_it_is_back(
    app: Flask, learner: int, signed_in: Visitor, accessible: Callable[[Page], None]
) -> None:
    page = signed_in(width=390, color_scheme="dark")
    page.goto("/recall/cards")
    until(
        page, "async () => Boolean(await caches.match('/recall/cards')) && Boolean(navigator.serviceWorker.controller)"
    )
    page.context.set_offline(True)
    page.get_by_text("Show the answer").first.click()
    accessible(page)
    page.get_by_role("button", name="I knew it").click()
    expect(page.get_by_text("Your answers are kept on this device")).to_be_visible()
    assert looked_at(app, learner) == 0  # while a page is left Chromium may send what it should take to be offline
    page.reload()
    expect(page.get_by_role("heading", name="Question 1?")).to_be_visible()
    page.context.set_offline(False)
    page.goto("/study/notes")
    until(page, NOTHING_WAITS)
    assert looked_at(app, learner) == 1


def test_without_scripts_one_card_follows_the_other(signed_in: Visitor) -> None:
    page = signed_in(width=390, javascript=False)
    page.goto("/recall/cards")
    expect(page.get_by_role("heading", level=2)).to_have_text(["Question 0?"])
    page.get_by_text("Show the answer").first.click()
    page.get_by_role("button", name="I knew it").click()
    expect(page.get_by_role("heading", name="Question 1?")).to_be_visible()
