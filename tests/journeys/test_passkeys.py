"""Signing in by passkey in a browser, with an authenticator of Chromium's own making."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import headed
from tests.support.builders import a_person

PASSWORD = "petrol margin depth violin"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_a_tutor_adds_a_passkey_and_comes_back_without_a_password(
    app: Flask, site: str, visitor: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    with app.app_context():
        passwords.give_password(tutor, PASSWORD, at=now())
    by_name = site.replace("127.0.0.1", "localhost")
    page = visitor(width=390)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    made = device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def type_password() -> None:
        page.goto(f"{by_name}/sign-in")
        page.get_by_label("E-mail address").fill("tutor@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()

    type_password()
    page.goto(f"{by_name}/account")
    page.get_by_role("link", name="Passkeys").click()
    headed(page, "Passkeys")
    accessible(page)
    page.get_by_label("Name").fill("Demo phone")
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    headed(page, "Add a passkey")
    accessible(page)
    page.get_by_role("button", name="Make the passkey").click()
    headed(page, "Your recovery codes")
    page.context.clear_cookies()
    page.goto(f"{by_name}/sign-in?next=/account/passkeys")
    accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    headed(page, "Passkeys")
    expect(page.get_by_text("last used")).to_be_visible()
    page.context.clear_cookies()
    type_password()
    headed(page, "Your code")
    accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("link", name="Account")).to_be_visible()
    page.context.clear_cookies()
    device.send("WebAuthn.setUserVerified", {"authenticatorId": made["authenticatorId"], "isUserVerified": False})
    page.goto(f"{by_name}/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("No passkey was used. Try again when you are ready.")).to_be_visible()


def test_without_scripts_the_pages_say_what_to_do_instead(app: Flask, site: str, visitor: Callable[..., Page]) -> None:
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    by_name, page = site.replace("127.0.0.1", "localhost"), visitor(javascript=False)
    page.goto(f"{by_name}/sign-in?next=/account/passkeys")
    expect(
        page.get_by_text("A passkey needs JavaScript and a browser that knows it. Your password works without it.")
    ).to_be_visible()
    page.get_by_label("E-mail address").fill("learner@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_label("Current password").fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This step needs JavaScript and a browser that knows passkeys.")).to_be_visible()
