"""Looking something up: by mouse, by keyboard alone, on a phone, and without scripts."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.strict import faults

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def learner(app: Flask, visitor: Visitor, site: str) -> Visitor:
    browser = Browser(app, a_person(app))
    cookie = browser.client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return page

    return come


def test_a_slash_goes_to_the_box_and_enter_to_the_block(learner: Visitor, accessible: Check) -> None:
    page = learner()
    page.goto("/study/")
    box = page.get_by_role("banner").get_by_role("searchbox", name="Search")
    page.keyboard.press("/")
    expect(box).to_be_focused()
    page.keyboard.type("isotretinion / keloid")  # a slash that is typed is a slash
    expect(box).to_have_value("isotretinion / keloid")
    box.fill("isotretinion")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Did you mean isotretinoin?")
    assert faults(page.content()) == []
    accessible(page)
    page.keyboard.press("/")
    expect(page.get_by_label("Search for")).to_be_focused()
    page.get_by_role("main").get_by_role("link", name="isotretinoin", exact=True).first.click()
    expect(page.get_by_role("heading", name="Best answers")).to_be_visible()
    page.locator("main h3 a[href^='/study/contraindications#']").first.click()
    page.wait_for_url("**/study/contraindications#*")
    assert page.evaluate("document.querySelector(':target') !== null")


def test_the_shortcut_can_be_turned_off(learner: Visitor) -> None:
    page = learner()
    page.goto("/search")
    page.get_by_role("button", name="Turn this off").click()
    page.goto("/study/")
    page.keyboard.press("/")
    expect(page.locator("body")).to_be_focused()
    expect(page.locator("kbd:visible")).to_have_count(0)
    page.goto("/search")
    page.get_by_role("button", name="Turn the shortcut / on").click()
    page.goto("/study/")
    expect(page.locator("kbd:visible")).to_have_count(1)


@pytest.mark.parametrize("width", [320, 360, 390])
def test_on_a_phone_a_glass_leads_to_the_search_page(learner: Visitor, accessible: Check, width: int) -> None:
    page = learner(width=width)
    page.goto("/study/")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_label("Search for").fill("hyperpig")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_role("heading", name="Units")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    accessible(page)


def test_it_works_without_scripts(learner: Visitor) -> None:
    page = learner(javascript=False)
    page.goto("/study/")
    expect(page.locator("kbd:visible")).to_have_count(0)
    page.get_by_role("banner").get_by_role("searchbox", name="Search").fill("keloid")
    page.keyboard.press("Enter")
    expect(page.locator("mark").first).to_be_visible()
