"""A forgotten password in a browser, from the sign-in page to the new one."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from revision_app.accounts.actions import passwords
from revision_app.db import db
from revision_app.jobs.worker import run_errands
from revision_app.outbox.models import LetterRow
from revision_app.web import mail
from revision_app.web.clock import now
from revision_app.web.opaque import unsealed
from tests.journeys.test_main_job import headed
from tests.support.builders import a_person

PASSWORD, NEW = "petrol margin depth violin", "another margin depth violin"


@pytest.fixture
def learner(app: Flask) -> Iterator[int]:
    """A mail server is set, and what is to be sent stays in the outbox for the test to read."""
    mail.register(app, "smtp://127.0.0.1:9?from=centre@example.org")
    app.extensions["mail_rests_until"] = app.extensions["frozen_now"] + timedelta(days=3650)
    person = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        passwords.give_password(person, PASSWORD, at=now())
    yield person
    app.extensions.pop("mail_rests_until")


@pytest.mark.parametrize("javascript", [True, False])
def test_somebody_chooses_a_new_password_by_a_link(
    app: Flask, learner: int, visitor: Callable[..., Page], accessible: Callable[[Page], None], javascript: bool
) -> None:
    page = visitor(javascript=javascript, width=390)
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgotten your password?").click()
    headed(page, "Forgotten your password?")
    if javascript:
        accessible(page)
    page.get_by_label("E-mail address").fill("Learner@example.org")
    page.get_by_role("button", name="Send me a link").click()
    headed(page, "Look into your e-mail")
    with app.app_context():
        run_errands()
        text = unsealed(db.session.scalars(select(LetterRow.text)).one())
    page.goto(re.search(r"http://\S+/welcome/\S+", text)[0])
    headed(page, "Welcome, Demo Learner")
    page.get_by_label("New password").fill(NEW)
    page.get_by_label("The same password again").fill(NEW)
    page.get_by_role("button", name="Set password and sign in").click()
    expect(page.get_by_role("link", name="Account")).to_be_visible()
