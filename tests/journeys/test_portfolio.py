"""The portfolio as one file, in a browser: asked for, watched while it is made, downloaded and checked."""

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from revision_app.portfolio.core.manifest import verify
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.jobs import done_one
from tests.support.reflections import a_submission


@pytest.mark.parametrize(
    "browser",
    [
        {"width": 1380, "color_scheme": "light"},
        {"width": 390, "color_scheme": "dark"},
        {"javascript": False, "width": 1380},
    ],
)
def test_a_learner_asks_for_the_file_sees_it_made_and_takes_it_away(
    app: Flask, as_: Callable[..., Browser], visitor: Callable[..., Page], tmp_path: Path, browser: dict[str, object]
) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    a_submission(app, learner, released_by=tutor)
    cookie = as_(learner).client.get_cookie("session")
    assert cookie is not None
    page = visitor(accept_downloads=True, **browser)
    page.goto("/sign-in")
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": page.url}])
    page.goto("/criteria/")
    page.get_by_role("link", name="Portfolio: all of it as one file").click()
    page.get_by_role("button", name="Make the file").click()
    expect(page.get_by_text("Waits for its turn.")).to_be_visible()
    _is_fine(page, browser)
    assert done_one(app)
    link = page.get_by_role("link", name="Download")
    expect(link).to_be_visible()  # the page looks by itself, with scripts or without
    _is_fine(page, browser)
    with page.expect_download() as download:
        link.click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    with file.open("rb") as opened:
        assert verify(opened).faults == ()


def _is_fine(page: Page, browser: dict[str, object]) -> None:
    """Nothing is wider than the window, and axe, which is a script, finds nothing."""
    if browser.get("javascript", True):
        assert page.evaluate("document.documentElement.scrollWidth") <= browser["width"]
        assert Axe().run(page).response["violations"] == []
