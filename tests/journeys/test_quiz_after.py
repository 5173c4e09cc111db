"""After a paper: the learner says why answers went wrong, a tutor marks by keyboard and without a name, it is final."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page, expect

from revision_app.accounts.core import Role
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, an_open_answer, offer
from tests.support.reflections import a_submission
from tests.support.sitting import Sitting


@pytest.fixture
def centre(app: Flask) -> tuple[Browser, Browser]:
    """A learner and the tutor of their cohort."""
    offer(app, a_paper((an_item("one"), an_item("two"), an_open_answer("open"))))
    learner, tutor = a_person(app, name="Ada Writer"), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    a_submission(app, learner)
    return Browser(app, learner), Browser(app, tutor, Role.TUTOR)


@pytest.fixture
def sitting(centre: tuple[Browser, Browser]) -> Sitting:
    sitting = Sitting(centre[0])
    sitting.answer(1, "c")
    sitting.answer(3, "My own words.")
    sitting.submit()
    return sitting


@pytest.fixture
def at(visitor: Callable[..., Page], site: str) -> Callable[..., Page]:
    """``at(browser, path)`` is a page in that person's Chromium."""

    def come(browser: Browser, path: str, **options: object) -> Page:
        page = visitor(**options)
        cookie = browser.client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(path)
        return page

    return come


def opened(page: Page, n: int) -> Locator:
    """A question of a result, opened from its line."""
    page.locator("summary", has=page.locator(f"#question-{n}-title")).click()
    return page.locator(f"#question-{n}")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_learner_says_with_one_tap_why_an_answer_went_wrong(centre, sitting, at, accessible, javascript) -> None:
    page = at(centre[0], f"/attempts/{sitting.id}/result", width=390, javascript=javascript)
    expect(page.get_by_text("Provisional.", exact=True)).to_be_visible()
    chip = opened(page, 1).get_by_role("button", name="I misread")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-mostly]")).to_contain_text("Most often: “I misread” (1).")
    page.reload()
    if javascript:  # without, the page came back to the question, and opened it
        opened(page, 1)
    expect(chip).to_have_attribute("aria-pressed", "true")
    if javascript:
        accessible(page)


def test_a_tutor_marks_by_keyboard_and_without_a_name_and_the_result_is_final(centre, sitting, at, accessible) -> None:
    learner, tutor = centre
    page = at(tutor, "/marking/")
    page.get_by_role("link", name="Mark 1 written answer").click()
    accessible(page)
    page.get_by_role("link", name="What about open?").click()
    expect(page.get_by_text("My own words.")).to_be_visible()
    expect(page.get_by_text("Ada Writer")).to_have_count(0)
    accessible(page)
    page.keyboard.press("2")
    expect(page.get_by_label("2", exact=True)).to_be_checked()
    page.get_by_label("Comment to the learner").fill("3 more words would do")
    expect(page.get_by_label("2", exact=True)).to_be_checked()  # what is typed is no mark
    page.get_by_role("button", name="Mark and go on").click()
    expect(page.get_by_text("Marked. That was the last one.")).to_be_visible()
    result = at(learner, f"/attempts/{sitting.id}/result")
    expect(result.get_by_text("Provisional.", exact=True)).to_have_count(0)
    expect(result.locator("#question-3")).to_contain_text("3 more words would do")


@pytest.mark.parametrize("width", [1380, 390])
@pytest.mark.parametrize("path", ["/marking/", "/open-answers/"])
def test_a_click_anywhere_on_waiting_work_opens_it(centre, sitting, at, path, width) -> None:
    page = at(centre[1], path, width=width)
    for share in (0.1, 0.5, 0.9):
        page.goto(path)
        entry = page.locator(".queue li").first
        box = entry.bounding_box()
        work = entry.get_by_role("link").get_attribute("href")
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + share * box["height"])
        expect(page).to_have_url(re.compile(f"{work}$"))


def test_a_doubted_question_is_answered(centre, sitting, at, accessible) -> None:
    learner, tutor = centre
    page = at(learner, f"/attempts/{sitting.id}/result")
    opened(page, 1).get_by_text("Is something wrong with this question?").click()
    page.get_by_label("What seems wrong, and why?").first.fill("The unit says otherwise.")
    page.get_by_role("button", name="Send it to your tutor").first.click()
    expect(page.get_by_text("The unit says otherwise.")).to_be_visible()
    accessible(page)
    answering = at(tutor, page.url)
    answering.get_by_label("Your answer").fill("You are right, it is put right.")
    answering.get_by_text("Upheld: the question is wrong").click()
    answering.get_by_role("button", name="Send the answer").click()
    expect(answering.locator("#would")).to_be_visible()  # what marking the question again would change
    accessible(answering)
    answering.goto(page.url)
    expect(answering.get_by_text("Upheld", exact=True).first).to_be_visible()
    accessible(answering)
    page.reload()
    expect(page.get_by_text("You are right, it is put right.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_learner_marks_their_own_practice_and_asks_the_tutor_who_sees_it(
    app, centre, at, accessible, javascript
) -> None:
    learner, tutor = centre
    practice = {"id": "written-practice", "mode": "practice", "minutes": ..., "attempts": ..., "pass_mark": ...}
    offer(app, a_paper((an_open_answer("open"),), **practice))
    done = Sitting(learner, "written-practice")
    done.answer(1, "My own words.")
    done.submit()
    page = at(learner, f"/attempts/{done.id}/result", width=390, javascript=javascript)
    page.get_by_role("link", name="Mark your own answers").click()
    opened(page, 1)
    expect(page.get_by_text("In full.", exact=True)).to_be_hidden()
    page.get_by_label("Names the rule").check()
    page.get_by_role("button", name="Save my marking").click()
    expect(page.get_by_text("Self-marked by you: 2 of 3 marks")).to_be_visible()
    expect(page.get_by_label("Names the rule")).to_be_checked()
    expect(page.get_by_text("In full.", exact=True)).to_be_visible()
    page.get_by_role("button", name="Ask your tutor to mark this answer").click()
    expect(page.get_by_text("Provisional.", exact=True)).to_be_visible()
    if javascript:
        accessible(page)
    marking = at(tutor, "/open-answers/open", javascript=javascript)
    expect(marking.get_by_text("Self-marked: 2 of 3 marks")).to_be_visible()
    if javascript:
        accessible(marking)
