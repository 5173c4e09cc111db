"""The depth explorer in a browser: by a form, at once with JavaScript, by keyboard, and as axe sees it."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
PATH = "/study/depth-explorer"


@pytest.fixture
def signed_in(app: Flask, visitor: Visitor, site: str) -> Visitor:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(PATH)
        return page

    return come


@pytest.mark.parametrize("width", [1380, 390, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    signed_in: Visitor, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = signed_in(width=width, color_scheme=scheme)
    for query in ("", "?site=eyelid", "?measure=pooled&phototype=V", "?site=nowhere"):
        page.goto(PATH + query)
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_words_of_the_picture_can_be_read_on_a_small_phone(signed_in: Visitor) -> None:
    page = signed_in(width=360)
    smallest = page.evaluate(
        """() => {
          const plate = document.querySelector(".plate"), scale = plate.getBoundingClientRect().width / 440;
          const sizes = [...plate.querySelectorAll("text")].map((text) => parseFloat(getComputedStyle(text).fontSize));
          return scale * Math.min(...sizes);
        }"""
    )
    assert smallest >= 10


def test_without_javascript_the_form_returns_the_picture(signed_in: Visitor) -> None:
    page = signed_in(javascript=False)
    page.get_by_label("Site").select_option("neck")
    page.get_by_label("Concern").select_option("fine-lines")
    page.get_by_role("button", name="Show this").click()
    expect(page).to_have_url(re.compile("site=neck&concern=fine-lines"))
    expect(page.locator("#headline")).to_contain_text("Neck")
    expect(page.get_by_role("rowheader", name=re.compile("Up to 2.5 mm"))).to_be_visible()


def test_with_javascript_a_choice_shows_itself_and_nothing_jumps(signed_in: Visitor) -> None:
    page = signed_in()
    page.evaluate("window.stayed = true; window.scrollTo(0, 120)")
    page.get_by_label("Site").select_option("back")
    expect(page.locator("#headline")).to_contain_text("Back (biopsy, Korean adults)")
    expect(page).to_have_url(re.compile("site=back"))
    assert page.evaluate("window.stayed")
    assert page.evaluate("scrollY") == 120
    expect(page.get_by_label("Skin as measured by")).to_have_value("biopsy-korean")
    page.get_by_label("Skin as measured by").select_option("biopsy-turkish")
    expect(page.locator("#headline")).to_contain_text("Turkish")
    page.reload()
    expect(page.locator("#headline")).to_contain_text("Turkish")


def test_by_keyboard_alone_one_reaches_every_choice_and_keeps_the_place(signed_in: Visitor) -> None:
    page = signed_in()
    page.get_by_label("Site").focus()
    reached = []
    for _ in range(5):
        reached.append(page.evaluate("document.activeElement.id"))
        page.keyboard.press("Tab")
    assert reached == ["site", "concern", "phototype", "needle", "measure"]
    page.get_by_label("Needle, mm").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#headline")).to_contain_text("1.25 mm")
    assert page.evaluate("document.activeElement.id") == "needle"
    page.get_by_label("Skin as measured by").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#headline")).to_contain_text("ultrasound, men")
    assert page.evaluate("document.activeElement.id") == "measure"


def test_a_citation_leads_to_its_reference_and_back(signed_in: Visitor) -> None:
    page = signed_in()
    page.get_by_role("link", name="Reference 1", exact=True).first.click()
    expect(page).to_have_url(re.compile("#reference-1$"))
    page.get_by_role("link", name="Back to where reference 1 is cited").click()
    expect(page).to_have_url(re.compile("#cited-1$"))
