"""A learner checks themselves in the middle of a unit: in place, without a script, and with the connection gone."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
UNIT = "mechanism"


@pytest.fixture
def reader(app: Flask, visitor: Visitor, site: str) -> Callable[..., Page]:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(f"/study/{UNIT}")
        return page

    return come


def first(page: Page) -> Locator:
    check = page.get_by_role("group", name="Check yourself")
    check.scroll_into_view_if_needed()
    return check.get_by_role("listitem").first


def wrong_and_right(app: Flask) -> tuple[str, str]:
    """The words of an option that is not the key, and of the key, of the unit's first question."""
    asked = next(ask.item for ask in app.extensions["shelf"].asks if ask.unit == UNIT)
    item = app.extensions["bank"].items[asked].item
    other = next(option for option in item.options if option not in item.keys)
    return item.options[other].text, item.options[item.keys[0]].text


@pytest.mark.parametrize("width", [1380, 390])
def test_an_answer_is_checked_in_place_and_tried_again(
    app: Flask, reader: Callable[..., Page], accessible: Callable[[Page], None], width: int
) -> None:
    wrong, right = wrong_and_right(app)
    page = reader(width=width)
    question = first(page)
    question.get_by_label(wrong).check()
    question.get_by_role("button", name="Check my answer").click()
    expect(question.get_by_role("status")).to_contain_text("Not right")
    expect(question.get_by_role("status")).to_be_focused()
    expect(question.locator(".reason").first).to_be_visible()
    accessible(page)
    question.get_by_role("link", name="Try it again").press("Enter")
    expect(question.get_by_role("radio").first).to_be_focused()
    question.get_by_label(right).check()
    question.get_by_role("button", name="Check my answer").press("Enter")
    expect(question.get_by_role("status")).to_contain_text("Right")
    assert page.url.endswith(f"/study/{UNIT}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids))


def test_nothing_chosen_is_said_at_the_question(reader: Callable[..., Page]) -> None:
    question = first(reader())
    question.get_by_role("button", name="Check my answer").click()
    expect(question.get_by_role("alert")).to_have_text("Give an answer first, then check it.")


def test_without_a_connection_the_choice_stays_and_the_page_says_so(app: Flask, reader: Callable[..., Page]) -> None:
    wrong, _right = wrong_and_right(app)
    page = reader()
    question = first(page)
    question.get_by_label(wrong).check()
    page.context.set_offline(True)
    question.get_by_role("button", name="Check my answer").click()
    expect(question.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(question.get_by_label(wrong)).to_be_checked()
    page.context.set_offline(False)
    question.get_by_role("button", name="Check my answer").click()
    expect(question.get_by_role("status")).to_contain_text("Not right")


def test_without_a_script_each_question_has_a_page(
    app: Flask, reader: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    _wrong, right = wrong_and_right(app)
    page = reader(javascript=False)
    page.get_by_role("group", name="Check yourself").get_by_role("link", name="Question 1").click()
    page.get_by_label(right).check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_role("status")).to_contain_text("Right")
    page.get_by_role("link", name="Read the section on this").click()
    page.wait_for_url(f"**/study/{UNIT}#*")


def test_the_pages_say_nothing_amiss_to_axe(reader: Callable[..., Page], accessible: Callable[[Page], None]) -> None:
    page = reader()
    page.get_by_role("group", name="Check yourself").scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Check my answer")).to_have_count(3)
    accessible(page)
    for path in ("/faq/", "/mistakes/", "/syllabus/", "/study/", "/exemplars/", "/exemplars/consultation-achieved"):
        page.goto(path)
        accessible(page)
