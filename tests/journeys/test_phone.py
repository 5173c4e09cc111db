"""A paper on a phone, by touch: the screen is the question's, and nothing speaks of keys that are not there."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.papers import a_hotspot, a_paper, an_item, offer
from tests.support.sitting import Sitting, later

PHONE = {"width": 390, "has_touch": True, "is_mobile": True}
TAKEN = """() => {
  const shown = [...document.querySelectorAll(".demo, .brand, .who, .nav, .exam-bar")];
  const lines = new Set();
  for (const { top, bottom } of shown.map((one) => one.getBoundingClientRect()))
    for (let y = Math.max(0, Math.floor(top)); y < Math.min(innerHeight, bottom); y++) lines.add(y);
  return lines.size / innerHeight;
}"""
FOCUS = "() => document.activeElement === document.querySelector('[data-column]')"


@pytest.fixture
def sitting(app: Flask) -> Sitting:
    offer(app, a_paper((an_item("one"), an_item("two"), a_hotspot())))
    return Sitting(Browser(app, a_person(app)))


@pytest.fixture
def at(visitor: Callable[..., Page], site: str, sitting: Sitting) -> Callable[..., Page]:
    def come(path: str, **options: object) -> Page:
        page = visitor(**options)
        cookie = sitting.browser.client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(path)
        page.wait_for_load_state()
        return page

    return come


def test_a_fifth_of_the_screen_at_most_is_no_question(sitting: Sitting, at: Callable[..., Page]) -> None:
    page = at(sitting.url(1), **PHONE)
    assert page.evaluate(TAKEN) < 0.2
    page.evaluate("scrollTo(0, 150)")
    until(page, "() => scrollY > 100")
    assert page.evaluate(TAKEN) < 0.2
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Study").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Study")


def test_keys_are_spoken_of_where_there_are_keys(sitting: Sitting, at: Callable[..., Page]) -> None:
    for options, spoken in ((PHONE, False), ({"width": 1380}, True)):
        page = at(sitting.url(1), **options)
        page.get_by_text("Your notes", exact=True).scroll_into_view_if_needed()
        expect(page.get_by_role("button", name="Keyboard shortcuts")).to_be_visible(visible=spoken)
        expect(page.locator(".find kbd")).to_be_visible(visible=spoken)


def test_going_on_goes_on_at_the_next_question(sitting: Sitting, at: Callable[..., Page]) -> None:
    page = at(sitting.url(1), width=1380)
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Question 2 of 3")
    until(page, FOCUS)
    page.keyboard.press("Tab")
    expect(page.get_by_role("radio").first).to_be_focused()


def test_taking_over_from_another_window_goes_on_at_the_question(sitting: Sitting, at: Callable[..., Page]) -> None:
    first = at(sitting.url(1), width=1380)
    first.get_by_role("radio").first.check()
    expect(first.locator("#receipt")).to_contain_text("Saved")
    second = at(sitting.url(1), width=1380)
    second.get_by_role("button", name="Continue here").click()
    expect(second.get_by_role("button", name="Continue here")).to_be_hidden()
    until(second, FOCUS)
    first.close()


def test_what_was_said_of_the_time_is_not_met_later(app: Flask, sitting: Sitting, at: Callable[..., Page]) -> None:
    page = at("/quizzes/", width=390)
    page.clock.install()
    later(app, minutes=15, seconds=5)
    page.goto(sitting.url(1))
    page.clock.run_for(1000)
    expect(page.locator("[data-announce]")).to_have_text("5 minutes left.")
    page.clock.run_for(11_000)
    expect(page.locator("[data-announce]")).to_have_text("")


def test_the_places_of_a_drawing_have_their_numbers_in_the_list(sitting: Sitting, at: Callable[..., Page]) -> None:
    for options in (PHONE, {"width": 1380}):
        page = at(sitting.url(3), **options)
        listed = page.locator(".numbered").get_by_role("radio").all()
        for number, choice in enumerate(listed, 1):
            expect(choice).to_have_accessible_name(re.compile(rf"^{number}\. \w"))
