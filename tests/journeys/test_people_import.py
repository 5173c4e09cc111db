"""Forty people are enrolled from a spreadsheet: chosen, looked at, imported, and a sheet of links copied."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import headed, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.people_files import as_xlsx

Visitor = Callable[..., Page]
Check = Callable[[Page], None]
PASSWORD = "petrol margin depth violin"
PEOPLE = 40


@pytest.fixture
def spreadsheet(app: Flask, tmp_path: Path) -> Path:
    """Of forty good rows and one that has a problem."""
    chief = a_person(app, Role.ADMINISTRATOR, name="Demo Administrator", email="admin@example.org")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    a_cohort(app, name="Autumn", tutors=(tutor,))
    with app.app_context():
        for person in (chief, tutor):
            passwords.give_password(person, PASSWORD, at=now())
    rows = [
        (f"Demo Learner {n}", f"learner{n}@example.org", 1000 + n, "Autumn" if n % 2 else "Spring", "tutor@example.org")
        for n in range(PEOPLE)
    ]
    file = tmp_path / "people.xlsx"
    head = ("Learner name", "Email", "Learner ref", "Group", "Tutor email")
    file.write_bytes(as_xlsx([head, *rows, ("Demo Learner", "not an address", "", "", "")]))
    return file


@pytest.mark.parametrize("javascript", [True, False])
def test_forty_people_are_enrolled_in_five_clicks(
    app: Flask, visitor: Visitor, accessible: Check, spreadsheet: Path, javascript: bool
) -> None:
    options = {"permissions": ["clipboard-read", "clipboard-write"]} if javascript else {}
    page = visitor(javascript=javascript, **options)
    sign_in(page, "admin@example.org")
    page.goto("/people/")
    clicks = 0

    def click(role: str, name: str) -> None:
        nonlocal clicks
        page.get_by_role(role, name=name).click()
        clicks += 1

    def look(heading: str) -> None:
        headed(page, heading)
        if javascript:
            accessible(page)

    click("link", "Import from a spreadsheet")
    look("Import people")
    page.get_by_label("Spreadsheet").set_input_files(spreadsheet)
    clicks += 1  # by which the file is chosen
    click("button", "Check the file")
    look("What would be imported")
    expect(page.get_by_role("heading", name="1 problem")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Spring, for 20 rows")).to_be_checked()
    click("button", f"Import these {PEOPLE} people")
    look("Sign-in links")
    expect(page.get_by_text(f"{PEOPLE} people have been added")).to_be_visible()
    if javascript:
        page.get_by_label("Find by name, address or cohort").fill("LÉARNER 12")
        expect(page.get_by_text(f"1 of {PEOPLE} shown")).to_be_visible()
    click("button", f"Make a sheet of {PEOPLE} links")
    look(f"{PEOPLE} sign-in links")
    assert clicks == 5
    expect(page.locator("tbody tr")).to_have_count(PEOPLE)
    if javascript:
        page.get_by_role("button", name="Copy all").click()
        expect(page.get_by_text("Copied.")).to_be_visible()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert len(copied.splitlines()) == PEOPLE
        assert copied.count("/welcome/") == PEOPLE
    link = page.locator("tbody code").first.inner_text()
    learner = visitor()
    learner.goto(link)
    headed(learner, "Welcome, Demo Learner 0")
