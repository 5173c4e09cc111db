"""Practising for the practical in a browser: ticks, a watch, a viva, and forms that keep nothing."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

Visitor = Callable[..., Page]
PAGES = (
    "/practical/",
    "/practical/checklist",
    "/practical/drills",
    "/practical/viva",
    "/practical/viva/all",
    "/forms/",
    "/forms/consultation",
    "/forms/risk-analysis",
    "/forms/consent",
    "/forms/aftercare-sheet",
)


@pytest.fixture
def signed_in(app: Flask, visitor: Visitor, site: str) -> Visitor:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None

    def come(**options: object) -> Page:
        page = visitor(**options)
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        return page

    return come


@pytest.mark.parametrize(("width", "scheme"), [(1380, "light"), (390, "dark")])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_window(
    signed_in: Visitor, accessible: Callable[[Page], None], width: int, scheme: str
) -> None:
    page = signed_in(width=width, color_scheme=scheme)
    for path in PAGES:
        page.goto(path)
        if path == "/practical/viva":
            page.get_by_text("Show what a pass contains").click()
        accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_learner_ticks_times_and_finds_the_ticks_again_after_a_reload(signed_in: Visitor) -> None:
    page = signed_in()
    page.goto("/practical/checklist")
    tally = page.locator("[data-tally] output")
    expect(tally).to_have_text(re.compile(r"^0 of 60 marks\. 12 critical steps are not ticked\.$"))
    page.get_by_label("Takes a full history.").check()
    expect(tally).to_have_text("3 of 60 marks. 11 critical steps are not ticked.")
    page.get_by_role("button", name="Start the watch").click()
    expect(page.get_by_role("timer")).not_to_have_text("0:00")
    page.get_by_role("button", name="Stop the watch").click()
    page.reload()
    expect(tally).to_have_text("3 of 60 marks. 11 critical steps are not ticked.")
    page.get_by_label(re.compile("Tells a client to stop")).check()
    expect(tally).to_have_text(re.compile("Failed: something that fails it has happened"))
    page.get_by_role("button", name="Clear the ticks").click()
    expect(tally).to_have_text("0 of 60 marks. 12 critical steps are not ticked.")
    assert page.evaluate("localStorage.length") == 0 or "ticks" not in page.evaluate("JSON.stringify(localStorage)")


def test_the_reason_is_written_beside_the_judgement_and_found_again_and_the_total_stands_at_the_end(
    signed_in: Visitor,
) -> None:
    page = signed_in()
    page.goto("/practical/checklist")
    page.get_by_label("Takes a full history.").check()
    end = page.locator("[data-total]")
    expect(end).to_have_text("3 of 60 marks. 11 critical steps are not ticked.")
    page.get_by_role("radio", name=re.compile("^Pass")).check()
    page.get_by_label("Why?", exact=True).fill("Safe, with reasons when asked.")
    page.reload()
    expect(end).to_have_text("3 of 60 marks. 11 critical steps are not ticked.")
    expect(page.get_by_role("radio", name=re.compile("^Pass"))).to_be_checked()
    expect(page.get_by_label("Why?", exact=True)).to_have_value("Safe, with reasons when asked.")
    page.get_by_role("button", name="Clear the ticks").click()
    expect(page.get_by_role("radio", name=re.compile("^Pass"))).not_to_be_checked()
    expect(page.get_by_label("Why?", exact=True)).to_have_value("Safe, with reasons when asked.")


@pytest.mark.parametrize("javascript", [True, False])
@pytest.mark.parametrize("path", ["/practical/checklist", "/practical/drills"])
def test_only_a_page_that_keeps_ticks_says_that_it_does(signed_in: Visitor, path: str, javascript: bool) -> None:
    page = signed_in(javascript=javascript)
    page.goto(path)
    expect(page.get_by_text("stay in this tab of your browser")).to_be_visible(visible=javascript)


def test_the_numbers_of_sources_are_printed_only_where_the_sources_are(signed_in: Visitor) -> None:
    page = signed_in()
    for path, printed in (("/practical/checklist", False), ("/practical/drills", False), ("/practical/viva/all", True)):
        page.goto(path)
        page.emulate_media(media="print")
        expect(page.locator(".entries .cites").first).to_be_visible(visible=printed)


def test_what_somebody_comes_for_stands_first_on_a_phone(signed_in: Visitor) -> None:
    page = signed_in(width=390)
    for path, first, then in (
        ("/study/", ".units", ".shelf"),
        ("/journal/", ".beginning", "section[aria-label='Your reflections']"),
    ):
        page.goto(path)
        upper, lower = page.locator(first).bounding_box(), page.locator(then).bounding_box()
        assert upper
        assert lower
        assert upper["y"] + upper["height"] <= lower["y"], path


def test_each_drill_counts_its_own_ticks(signed_in: Visitor) -> None:
    page = signed_in()
    page.goto("/practical/drills")
    faint, needlestick = page.locator("#faint"), page.locator("#needlestick")
    faint.get_by_label(re.compile("Lay him flat")).check()
    expect(faint.locator("[data-tally] output")).to_have_text(re.compile("^1 of 8 done"))
    expect(needlestick.locator("[data-tally] output")).to_have_text(re.compile("^0 of 8 done"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_viva_is_answered_aloud_opened_and_gone_through(signed_in: Visitor, javascript: bool) -> None:
    page = signed_in(javascript=javascript)
    page.goto("/practical/viva")
    page.get_by_role("link", name=re.compile("^Criterion 1.4")).click()
    expect(page.get_by_role("heading", name="A pass contains")).to_be_hidden()
    page.get_by_text("Show what a pass contains").click()
    expect(page.get_by_role("heading", name="A pass contains")).to_be_visible()
    page.locator(".points input").first.check()
    asked = page.locator("#asked").inner_text()
    page.get_by_role("link", name="Next question").click()
    expect(page.locator("#asked")).not_to_have_text(asked)
    page.get_by_role("link", name="Ask in random order").click()
    expect(page).to_have_url(re.compile(r"criterion=1\.4&seed=\w+"))
    expect(page.get_by_text("in random order")).to_be_visible()
    assert page.get_by_role("timer").is_visible() == javascript


def test_a_form_is_filled_in_sent_nowhere_and_emptied(signed_in: Visitor) -> None:
    page = signed_in()
    page.goto("/forms/consultation", wait_until="networkidle")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(f"{request.method} {request.url}"))
    page.get_by_label("Name", exact=True).first.fill("Made-up Client")
    page.get_by_role("group", name="Cold sores").get_by_label("Yes").check()
    page.get_by_label("Details: Cold sores").press_sequentially("each winter\n")
    assert [one for one in sent if not one.startswith("GET ") or "winter" in one] == []
    stored = "JSON.stringify(localStorage) + JSON.stringify(sessionStorage)"
    assert "winter" not in page.evaluate(stored)
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Empty all fields").click()
    expect(page.get_by_label("Details: Cold sores")).to_have_value("")
    expect(page.get_by_role("group", name="Cold sores").get_by_label("Yes")).not_to_be_checked()


def test_the_browser_asks_before_a_form_that_is_filled_in_is_left(signed_in: Visitor) -> None:
    page = signed_in()
    page.goto("/forms/treatment-record")
    page.get_by_label("Client reference").fill("A7")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_role("link", name="Forms", exact=True).click()
    page.wait_for_url("**/forms/")
    assert asked == ["beforeunload"]


def test_on_paper_an_empty_form_has_lines_to_write_on_and_nothing_of_the_site(signed_in: Visitor) -> None:
    page = signed_in(javascript=False)
    page.goto("/forms/consent")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("specially protected data")).to_be_hidden()
    expect(page.get_by_text("Signature:").first).to_be_visible()
    field = page.get_by_label("What matters most to me, and was answered")
    assert field.bounding_box()["height"] >= 79  # three lines of 7 mm, at 96 pixels an inch
