"""What is printed is all there: pages are printed to PDF by Chromium and read back by pdftotext (poppler-utils)."""

import re
import shutil
import subprocess
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.study import library
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, offer
from tests.support.reflections import a_reflection, a_text
from tests.support.sitting import Sitting

PDFTOTEXT = shutil.which("pdftotext")
FIVE = ["1.1", "1.2", "1.3", "1.4", "1.5"]
LINES = "\n".join(f"Line {n} of what I wrote." for n in range(1, 91))

pytestmark = pytest.mark.skipif(
    not PDFTOTEXT, reason="pdftotext is missing: install poppler-utils to read printed pages"
)


@pytest.fixture
def learner(app: Flask) -> int:
    learner = a_person(app, Role.LEARNER, email="learner@example.org")
    with app.app_context():
        passwords.give_password(learner, PASSWORD, at=now())
    return learner


def printed(page: Page, path: str) -> str:
    """What stands on the sheets of a page."""
    page.goto(path)
    return subprocess.run(
        [str(PDFTOTEXT), "-layout", "-", "-"], input=page.pdf(format="A4"), capture_output=True, check=True
    ).stdout.decode()


@pytest.mark.parametrize("javascript", [True, False])
def test_every_reference_of_a_printed_unit_has_its_whole_number(app, learner, visitor, javascript) -> None:
    page = visitor(javascript=javascript)
    sign_in(page, "learner@example.org")
    with app.app_context():
        units = library.shelf().units.values()
        unit = max(units, key=lambda one: len(one.references))
    count = len(unit.references)
    assert count >= 10
    sheets = printed(page, f"/study/{unit.id}")
    references = sheets[sheets.rindex("References\n") :]
    assert [int(n) for n in re.findall(r"(?m)^\s*(\d+)\. ", references)] == list(range(1, count + 1))


def test_ten_and_a_hundred_lines_of_a_list_keep_their_numbers(learner: int, visitor: Callable[..., Page]) -> None:
    page = visitor()
    sign_in(page, "learner@example.org")
    page.goto("/study/mechanism")
    page.evaluate(
        """document.querySelector("article.prose > section").insertAdjacentHTML("beforeend", `<ol>${
            Array.from({ length: 100 }, (_, n) => `<li>numbered ${n + 1}</li>`).join("")}</ol>`)"""
    )
    sheets = subprocess.run(
        [str(PDFTOTEXT), "-layout", "-", "-"], input=page.pdf(format="A4"), capture_output=True, check=True
    ).stdout.decode()
    assert [n for n in range(1, 101) if not re.search(rf"(?m)^\s*{n}\. +numbered {n}$", sheets)] == []


def test_the_whole_of_a_draft_is_printed_and_the_page_is_as_before(app: Flask, learner: int, visitor) -> None:
    reflection = a_reflection(app, learner, a_text(description=LINES))
    page = visitor()
    sign_in(page, "learner@example.org")
    sheets = printed(page, f"/journal/{reflection}")
    assert re.findall(r"Line (\d+) of what I wrote\.", sheets) == [str(n) for n in range(1, 91)]
    assert page.locator(".printed-text").count() == 0


def test_an_empty_field_is_room_to_write_in(app: Flask, learner: int, visitor) -> None:
    page = visitor()
    sign_in(page, "learner@example.org")
    page.goto("/forms/consent")
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    room = page.locator(".blank-form textarea").first.bounding_box()
    assert room
    assert room["height"] > 50
    page.goto("/practical/checklist")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_label("Why?", exact=True).is_visible()


def test_a_unit_prints_no_question_without_its_words_and_no_heading_without_its_text(
    app: Flask, learner: int, visitor
) -> None:
    page = visitor()
    sign_in(page, "learner@example.org")
    sheets = printed(page, "/study/skin-anatomy")
    assert "Skin anatomy for needling" in sheets
    assert "Question 1" not in sheets
    assert "What changed in this unit" not in sheets


def test_the_table_of_a_cohort_is_printed_whole_for_a_file(app: Flask, visitor: Callable[..., Page]) -> None:
    tutor = a_person(app, Role.TUTOR, email="tutor@example.org")
    with app.app_context():
        passwords.give_password(tutor, PASSWORD, at=now())
    names = [f"Demo Learner {n:02}" for n in range(1, 31)]
    learners = [a_person(app, Role.LEARNER, name=name) for name in names]
    cohort = a_cohort(app, learners=learners, tutors=(tutor,))
    page = visitor()
    sign_in(page, "tutor@example.org")
    sheets = printed(page, f"/cohorts/{cohort}")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_visible()
    heading = next(line for line in sheets.splitlines() if "Learner" in line and "Risk" in line)
    assert re.findall(r"[0-9][.][0-9]", heading) == FIVE
    rows = [line for line in re.sub("[^\\S\n]", "", sheets).splitlines() if line.count("Notstarted") == len(FIVE)]
    assert [name for name in names if not any(name.replace(" ", "") in row for row in rows)] == []
    assert "This as CSV" not in sheets


@pytest.mark.parametrize("javascript", [True, False])
def test_every_closed_question_of_a_result_is_printed_whole(app, learner, visitor, javascript) -> None:
    offer(app, a_paper((*(an_item(f"item-{n}") for n in range(1, 14)), a_multiple())))
    done = Sitting(Browser(app, learner))
    done.answer(2, "b")
    done.submit()
    page = visitor(javascript=javascript)
    sign_in(page, "learner@example.org")
    sheets = printed(page, f"/attempts/{done.id}/result")
    assert sheets.count("Because of Wait.") == 13
    assert "Because of many c." in sheets
    assert page.locator("details[open]").count() == 0  # as it was before
