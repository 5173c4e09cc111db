"""What marking costs a tutor: every click and every key is counted, but not the words that they write."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_submission

Visitor = Callable[..., Page]
Check = Callable[[Page], None]

CRITERIA = ("1.1", "1.3", "1.4", "1.5")
COMMENT = "You say why, and with what you compared it."
NEXT_STEP = "Read one trial and cite it."
MOST, MOST_OF_FOURTEEN = 10, 90


class Marker:
    """A tutor at a page, whose clicks and keys are counted; words are free."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.spent = 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.spent += 1

    def click(self, what: Locator) -> None:
        what.click()
        self.spent += 1

    def write(self, words: str) -> None:
        self.page.keyboard.type(words)

    def is_at(self, name: str) -> None:
        """Wait until the sheet of this learner has arrived and shows its keys, where there are any."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(f"{name}, A long day")
        expect(self.page.locator(".criterion kbd").first).to_be_visible()

    def release(self) -> None:
        self.click(self.page.get_by_role("button", name="Release decisions"))
        expect(self.page.get_by_text("Released by Demo Tutor").first).to_be_visible()


@pytest.fixture
def marker(app: Flask, visitor: Visitor) -> Callable[..., Marker]:
    """``marker(14)`` is a tutor before the first of so many reflections with four criteria each."""

    def come(waiting: int, **options: object) -> Marker:
        tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
        learners = [a_person(app, name=f"Demo Learner {n}") for n in range(1, waiting + 1)]
        a_cohort(app, learners=learners, tutors=(tutor,))
        with app.app_context():
            passwords.give_password(tutor, PASSWORD, at=now())
        for learner in learners:
            a_submission(app, learner, criteria=CRITERIA)
        page = visitor(**options)
        sign_in(page, "tutor@example.org")
        page.goto(page.url.replace("/today", "/marking/"))
        page.get_by_role("link", name="Mark the oldest").click()
        arrived = Marker(page)
        arrived.is_at("Demo Learner 1")
        return arrived

    return come


def test_a_reflection_with_four_criteria_is_marked_by_keys(marker: Callable[..., Marker], accessible: Check) -> None:
    tutor = marker(2)
    page = tutor.page
    tutor.press("c")
    tutor.write(COMMENT + " 1 2 3 n ?")  # keys rest while something is typed
    tutor.press("Escape", "1", "1", "2")
    tutor.write(NEXT_STEP)
    tutor.press("Escape", "3")
    outcomes = page.locator("#marking .segmented :checked").evaluate_all("all => all.map((one) => one.value)")
    assert outcomes == ["achieved", "achieved", "referred", "not evidenced"]
    expect(page.get_by_label("Comment to the learner").first).to_have_value(COMMENT + " 1 2 3 n ?")
    expect(page.get_by_label("One next step").nth(2)).to_have_value(NEXT_STEP)
    accessible(page)
    tutor.release()
    tutor.press("n")
    tutor.is_at("Demo Learner 2")
    assert tutor.spent <= MOST


@pytest.mark.parametrize("width", [1380, 390])
def test_a_reflection_with_four_criteria_is_marked_by_clicks(marker: Callable[..., Marker], width: int) -> None:
    tutor = marker(2, width=width)
    page = tutor.page
    for n, outcome in enumerate(("Achieved", "Achieved", "Referred", "Achieved")):
        card = page.locator("#marking .criterion").nth(n)
        tutor.click(card.locator(".segmented label").filter(has_text=outcome))
        tutor.click(card.get_by_label("One next step" if outcome == "Referred" else "Comment to the learner"))
        tutor.write(NEXT_STEP if outcome == "Referred" else COMMENT)
    tutor.release()
    tutor.click(page.get_by_role("link", name="Mark next"))
    tutor.is_at("Demo Learner 2")
    assert tutor.spent <= MOST


def test_fourteen_in_a_queue_are_marked_and_released(marker: Callable[..., Marker]) -> None:
    """Each has four criteria; every third one is referred in one of them, with a next step."""
    tutor = marker(14)
    page = tutor.page
    for n in range(1, 15):
        tutor.is_at(f"Demo Learner {n}")
        if n % 3 == 0:
            tutor.press("1", "2")
            tutor.write(NEXT_STEP)
            tutor.press("Escape", "1", "1")
        else:
            tutor.press("1", "1", "1", "1")
        tutor.release()
        if n < 14:
            tutor.press("n")
    page.goto(re.sub("/submissions.*", "/marking/", page.url))
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()
    assert tutor.spent <= MOST_OF_FOURTEEN


def test_n_saves_and_goes_on_and_the_help_lists_the_keys(marker: Callable[..., Marker], accessible: Check) -> None:
    page = marker(3).page
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    accessible(page)
    page.keyboard.press("1")  # a dialog is open: nothing is decided behind it
    page.keyboard.press("Escape")
    expect(page.locator("#marking .segmented :checked")).to_have_count(0)
    page.keyboard.press("1")
    page.keyboard.press("k")
    page.keyboard.press("3")  # put right what was decided first
    page.keyboard.press("n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Demo Learner 2, A long day")
    page.go_back()
    page.reload()
    assert page.locator("#marking .segmented :checked").evaluate_all("all => all.map((one) => one.value)") == [
        "not evidenced"
    ]


def test_keys_are_turned_off_on_this_device_and_not_shown_where_fingers_point(
    marker: Callable[..., Marker], visitor: Visitor
) -> None:
    page = marker(1).page
    expect(page.locator(".criterion kbd").first).to_be_visible()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    page.get_by_label("Use these shortcuts on this device").uncheck()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".criterion kbd").first).to_be_hidden()
    page.keyboard.press("1")
    expect(page.locator("#marking .segmented :checked")).to_have_count(0)
    phone = visitor(width=390, has_touch=True, is_mobile=True)
    sign_in(phone, "tutor@example.org")
    phone.goto(page.url)
    expect(phone.get_by_role("button", name="Release decisions")).to_be_visible()
    expect(phone.locator(".criterion kbd").first).to_be_hidden()
    expect(phone.get_by_role("button", name="Keyboard shortcuts")).to_be_hidden()
