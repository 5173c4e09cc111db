"""On any screen, and enlarged to four times its size, a page is read by scrolling in one direction only."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page

from revision_app import demonstration
from revision_app.web.clock import now
from tests.journeys.test_main_job import sign_in
from tests.support import crowd

WIDTHS = (320, 390, 768, 1024)  # 320 is a window of 1280 enlarged to 400 %: WCAG 2.2, 1.4.10

pytestmark = pytest.mark.parametrize("built_app", ["sqlite"], indirect=True)  # a page is the same on every database


def test_no_page_is_wider_than_the_window(app: Flask, visitor: Callable[..., Page]) -> None:
    settings = app.extensions["settings"]
    with app.app_context():
        demonstration.seed(settings, at=now())
    pages = {role: visitor() for role in crowd.PEOPLE}
    for role, page in pages.items():
        sign_in(page, crowd.PEOPLE[role], settings.demo_password)
    readers = crowd.browsers(app)
    wide = [
        f"{visit.name} at {width}: {over} too wide"
        for visit in crowd.every_page(app)
        if readers[visit.role].client.get(visit.path).mimetype == "text/html"
        for width, over in _too_wide(pages[visit.role], visit.path)
    ]
    assert wide == []


def _too_wide(page: Page, path: str) -> list[tuple[int, int]]:
    """The widths at which a page reaches beyond the window, with how far."""
    page.goto(path, wait_until="domcontentloaded")
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found.append((width, page.evaluate("document.documentElement.scrollWidth - innerWidth")))
    return [(width, over) for width, over in found if over > 0]
