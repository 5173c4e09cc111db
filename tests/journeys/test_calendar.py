"""The address of one's calendar is made from Account, copied, and read by an app that nobody signs in."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # tests/pages asks both databases

Visitor = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_calendar_is_given_to_an_app_and_taken_back(
    app: Flask, visitor: Visitor, site: str, accessible: Callable[[Page], None], javascript: bool
) -> None:
    browser = Browser(app, a_person(app))
    browser.post("/aim", {"day": "2026-10-16", "kind": "exam"})
    cookie = browser.client.get_cookie("session")
    assert cookie is not None
    page = visitor(width=390, javascript=javascript)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page.goto("/account")
    page.get_by_role("link", name="See your calendar’s address").click()
    expect(page.get_by_role("link", name="Your exam")).to_be_visible()
    page.get_by_role("button", name="Make the address").click()
    address = page.get_by_label("Give this to your calendar app").input_value()
    if javascript:
        page.get_by_role("button", name="Copy the address").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        accessible(page)
    app_of_a_phone = app.test_client()
    assert "SUMMARY:Your exam" in app_of_a_phone.get(address.removeprefix(site)).text
    page.get_by_role("button", name="Revoke it").click()
    expect(page.get_by_text("There is no address now")).to_be_visible()
    assert app_of_a_phone.get(address.removeprefix(site)).status_code == 404
