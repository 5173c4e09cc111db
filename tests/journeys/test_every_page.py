"""Every page as every role in a real browser, with names of all kinds: nothing is cut off, small or hard to read.

On any screen, and enlarged to four times its size, a page is read by scrolling in one direction only.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import select

from revision_app import demonstration
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import db
from revision_app.web.clock import now
from tests.journeys.test_main_job import sign_in
from tests.support import crowd

WIDTHS = (320, 390, 768, 1024)  # 320 is a window of 1280 enlarged to 400 %: WCAG 2.2, 1.4.10
NAMES = {
    Role.LEARNER: "Wolfeschlegelsteinhausenbergerdorff" * 3,
    Role.TUTOR: "علی‌رضا",
    Role.ADMINISTRATOR: "אבנר כהן",
}
ROOT = Path(__file__).parents[2]
SUPPORT = ROOT / "tests" / "support"
LOOKS = (SUPPORT / "looks.js").read_text(encoding="utf-8")
ASKED = (SUPPORT / "engine.js").read_text(encoding="utf-8")
ENGINE = ROOT / "node_modules" / "accessibility-checker-engine" / "ace.js"
# A form without a name is no landmark, and an article needs none: there is nothing to be told apart.
NOT_SO = {"aria_form_label_unique", "aria_article_label_unique"}

as_each = pytest.mark.parametrize("role", list(crowd.PEOPLE))  # apart, so that several workers share the walk


@pytest.fixture
def page_of(app: Flask, visitor: Callable[..., Page]) -> Callable[[Role], Page]:
    """Somebody of a role at the demonstration centre, in a browser."""
    settings = app.extensions["settings"]
    with app.app_context():
        demonstration.seed(settings, at=now())
        for role, name in NAMES.items():
            person = db.session.scalars(select(PersonRow).where(PersonRow.email == crowd.PEOPLE[role])).one()
            person.name = name
        db.session.commit()

    def signed_in(role: Role) -> Page:
        page = visitor()
        sign_in(page, crowd.PEOPLE[role], settings.demo_password)
        return page

    return signed_in


def shown(app: Flask, visits: Iterable[crowd.Visit]) -> Iterator[crowd.Visit]:
    """Those of them that are pages, and no files or data."""
    readers = crowd.browsers(app)
    for visit in visits:
        if readers[visit.role].client.get(visit.path, buffered=True).mimetype == "text/html":
            yield visit


@as_each
def test_nothing_is_cut_off_or_too_small_at_any_width_and_spacing(
    app: Flask, page_of: Callable[[Role], Page], role: Role
) -> None:
    found, page = [], page_of(role)
    for visit in shown(app, [one for one in crowd.every_page(app) if one.role is role]):
        page.goto(visit.path, wait_until="domcontentloaded")
        page.evaluate(f"{LOOKS}; null")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found += [f"{visit.name} at {width}: {fault}" for fault in page.evaluate("looks({ spaced: false })")]
        page.set_viewport_size({"width": 320, "height": 900})
        found += [f"{visit.name} spaced: {fault}" for fault in page.evaluate("looks({ spaced: true })")]
    assert found == [], "\n".join(found)


@as_each
@pytest.mark.skipif(not ENGINE.exists(), reason="accessibility-checker-engine is missing: it needs Node with npm")
def test_a_second_engine_finds_nothing_with_everything_open(
    app: Flask, page_of: Callable[[Role], Page], role: Role
) -> None:
    found, page = [], page_of(role)
    firsts = [next(group) for _, group in groupby(crowd.every_page(app), key=lambda visit: visit.endpoint)]
    for visit in shown(app, [one for one in firsts if one.role is role]):  # each as one of those who may see it
        page.goto(visit.path, wait_until="domcontentloaded")
        page.evaluate(ENGINE.read_text(encoding="utf-8"))
        page.evaluate(f"{ASKED}; null")
        found += [f"{visit.name}: {rule}: {fault}" for rule, fault in page.evaluate("engine()") if rule not in NOT_SO]
    assert found == [], "\n".join(found)
