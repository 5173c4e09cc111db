"""A plan is made on a phone, looked at, and followed from Today."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.support.browser import Browser
from tests.support.builders import a_person

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # tests/pages asks both databases

Visitor = Callable[..., Page]


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_is_made_and_its_first_step_is_on_today(
    app: Flask, visitor: Visitor, site: str, accessible: Callable[[Page], None], javascript: bool
) -> None:
    cookie = Browser(app, a_person(app)).client.get_cookie("session")
    assert cookie is not None
    page = visitor(width=390, javascript=javascript)
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page.goto("/today")
    page.get_by_role("link", name="make a plan until then").click()
    page.get_by_label("Day", exact=True).fill("2026-10-01")
    page.get_by_role("button", name="Make the plan").click()
    expect(page.get_by_role("heading", name="This week")).to_be_visible()
    page.get_by_text("From 7 September").click()
    expect(page.get_by_role("heading", name="Monday 7 September")).to_be_visible()
    if javascript:
        accessible(page)
    first = page.locator(".plan-week a").first.inner_text()
    page.goto("/today")
    expect(page.get_by_role("link", name=first)).to_be_visible()
