"""What appears beside a citation and a word of the glossary: on hover, focus and tap, and never in the way."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
UNIT = "/study/mechanism"


@pytest.fixture
def reader(app: Flask, visitor: Visitor, site: str) -> Callable[..., Page]:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(UNIT)
        return page

    return come


def tip(page: Page) -> Locator:
    return page.locator(".tip")


def described(page: Page, link: Locator) -> str:
    """The first words of what a link is described by."""
    name = link.get_attribute("aria-describedby")
    return " ".join((page.locator(f"[id='{name}']").text_content() or "").split())[:25]


@pytest.mark.parametrize("kind", ["a.term", "a.cite"])
def test_on_hover_and_on_focus_the_words_appear_beside_the_link(reader: Callable[..., Page], kind: str) -> None:
    page = reader()
    link = page.locator(kind).first
    link.hover()
    expect(tip(page)).to_be_visible()
    expect(tip(page)).to_contain_text(described(page, link))
    tip(page).hover()
    page.wait_for_timeout(400)
    expect(tip(page)).to_be_visible()  # the pointer may rest on it
    page.mouse.move(2, 2)
    expect(tip(page)).to_be_hidden()
    link.focus()
    expect(tip(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(tip(page)).to_be_hidden()
    expect(link).to_be_focused()


def test_moving_on_by_keyboard_closes_it(reader: Callable[..., Page]) -> None:
    page = reader()
    page.locator("a.cite").first.focus()
    page.keyboard.press("Tab")
    page.locator("main").focus()
    expect(tip(page)).to_be_hidden()


def test_the_first_tap_shows_and_the_second_follows(reader: Callable[..., Page]) -> None:
    page = reader(width=390, has_touch=True)
    link = page.locator("a.term").first
    target = link.get_attribute("href")
    link.tap()
    expect(tip(page)).to_be_visible()
    assert page.url.endswith(UNIT)
    page.locator("h1").tap()
    expect(tip(page)).to_be_hidden()
    link.tap()
    expect(tip(page)).to_be_visible()
    link.tap()
    page.wait_for_url(f"**{target}")
    expect(page.locator("h1")).to_have_text("Glossary")


def test_it_never_leaves_the_screen(reader: Callable[..., Page]) -> None:
    for width in (320, 390, 1380):
        page = reader(width=width)
        for link in page.locator("a.cite, a.term").all()[:25]:
            link.focus()
            box = tip(page).bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 900


def test_a_click_on_a_citation_leads_to_the_list_and_back(reader: Callable[..., Page]) -> None:
    page = reader()
    page.locator("a.cite").first.click()
    expect(page.locator("#reference-1")).to_be_in_viewport()
    page.get_by_role("link", name="Back to where reference 1 is cited").click()
    expect(page.locator("#cited-1")).to_be_in_viewport()


def test_without_a_script_the_links_lead_to_the_words(reader: Callable[..., Page]) -> None:
    page = reader(javascript=False)
    link = page.locator("a.term").first
    name = (link.get_attribute("href") or "").split("#")[1]
    link.click()
    expect(page.locator(f"[id='{name}']")).to_be_in_viewport()


def test_the_pages_say_nothing_amiss_to_axe(reader: Callable[..., Page], accessible: Callable[[Page], None]) -> None:
    page = reader()
    page.locator("a.term").first.focus()
    accessible(page)
    for path in ("/glossary/", "/references/"):
        page.goto(path)
        accessible(page)
