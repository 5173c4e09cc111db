"""A photograph on its way: in parts, through a lost connection, seen with consent and gone without it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, Route, expect

from revision_app.accounts import actions as accounts
from revision_app.evidence.files.store import Folder
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_person

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def photograph(app: Flask, tmp_path: Path) -> Path:
    """A picture of more than one part."""
    app.extensions["evidence_store"] = Folder(tmp_path / "evidence")
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    with app.app_context():
        accounts.give_password(learner, PASSWORD, at=now())
    file = tmp_path / "cheek.jpg"
    Image.effect_noise((1_800, 1_400), 90).save(file, quality=92)
    assert file.stat().st_size > 1024 * 1024
    return file


@pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [1380, 390])
def test_a_photograph_arrives_through_a_lost_connection_and_is_shown_as_long_as_its_client_consents(
    visitor: Visitor, accessible: Check, photograph: Path, width: int
) -> None:
    page = visitor(width=width)
    sign_in(page, "learner@example.org")
    page.goto(page.url.replace("/today", "/journal/"))
    page.get_by_role("link", name="Files and photographs").click()
    accessible(page)
    lost = []

    def lose_one(route: Route) -> None:
        if not lost:
            lost.append(route.request.url)
            route.abort()
        else:
            route.continue_()

    page.route("**/files/uploads/*?offset=1048576", lose_one)
    page.get_by_label("Choose files").set_input_files(photograph)
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("link", name="Open it").click()
    assert lost

    expect(page.get_by_text("Quarantined")).to_be_visible()
    expect(page.locator("main img")).to_have_count(0)
    accessible(page)
    page.get_by_label("Client", exact=True).fill("C-07")
    page.get_by_label("The portfolio").check()
    page.get_by_label("Until").fill("2027-01-01")
    page.get_by_role("button", name="Record consent").click()
    page.get_by_label("Description").fill("A cheek with three shallow scars.")
    page.get_by_role("button", name="Save", exact=True).click()
    shown = page.get_by_role("img", name="A cheek with three shallow scars.")
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1_800
    accessible(page)

    address = shown.get_attribute("src")
    page.get_by_label("The client withdrew").check()
    page.get_by_role("button", name="Withdraw consent").click()
    expect(page.get_by_text("What stays is its digest")).to_be_visible()
    assert (
        page.evaluate("address => fetch(address, { cache: 'force-cache' }).then(({ status }) => status)", address)
        == 404
    )
    assert page.evaluate("async address => !(await caches.match(address))", address)
    accessible(page)
