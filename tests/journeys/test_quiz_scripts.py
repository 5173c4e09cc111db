"""What the two small scripts of the timed attempt do on a bad line, in two windows and with a wrong clock."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import Sitting, later, steps

Visitor = Callable[..., Page]


@pytest.fixture
def sitting(app: Flask) -> Sitting:
    offer(app, a_paper())
    return Sitting(Browser(app, a_person(app)))


@pytest.fixture
def window(sitting: Sitting, visitor: Visitor, site: str) -> Page:
    """The learner's browser, signed in, at the first question."""
    page = visitor()
    cookie = sitting.browser.client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page.goto(sitting.url(1))
    return page


def choose(page: Page, words: str) -> None:
    page.get_by_label(words, exact=True).check()


def receipt(page: Page, words: str) -> None:
    expect(page.locator("#receipt")).to_contain_text(words)


def go_on(page: Page) -> None:
    page.get_by_role("button", name="Save and continue").click()


def clock_says(page: Page, words: str) -> None:
    expect(page.get_by_role("timer")).to_contain_text(words)


def test_each_choice_is_saved_at_once_and_the_page_says_when(app: Flask, sitting: Sitting, window: Page) -> None:
    choose(window, "Wait")
    receipt(window, "Saved 13:00:00")
    expect(window.get_by_role("button", name="Question 1, answered")).to_be_visible()
    later(app, seconds=9)
    choose(window, "Ask")
    receipt(window, "Saved 13:00:09")
    window.reload()
    expect(window.get_by_label("Ask", exact=True)).to_be_checked()
    before = steps(app, sitting.id)
    go_on(window)
    expect(window).to_have_title("Question 2 of 3 · First paper · Micro-needling")
    assert steps(app, sitting.id) == before


def test_a_refused_answer_is_shown_as_not_saved(app: Flask, sitting: Sitting, window: Page) -> None:
    later(app, minutes=20, seconds=10)
    choose(window, "Wait")
    receipt(window, "Time was up before this answer came, so it is kept but not counted.")


def test_the_time_runs_out_gently(app: Flask, sitting: Sitting, window: Page) -> None:
    later(app, minutes=19, seconds=57)
    window.goto(sitting.url(1))
    expect(window.get_by_text("One minute left.")).to_be_attached()
    clock_says(window, "Time is up")
    over = window.get_by_role("alert")
    expect(over).to_contain_text("Everything that was saved by 13:20 counts.")
    later(app, seconds=15)
    over.get_by_role("link", name="See the result").click()
    expect(window.get_by_text("The time was up today at 13:20")).to_be_visible()


def test_a_device_clock_an_hour_wrong_changes_nothing(sitting: Sitting, window: Page) -> None:
    window.add_init_script("const true_time = Date.now; Date.now = () => true_time() - 3_600_000;")
    window.goto(sitting.url(1))
    clock_says(window, "19:5")
    clock_says(window, "ends at 13:20")


def test_after_a_sleep_the_clock_asks_the_server(app: Flask, window: Page) -> None:
    clock_says(window, "19:5")
    later(app, minutes=10)
    window.evaluate("() => { const before = Date.now; Date.now = () => before() + 600_000; }")
    clock_says(window, "09:5")


def test_a_paper_submitted_in_another_window_leads_to_its_result(sitting: Sitting, window: Page) -> None:
    sitting.submit()
    window.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(window.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()


def test_the_player_and_the_result_say_nothing_amiss_to_axe(
    sitting: Sitting, window: Page, accessible: Callable[[Page], None]
) -> None:
    accessible(window)
    window.goto(sitting.url(2))
    accessible(window)
    window.goto(f"/attempts/{sitting.id}/review")
    accessible(window)
    sitting.answer(1, "a")
    sitting.submit()
    for path in (f"/attempts/{sitting.id}/result", "/quizzes/", "/quizzes/first-paper"):
        window.goto(path)
        accessible(window)
