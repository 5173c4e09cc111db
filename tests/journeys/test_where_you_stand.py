"""A learner reads where they stand, down to what each figure was made of, at any size and on paper."""

import shutil
import subprocess
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.core import Role
from tests.journeys.test_statistics import signed_in
from tests.pages.test_quiz_statistics import sit
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import a_claim, a_reflection, a_submission

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def learner(app: Flask) -> int:
    """Somebody with eighteen answers on three days, and a piece that achieved 1.1."""
    names = [f"item-{n}" for n in range(6)]
    offer(app, a_paper(tuple(an_item(name) for name in names), attempts=5))
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    for right in (3, 5, 6):
        sit(app, learner, {name: "b" if n < right else "a" for n, name in enumerate(names)})
    reflection = a_reflection(app, learner)
    a_claim(app, reflection, learner, "What happened")
    a_submission(app, learner, of=reflection, released_by=tutor)
    return learner


@pytest.fixture
def come(app: Flask, visitor: Visitor, site: str, learner: int) -> Visitor:
    """That learner, signed in at a browser of this kind."""
    return lambda **how: signed_in(app, visitor, site, learner, **how)


def test_from_the_matrix_to_what_each_figure_was_made_of(come: Visitor, accessible: Check) -> None:
    page = come()
    page.goto("/criteria/")
    accessible(page)
    row = page.get_by_role("row", name="1.1 Consultation")
    row.get_by_role("link", name="knowledge of 1.1").click()
    expect(page.get_by_role("heading", name="What it was worked out from")).to_be_visible()
    page.get_by_text("As a table").first.click()
    accessible(page)
    page.get_by_role("link", name="First paper").first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("First paper")
    page.goto("/criteria/1.1")
    page.get_by_role("link", name="passage 1").click()
    expect(page.locator(":target")).to_have_accessible_name("Shows 1.1")
    expect(page.locator("mark.claimed")).to_have_text("What happened")


@pytest.mark.parametrize("size", [(690, "none"), (320, "active")], ids=["200 %", "400 %, forced colours"])
def test_nothing_is_cut_off_when_it_is_enlarged(come: Visitor, accessible: Check, size: tuple[int, str]) -> None:
    width, colours = size
    page = come(width=width, forced_colors=colours)
    for path in ("/criteria/", "/criteria/?by=outcome", "/criteria/1.1"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    accessible(page)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is missing: install poppler-utils")
def test_it_prints_with_every_table_open(come: Visitor) -> None:
    page = come()
    texts = []
    for path in ("/criteria/", "/criteria/1.1"):
        page.goto(path)
        pdf = page.pdf(prefer_css_page_size=True)
        texts.append(
            subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout
        )
    matrix, criterion = (text.decode() for text in texts)
    assert "Achieved" in matrix
    assert "What is missing" in matrix
    assert "Print or save" not in matrix
    assert "Range" in criterion  # the head of the chart's table, which is folded away on the screen
