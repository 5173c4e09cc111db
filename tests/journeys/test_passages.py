"""Words are selected in a text and something is said at them: by a tutor, and by a learner in their draft."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from revision_app.accounts.actions import passwords
from revision_app.accounts.core import Role
from revision_app.web.clock import now
from tests.journeys.test_main_job import PASSWORD, sign_in
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_reflection, a_submission, a_text

Visitor = Callable[..., Page]
Check = Callable[[Page], None]

WORDS = "My 👩🏽‍⚕️ supervisor set the depth. I pressed harder, because I could not see an end point.\n\nThen we stopped."
SELECT = """([from, to]) => {
  const text = document.querySelector("[data-passages]");
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node; (node = walker.nextNode());) {
    if (node.data.includes(from)) range.setStart(node, node.data.indexOf(from));
    if (node.data.includes(to)) range.setEnd(node, node.data.indexOf(to) + to.length);
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    learner = a_person(app, name="Demo Learner", email="learner@example.org")
    tutor = a_person(app, Role.TUTOR, name="Demo Tutor", email="tutor@example.org")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    with app.app_context():
        for person in (learner, tutor):
            passwords.give_password(person, PASSWORD, at=now())
    return learner, tutor


def at(page: Page, who: str, path: str) -> Page:
    sign_in(page, f"{who}@example.org")
    page.goto(page.url.replace("/today", path))
    return page


@pytest.mark.parametrize("width", [1380, 390])
def test_a_tutor_comments_at_selected_words_and_the_learner_answers_there(
    app: Flask, visitor: Visitor, accessible: Check, people: tuple[int, int], width: int
) -> None:
    piece = a_submission(app, people[0], of=a_reflection(app, people[0], a_text(description=WORDS)))
    page = at(visitor(width=width), "tutor", f"/submissions/{piece}")
    page.get_by_label("Comment to the learner").fill("Typed before.")
    if width == 390:
        expect(page.locator("[data-part]").first).to_be_hidden()
        page.get_by_text("Text", exact=True).click()
        expect(page.get_by_label("Comment to the learner")).to_be_hidden()
    page.evaluate(SELECT, ["supervisor", "pressed harder"])
    page.get_by_role("toolbar").get_by_role("button", name="Comment").click()
    expect(page.get_by_label("Comment", exact=True)).to_be_focused()
    page.keyboard.type("Which of the two 1 n?")
    accessible(page)
    page.get_by_role("button", name="Add this comment").click()
    mark = page.locator("mark.passage")
    expect(mark).to_have_text("supervisor set the depth. I pressed harder")
    expect(page.get_by_label("Comment to the learner")).to_have_value("Typed before.")
    expect(page.get_by_role("textbox", name="Comment 1")).to_have_value("Which of the two 1 n?")
    page.locator("#marking .segmented label").filter(has_text="Achieved").click()
    page.get_by_role("button", name="Release decisions").click()
    expect(page.get_by_text("Released by Demo Tutor").first).to_be_visible()
    accessible(page)

    reader = at(visitor(width=width), "learner", f"/evidence/{piece}")
    expect(reader.locator("mark.passage")).to_have_text("supervisor set the depth. I pressed harder")
    reader.get_by_role("link", name="Comment 1").click()
    reader.locator("summary", has_text="Answer").click()
    reader.get_by_label("Your answer").fill("The second.")
    accessible(reader)
    reader.get_by_role("button", name="Send this answer").click()
    expect(reader.get_by_text("The second.")).to_be_visible()
    page.goto(page.url.split("/submissions")[0] + "/today")
    page.get_by_role("link", name="Demo Learner: A long day").click()
    expect(page.get_by_text("The second.")).to_be_visible()
    page.get_by_role("button", name="No answer needed").click()
    expect(page.get_by_role("button", name="No answer needed")).to_have_count(0)


def test_a_comment_is_written_by_keys_alone(
    app: Flask, visitor: Visitor, accessible: Check, people: tuple[int, int]
) -> None:
    piece = a_submission(app, people[0], of=a_reflection(app, people[0], a_text(description=WORDS)))
    page = at(visitor(), "tutor", f"/submissions/{piece}")
    expect(page.locator(".criterion kbd").first).to_be_visible()
    page.keyboard.press("m")
    expect(page.get_by_label("Words it is about")).to_be_focused()
    page.keyboard.type("Then")
    page.keyboard.press("Tab")
    page.keyboard.type("When?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("mark.passage")).to_have_text("Then we stopped.")


def test_without_javascript_a_sentence_is_chosen_from_the_list(
    app: Flask, visitor: Visitor, people: tuple[int, int]
) -> None:
    piece = a_submission(app, people[0], of=a_reflection(app, people[0], a_text(description=WORDS)))
    page = at(visitor(javascript=False), "tutor", f"/submissions/{piece}")
    page.get_by_label("Words it is about").select_option("My 👩🏽‍⚕️ supervisor set the depth.")
    page.get_by_label("Comment", exact=True).fill("To what?")
    page.get_by_role("button", name="Add this comment").click()
    expect(page.locator("mark.passage")).to_have_text("My 👩🏽‍⚕️ supervisor set the depth.")


@pytest.mark.parametrize("width", [1380, 390])
def test_a_learner_marks_in_the_draft_which_words_show_a_criterion(
    app: Flask, visitor: Visitor, accessible: Check, people: tuple[int, int], width: int
) -> None:
    reflection = a_reflection(app, people[0], a_text(description=WORDS, criteria=("1.1", "1.3")))
    page = at(visitor(width=width), "learner", f"/journal/{reflection}")
    page.get_by_role("textbox", name="Feelings").fill("Calm.")
    page.get_by_role("button", name="Mark where it shows them").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("shows its criteria")
    page.evaluate(SELECT, ["supervisor", "we stopped" if width == 390 else "pressed harder"])
    page.get_by_role("button", name="This shows a criterion").click()
    page.get_by_label("Criterion they show").select_option(label="1.3 Rationale for parameters")
    accessible(page)
    page.get_by_role("button", name="Mark this passage").click()
    expect(page.locator("mark.passage.claimed")).to_have_count(2 if width == 390 else 1)  # one a paragraph
    page.get_by_role("link", name="Shows 1.3").click()
    page.get_by_role("button", name="Take away").click()
    expect(page.locator("mark.passage")).to_have_count(0)
    expect(page.get_by_text("Nothing is marked yet.")).to_have_count(1)
