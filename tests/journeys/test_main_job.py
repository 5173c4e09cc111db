"""The main job, end to end: read, sit a timed paper, reflect, hand in, have it marked, and see where one stands."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.quiz.bank import library
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.on_screen import inspected
from tests.support.sitting import unveiled

PASSWORD = "petrol margin depth violin"
PAPER = "Two clients, from consultation to reflection"
NEXT_TIME = "Say what you would do differently, and by when."
WRITING = {
    "Description": "I treated both cheeks of a client in their thirties, supervised, at 0.5 mm.",
    "Feelings": "Calm at first, then hurried when the gel ran low.",
    "Evaluation": "The end point was even on the right and patchy on the left.",
    "Analysis": "I stretched the left cheek less, so the tip skipped.",
    "Conclusion": "Tension decides more than speed.",
    "Action plan": "I will say the stretch aloud before each pass.",
}

Visitor = Callable[..., Page]
Check = Callable[[Page], None]


@pytest.fixture
def centre(app: Flask) -> None:
    learner = a_person(app, Role.LEARNER, name="Demo Learner", email="learner@example.org")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")
    with app.app_context():
        for person in (learner, tutor):
            passwords.give_password(person, PASSWORD, at=now())


def sign_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    headed(page, "Today")


def headed(page: Page, words: str) -> None:
    """Wait until the page with this heading has arrived."""
    expect(page.get_by_role("heading", level=1)).to_have_text(words)


def menu(page: Page, name: str, heading: str = "") -> None:
    page.get_by_role("navigation", name="Main").get_by_role("link", name=name).click()
    headed(page, heading or name)


@pytest.mark.usefixtures("centre")
@pytest.mark.parametrize(
    ("built_app", "javascript", "width"),
    [
        ("sqlite", True, 1380),
        ("sqlite", False, 1380),
        ("sqlite", True, 390),
        ("postgresql", True, 1380),
        ("postgresql", False, 1380),
    ],
    indirect=["built_app"],
)
def test_a_learner_and_a_tutor_do_the_whole_job(
    app: Flask, visitor: Visitor, accessible: Check, javascript: bool, width: int
) -> None:
    learner, tutor = (visitor(javascript=javascript, width=width) for _ in range(2))
    if not javascript:
        accessible = inspected  # axe itself is a script
    learner.goto("/")
    accessible(learner)
    sign_in(learner, "learner@example.org")
    accessible(learner)
    read_a_unit(learner, accessible)
    sit_a_paper(app, learner, accessible)
    reflect(learner, accessible)
    sign_in(tutor, "tutor@example.org")
    accessible(tutor)
    mark(tutor, accessible)
    see_the_decision(learner, accessible)


def read_a_unit(page: Page, accessible: Check) -> None:
    menu(page, "Study")
    accessible(page)
    page.get_by_role("link", name="Choosing needle depth", exact=True).click()
    headed(page, "Choosing needle depth")
    accessible(page)
    page.get_by_role("link", name="Reference 1").first.click()
    expect(page).to_have_url(re.compile("#reference-1$"))


def sit_a_paper(app: Flask, page: Page, accessible: Check) -> None:
    menu(page, "Quizzes")
    accessible(page)
    page.get_by_role("link", name=PAPER).click()
    headed(page, PAPER)
    accessible(page)
    page.get_by_role("button", name="Start the paper").click()
    with app.app_context():
        papers = (offer.sample for offer in library.bank().papers.values())
        paper = next(paper for paper in papers if paper.title == PAPER)
    for number, version in enumerate(paper.items, 1):
        expect(page.get_by_text(f"Question {number} of {len(paper.items)}").first).to_be_visible()
        if number in (1, 2):
            accessible(page)
        wanted = set(version.item.keys) if number != 3 else set()
        for option in sorted(wanted):
            veils = page.locator('input[name="answer"]').evaluate_all("all => all.map((one) => one.value)")
            veil = next(one for one in veils if unveiled(one, int(page.url.split("/")[4])) == option)
            page.locator(f'input[name="answer"][value="{veil}"]').check()
        page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_text("1 question has no answer")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Submit the paper for marking").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(PAPER)
    expect(page.get_by_text("Passed").first).to_be_visible()
    accessible(page)


def reflect(page: Page, accessible: Check) -> None:
    menu(page, "Journal")
    accessible(page)
    page.get_by_label("Title").fill("Both cheeks, supervised")
    page.get_by_role("button", name="Start this reflection").click()
    headed(page, "Both cheeks, supervised")
    for stage, words in WRITING.items():
        page.get_by_role("textbox", name=stage, exact=False).fill(words)
    page.get_by_role("checkbox", name=re.compile("^1.3")).check()
    page.get_by_role("checkbox", name=re.compile("^1.5")).check()
    accessible(page)
    page.get_by_role("button", name="Continue to hand in").click()
    headed(page, "Hand in “Both cheeks, supervised”")
    accessible(page)
    page.get_by_role("button", name="Hand in to your tutor").click()
    expect(page.get_by_role("alert")).to_be_visible()
    for box in page.get_by_role("checkbox").all():
        box.check()
    page.get_by_label("How you used AI for it").fill("Spelling, checked by a writing tool.")
    page.get_by_role("button", name="Hand in to your tutor").click()
    expect(page.get_by_text("With tutor").first).to_be_visible()
    accessible(page)


def mark(page: Page, accessible: Check) -> None:
    menu(page, "Marking")
    accessible(page)
    page.get_by_role("link", name=re.compile("Both cheeks")).first.click()
    text = page.get_by_label("Text", exact=True)
    if text.is_visible():  # a phone shows the text or the cards
        text.check()
    expect(page.get_by_role("article").get_by_text(WRITING["Analysis"])).to_be_visible()
    accessible(page)
    if text.is_visible():
        page.get_by_label("Marking", exact=True).check()
    first, second = page.locator("section.criterion").all()
    first.get_by_label("Achieved").check()
    second.get_by_label("Referred").check()
    page.get_by_role("button", name="Release decisions").click()
    expect(page.get_by_text("A referral needs one next step").first).to_be_visible()
    page.locator("section.criterion").nth(1).get_by_label("One next step").fill(NEXT_TIME)
    page.get_by_role("button", name="Release decisions").click()
    expect(page.get_by_text("Released by Demo Tutor").first).to_be_visible()
    accessible(page)
    menu(page, "Cohorts", "Your cohorts")
    page.get_by_role("link", name="Autumn").click()
    expect(page.get_by_role("row", name=re.compile("Demo Learner")).get_by_text("Achieved")).to_be_visible()
    accessible(page)


def see_the_decision(page: Page, accessible: Check) -> None:
    menu(page, "Today")
    expect(page.get_by_role("heading", name="Your tutor asks for more on critical self-evaluation")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Read the feedback").click()
    expect(page.get_by_text(NEXT_TIME)).to_be_visible()
    accessible(page)
    menu(page, "Criteria", "Where you stand")
    for criterion, decided in (("1.3", "Achieved"), ("1.5", "Referred")):  # as its evidence stands, and on the piece
        cells = page.get_by_role("row", name=re.compile(criterion)).get_by_text(decided, exact=True)
        expect(cells).to_have_count(2)
        expect(cells.first).to_be_visible()
    accessible(page)
