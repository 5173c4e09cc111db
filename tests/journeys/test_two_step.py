"""Signing in in two steps, and without the app, in a browser."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pyotp import TOTP

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import headed
from tests.support.builders import a_person

PASSWORD = "petrol margin depth violin"


@pytest.mark.parametrize("javascript", [True, False])
def test_a_tutor_sets_up_an_app_and_comes_back_without_it(
    app: Flask, visitor: Callable[..., Page], accessible: Callable[[Page], None], javascript: bool
) -> None:
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    with app.app_context():
        passwords.give_password(tutor, PASSWORD, at=now())
    page = visitor(javascript=javascript, width=390)

    def comes_in() -> None:
        page.goto("/sign-in")
        page.get_by_label("E-mail address").fill("tutor@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()

    def look(heading: str) -> None:
        headed(page, heading)
        if javascript:
            accessible(page)

    comes_in()
    page.goto("/account")
    page.get_by_role("link", name="Set it up").click()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    look("Two-step sign-in")
    expect(page.get_by_role("img", name="QR code for your app")).to_be_visible()
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(TOTP(secret).at(app.extensions["frozen_now"]))
    page.get_by_role("button", name="Turn it on").click()
    look("Your recovery codes")
    codes = page.locator("li code").all_inner_texts()
    assert all(re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", code) for code in codes)
    page.context.clear_cookies()
    comes_in()
    look("Your code")
    page.get_by_label("Code").fill(codes[3])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Account")).to_be_visible()
    page.goto("/account/two-step")
    expect(page.get_by_role("heading", name="9 recovery codes left")).to_be_visible()
