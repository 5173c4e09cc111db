"""What helps while sitting a paper: breaks, one's own time, practice, notes, marks of one's own, keys, no scripts."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Page, Response, expect

from revision_app.accounts.core import Role
from revision_app.quiz.attempts.core.adjustment import Adjustment
from revision_app.quiz.bank.core.paper import Drawing
from revision_app.quiz.tutoring.actions import rules
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.on_screen import until
from tests.support.papers import a_hotspot, a_multiple, a_paper, an_item, an_open_answer, offer
from tests.support.sitting import Sitting, later

Visitor = Callable[..., Page]


ITEMS = (an_item("one", case="sam"), a_multiple("many", case="sam"), an_open_answer())


@pytest.fixture
def learner_id(app: Flask) -> int:
    offer(app, a_paper(ITEMS))
    return a_person(app)


@pytest.fixture
def adjust(app: Flask, learner_id: int) -> Callable[..., None]:
    tutor = a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner_id,), tutors=(tutor,))

    def to(**adjustment: int) -> None:
        with app.app_context():
            rules.adjust(learner_id, Adjustment(**adjustment), reason="As agreed", author_id=tutor, at=now())

    return to


@pytest.fixture
def sit(app: Flask, learner_id: int, visitor: Visitor, site: str) -> Callable[..., tuple[Sitting, Page]]:
    def begin(n: int = 1, **options: object) -> tuple[Sitting, Page]:
        sitting = Sitting(Browser(app, learner_id))
        page = visitor(**options)
        cookie = sitting.browser.client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
        page.goto(sitting.url(n))
        page.wait_for_load_state()
        return sitting, page

    return begin


def at(page: Page, n: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {n} of")
    page.wait_for_load_state()


def says(page: Page, words: str) -> None:
    expect(page.locator("#receipt")).to_contain_text(words)


def test_a_break_is_taken_and_ended_and_the_answer_is_sent_first(
    app: Flask,
    adjust: Callable[..., None],
    sit: Callable[..., tuple[Sitting, Page]],
    accessible: Callable[[Page], None],
) -> None:
    adjust(rest_minutes=10)
    _, page = sit(3)
    page.get_by_label("Your answer").fill("Not yet sent")
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You are on a break")
    expect(page.get_by_role("timer")).to_contain_text("09:5")
    accessible(page)
    later(app, minutes=4)
    page.reload()
    expect(page.get_by_role("timer")).to_contain_text("05:5")
    page.get_by_role("button", name="Go on with the paper").click()
    at(page, 3)
    expect(page.get_by_label("Your answer")).to_have_value("Not yet sent")
    expect(page.get_by_role("timer")).to_contain_text("19:5")
    expect(page.get_by_role("timer")).to_contain_text("ends at 13:24")


def test_time_that_is_given_in_the_middle_arrives_by_itself_and_is_said(
    app: Flask, adjust: Callable[..., None], sit: Callable[..., tuple[Sitting, Page]]
) -> None:
    _, page = sit()
    expect(page.get_by_role("timer")).to_contain_text("ends at 13:20")
    adjust(extra_minutes=5)
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    expect(page.get_by_role("timer")).to_contain_text("ends at 13:25")
    expect(page.get_by_text("You have 5 minutes more. The paper ends at 13:25.")).to_be_attached()


def test_a_calm_clock_shows_no_seconds(adjust: Callable[..., None], sit: Callable[..., tuple[Sitting, Page]]) -> None:
    adjust(calm_timer=True, extra_percent=25)
    _, page = sit()
    expect(page.get_by_role("timer")).to_contain_text("25 minutes")
    expect(page.get_by_role("timer")).to_contain_text("with your 25% extra time")


def test_a_device_whose_clock_is_wrong_keeps_the_time_without_a_connection(
    app: Flask, sit: Callable[..., tuple[Sitting, Page]]
) -> None:
    _, page = sit()
    until(page, "async () => Boolean(await caches.match(location.pathname.replace(/items.*/, 'paper')))")
    page.wait_for_function("() => Boolean(navigator.serviceWorker.controller)")
    later(app, minutes=5)
    page.add_init_script("const real = Date.now; Date.now = () => real() - 3_600_000;")
    page.goto(page.url)
    expect(page.get_by_role("timer")).to_contain_text("14:5")
    page.context.set_offline(True)
    page.reload()
    at(page, 1)
    expect(page.get_by_role("timer")).to_contain_text("14:5")


def test_in_practice_an_answer_is_checked_and_stands(
    app: Flask, learner_id: int, sit: Callable[..., tuple[Sitting, Page]], accessible: Callable[[Page], None]
) -> None:
    offer(app, a_paper(ITEMS, mode="practice", minutes=..., attempts=..., pass_mark=...))
    _, page = sit()
    page.get_by_label("Go on", exact=True).check()
    page.get_by_role("button", name="Check my answer").click()
    expect(page.get_by_text("Because of Go on.")).to_be_visible()
    expect(page.get_by_role("link", name="Read the section on this")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Flag for review").click()
    expect(page.locator(".palette [value='1']")).to_have_attribute("aria-label", "Question 1, answered, flagged")
    page.get_by_role("button", name="Continue").click()
    at(page, 2)
    page.get_by_role("button", name="Review and finish").click()
    page.get_by_role("button", name="Finish and see the result").click()
    expect(page.get_by_role("heading", name="Every question, with the reasons")).to_be_visible()


def test_notes_save_themselves_and_outlive_a_lost_connection(sit: Callable[..., tuple[Sitting, Page]]) -> None:
    sitting, page = sit()
    page.locator("summary", has_text="Your notes").click()
    page.get_by_label("Your notes for this attempt").fill("Ask about healing")
    expect(page.get_by_text("Notes saved 13:00:00")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_label("Your notes for this attempt").fill("Ask about healing, and when")
    expect(page.get_by_text("The notes are kept on this device.")).to_be_visible()
    page.context.set_offline(False)
    page.goto(sitting.url(2))
    expect(page.get_by_label("Your notes for this attempt")).to_have_value("Ask about healing, and when")
    expect(page.get_by_text("Notes saved")).to_be_visible()
    assert "Ask about healing, and when</textarea>" in sitting.browser.get(sitting.url(1)).text


def test_a_paper_is_sat_by_keys_alone_and_keys_can_be_turned_off(
    sit: Callable[..., tuple[Sitting, Page]], accessible: Callable[[Page], None]
) -> None:
    _, page = sit()
    page.keyboard.press("b")
    expect(page.get_by_label("Wait", exact=True)).to_be_checked()
    page.keyboard.press("Shift+C")
    expect(page.get_by_role("button", name="Strike out: Ask")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("f")
    expect(page.get_by_role("button", name="Remove the flag")).to_be_visible()
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_be_visible()
    accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    at(page, 2)
    page.keyboard.press("1")
    page.keyboard.press("3")
    says(page, "Saved")
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.keyboard.press("p")
    at(page, 1)
    expect(page.get_by_role("button", name="Strike out: Ask")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Keyboard shortcuts").click()
    sheet.get_by_label("Use these shortcuts on this device").uncheck()
    sheet.get_by_role("button", name="Close").click()
    page.keyboard.press("c")
    expect(page.get_by_label("Ask", exact=True)).not_to_be_checked()


def test_letters_that_are_typed_are_no_shortcuts(sit: Callable[..., tuple[Sitting, Page]]) -> None:
    _, page = sit(3)
    page.get_by_label("Your answer").press_sequentially("no, find a plan")
    expect(page.get_by_label("Your answer")).to_have_value("no, find a plan")
    at(page, 3)


def test_words_are_highlighted_and_stay_so(sit: Callable[..., tuple[Sitting, Page]]) -> None:
    sitting, page = sit()
    select = """() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector(".vignette em"));
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }"""
    lit = "() => [...CSS.highlights.get('learner')].map(String)"
    page.evaluate(select)
    page.get_by_role("button", name="Highlight", exact=True).click()
    assert page.evaluate(lit) == ["comes"]
    page.goto(sitting.url(2))
    page.goto(sitting.url(1))
    assert page.evaluate(lit) == ["comes"]
    page.get_by_role("button", name="Clear the highlights").click()
    assert page.evaluate(lit) == []


def test_a_figure_opens_large_with_everything_that_can_be_chosen_in_it(
    app: Flask, learner_id: int, sit: Callable[..., tuple[Sitting, Page]], accessible: Callable[[Page], None]
) -> None:
    paper = a_paper((a_hotspot(),))
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 200" role="img"><title>A map</title></svg>'
    (version,) = paper.items
    offer(app, replace(paper, items=(replace(version, figure=Drawing(svg, "A map", "Three places")),)))
    _, page = sit()
    page.get_by_role("button", name="Enlarge the figure").click()
    dialog = page.get_by_role("dialog", name="The figure, enlarged")
    dialog.locator("[data-region]").nth(1).click()
    accessible(page)
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("radio", name="The round part")).to_be_checked()
    expect(page.locator(".hotspot figure")).to_be_visible()


def told(fact: str) -> Callable[[Response], bool]:
    """Whether a response is the site's to this fact; a page tells the site another when it is first opened."""
    return lambda response: response.url.endswith("/activity") and fact in (response.request.post_data or "")


def test_the_learner_reads_what_was_written_down(app: Flask, sit: Callable[..., tuple[Sitting, Page]]) -> None:
    sitting, page = sit(3)
    with page.expect_response(told("returned")):
        page.evaluate("""() => {
            const now = Date.now;
            dispatchEvent(new Event("blur"));
            Date.now = () => now() + 9000;
            dispatchEvent(new Event("focus"));
        }""")
    with page.expect_response(told("pasted")):
        page.evaluate("""() => {
            const clipboardData = new DataTransfer();
            clipboardData.setData("text", "words ".repeat(20));
            const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true });
            document.querySelector("#answer").dispatchEvent(paste);
        }""")
    page.goto(f"/attempts/{sitting.id}/record")
    record = page.get_by_role("list").filter(has_text="The paper was started")
    expect(record).to_contain_text("The page lost the focus, at question 3")
    expect(record).to_contain_text("The page had the focus again, at question 3")
    expect(record).to_contain_text("120 characters were pasted, at question 3")


def test_without_scripts_breaks_notes_and_practice_work_by_their_buttons(
    app: Flask, adjust: Callable[..., None], sit: Callable[..., tuple[Sitting, Page]]
) -> None:
    adjust(rest_minutes=10)
    _, page = sit(javascript=False)
    page.get_by_label("Wait", exact=True).check()
    page.get_by_role("button", name="Save and continue").click()
    at(page, 2)
    page.locator("summary", has_text="Your notes").click()
    page.get_by_label("Your notes for this attempt").fill("Healing")
    page.get_by_role("button", name="Save the notes").click()
    at(page, 2)
    expect(page.get_by_label("Your notes for this attempt")).to_have_value("Healing")
    page.get_by_role("button", name="Take a break").click()
    expect(page.get_by_text("10 minutes of your breaks left")).to_be_visible()
    page.get_by_role("button", name="Go on with the paper").click()
    at(page, 2)
    page.get_by_role("button", name="Question 1, answered").click()
    expect(page.get_by_label("Wait", exact=True)).to_be_checked()
