"""Own tests in a browser: from the quizzes page to the first question by thumb, and the count while one chooses."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, Route, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
SCREENS = 3
PHONE = 844  # pixels of height


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


@pytest.fixture
def signed_in(app: Flask, learner: int, visitor: Visitor, site: str) -> Visitor:
    cookie = Browser(app, learner).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto("/quizzes/")
        return page

    return come


@pytest.mark.parametrize(("width", "scheme"), [(1380, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    signed_in: Visitor, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = signed_in(width=width, color_scheme=scheme)
    for path in ("/quizzes/", "/own-tests/", "/own-tests/?count=0"):
        page.goto(path)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("javascript", [True, False])
def test_one_tap_leads_from_the_quizzes_page_to_the_first_question(signed_in: Visitor, javascript: bool) -> None:
    page = signed_in(width=390, javascript=javascript)
    page.get_by_role("button", name="Twenty mixed").click()
    expect(page.get_by_text("Question 1 of 20").first).to_be_visible()


def test_a_recipe_is_built_and_leads_to_its_first_question_in_one_tap(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    page.get_by_role("link", name="Build a test").click()
    page.get_by_label("How many questions").fill("3")
    page.get_by_label("Time limit in minutes").fill("4")
    page.get_by_text("Save these choices as a recipe").click()
    page.get_by_label("Name", exact=True).fill("Three before work")
    page.get_by_role("button", name="Save the recipe").click()
    expect(page.get_by_text("3 questions, 4 minutes, reasons at the end")).to_be_visible()
    page.goto("/quizzes/")
    page.get_by_role("button", name="Three before work").click()
    expect(page.get_by_text("Question 1 of 3").first).to_be_visible()
    expect(page.get_by_role("timer")).to_be_visible()


def test_a_test_that_is_built_begins_without_a_name(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    page.goto("/own-tests/")
    page.get_by_label("How many questions").fill("3")
    page.get_by_role("button", name="Start the test").click()
    expect(page.get_by_text("Question 1 of 3").first).to_be_visible()


def test_the_count_follows_each_choice_and_says_what_is_wrong(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    page.goto("/own-tests/")
    words = page.locator("[data-words]")
    expect(words).to_contain_text("questions fit.")
    expect(page.get_by_role("button", name="Count the questions")).to_be_hidden()
    before = words.inner_text()
    page.get_by_label("Unit").select_option(index=1)
    expect(words).not_to_have_text(before)
    page.get_by_label("I flagged").check()
    expect(words).to_have_text("No question fits. Choose less narrowly.")
    page.get_by_label("How many questions").fill("99")
    expect(words).to_have_text("Type a whole number from 1 to 50.")


def test_without_a_connection_the_count_says_so_and_without_scripts_a_button_counts(signed_in: Visitor) -> None:
    page = signed_in()
    page.goto("/own-tests/")
    page.route("**/own-tests/count*", _lose)
    page.get_by_label("I missed").check()
    expect(page.locator("[data-words]")).to_have_text("Without a connection the questions cannot be counted.")
    plain = signed_in(javascript=False)
    plain.goto("/own-tests/")
    plain.get_by_label("New to me").check()
    plain.get_by_role("button", name="Count the questions").click()
    expect(plain.get_by_label("New to me")).to_be_checked()
    expect(plain.get_by_text("questions fit.")).to_be_visible()


def _lose(route: Route) -> None:
    route.abort()


def test_the_quizzes_page_is_at_most_three_phone_screens_and_its_sets_can_be_filtered(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * PHONE
    page.get_by_label("Filter the sets").fill("written")
    expect(page.get_by_text("5 of 17 shown")).to_be_visible()
    expect(page.locator("#sets > li:visible")).to_have_count(5)
    page.get_by_label("Filter the sets").fill("")
    expect(page.locator("#sets > li:visible")).to_have_count(17)
