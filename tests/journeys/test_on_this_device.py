"""What somebody keeps on a device for when there is no connection: practice, cards and reading, for them alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import func, select

from revision_app.db import db
from revision_app.quiz.attempts.core.attempt import StepKind
from revision_app.quiz.attempts.models import StepRow
from revision_app.quiz.practice.actions import save_recipe
from revision_app.quiz.practice.core.recipe import Recipe
from revision_app.recall import actions as recall
from revision_app.recall.models import CardReviewRow
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.on_screen import until
from tests.support.papers import a_paper, an_item, offer

Visitor = Callable[..., Page]
SignIn = Callable[[Page, int], None]
KEEP = "Keep for when you are offline"
COPY = "[data-copy]"
MANY = 5
NOTHING_WAITS = """async () => Object.entries(localStorage).every(([name, kept]) =>
    name.startsWith("cards ") ? !JSON.parse(kept).length
    : !name.startsWith("answers ") || !JSON.parse(kept).waiting.length)"""


@pytest.fixture
def learner(app: Flask) -> int:
    items = [an_item(f"item-{n}") for n in range(MANY)]
    offer(app, a_paper(items, id="practice", mode="practice", minutes=..., pass_mark=..., attempts=...))
    learner_id = a_person(app)
    with app.app_context():
        recall.write_cards([(f"Front {n}?", f"Back {n}.") for n in range(MANY)], learner_id=learner_id, at=now())
        save_recipe("Before work", Recipe(), learner_id=learner_id, at=now())
    return learner_id


@pytest.fixture
def sign_in(app: Flask, site: str) -> SignIn:
    def come(page: Page, person: int) -> None:
        page.context.clear_cookies()
        cookie = Browser(app, person).client.get_cookie("session")
        assert cookie is not None
        page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])

    return come


def prepare(page: Page) -> None:
    """Have the recipe's questions on the device."""
    page.goto("/own-tests/")
    page.get_by_role("button", name=f"{KEEP}: Before work").click()
    expect(page.get_by_text("Kept on this device today at ")).to_be_visible()


def counts(app: Flask) -> tuple[int, int]:
    """How many answers and looks at cards the site has."""
    with app.app_context():
        answers = select(func.count()).where(StepRow.kind == StepKind.RESPONDED)
        return db.session.scalar(answers) or 0, db.session.scalar(select(func.count(CardReviewRow.id))) or 0


def answer_a_question(page: Page, n: int) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"Question {n} of {MANY}")
    page.get_by_label("Wait", exact=True).check()


def look_at_a_card(page: Page) -> None:
    page.goto("/recall/cards")
    page.get_by_text("Show the answer").first.click()
    page.get_by_role("button", name="I knew it").click()


def test_practice_cards_and_a_unit_that_were_kept_work_without_a_connection_and_nothing_is_lost(
    app: Flask, learner: int, visitor: Visitor, sign_in: SignIn, accessible: Callable[[Page], None]
) -> None:
    page = visitor(width=390)
    sign_in(page, learner)
    prepare(page)
    page.goto("/recall/")
    page.get_by_role("button", name=KEEP).click()
    expect(page.locator("[data-keep-says]")).to_contain_text("Kept on this device today at ")
    page.goto("/study/mechanism")
    page.get_by_role("button", name=KEEP).click()
    page.get_by_role("link", name="See all that is on this device").click()
    expect(page.locator("[data-keep-list] li")).to_contain_text(["Own test", "Today’s cards", "chosen"])
    accessible(page)

    page.context.set_offline(True)
    page.reload()
    expect(page.locator(COPY)).to_contain_text("You are offline; this copy is from today at ")
    page.get_by_role("link", name="Own test:").click()
    expect(page.locator(COPY)).to_be_visible()
    expect(page.get_by_text("Its reasons are shown when you are connected").first).to_be_visible()
    answer_a_question(page, 1)
    look_at_a_card(page)
    expect(page.locator(COPY)).to_be_visible()
    page.goto("/study/mechanism")
    page.get_by_label("Find in this unit").fill("collagen")
    expect(page.get_by_text("sections have this.")).to_be_visible()

    page.context.set_offline(False)
    page.goto("/today")
    until(page, NOTHING_WAITS)
    assert counts(app) == (1, 1)
    page.goto("/on-this-device")
    page.get_by_role("button", name="Remove Today’s cards").click()
    expect(page.locator("[data-keep-list]")).not_to_contain_text("Today’s cards")
    sign_in(page, a_person(app))  # on the same device, and nobody signed out
    page.goto("/on-this-device")
    expect(page.get_by_text("Nothing is kept on this device.")).to_be_visible()


def test_a_week_of_a_plan_is_done_without_a_connection_and_on_and_nothing_is_lost(
    app: Flask, learner: int, visitor: Visitor, sign_in: SignIn
) -> None:
    page = visitor(width=390)
    sign_in(page, learner)
    week = dict.fromkeys("monday tuesday wednesday thursday friday saturday sunday".split(), "30")
    Browser(app, learner).post("/plan/", {"day": "2026-10-01", "kind": "exam"} | week)
    for n in (1, 2, 3):  # every other day of the week
        prepare(page)
        until(page, NOTHING_WAITS)
        assert counts(app) == (n - 1, n - 1)
        page.goto("/recall/cards")
        until(page, "async () => Boolean(await caches.match('/recall/cards'))")
        page.context.set_offline(True)
        look_at_a_card(page)
        page.goto("/on-this-device")
        page.get_by_role("link", name="Own test:").click()
        page.get_by_role("button", name=f"Question {n},").click()
        answer_a_question(page, n)
        expect(page.locator("#receipt")).to_contain_text("1 answer kept on this device")
        app.extensions["frozen_now"] += timedelta(days=2)
        page.context.set_offline(False)
    page.goto("/plan/")
    until(page, NOTHING_WAITS)
    assert counts(app) == (3, 3)


def test_cards_about_a_timed_paper_that_is_begun_go_from_the_device(
    app: Flask, learner: int, visitor: Visitor, sign_in: SignIn
) -> None:
    practice = [an_item("one"), an_item("two")]
    offer(
        app, a_paper(practice[:1]), a_paper(practice, id="p", mode="practice", minutes=..., pass_mark=..., attempts=...)
    )
    missed = Browser(app, learner)
    begun = missed.post("/quizzes/p").location
    missed.post(begun.replace("items/1", "review"), {})
    page = visitor(width=390)
    sign_in(page, learner)
    page.goto("/recall/cards")
    until(page, TELLS, True)
    page.goto("/quizzes/first-paper")
    page.get_by_role("button", name="Start the paper").click()
    until(page, TELLS, False)
    page.context.set_offline(True)
    page.goto("/recall/cards")
    expect(page.get_by_text("What about two?")).to_be_attached()
    expect(page.get_by_text("What about one?")).to_have_count(0)


TELLS = """async tells => {
    const copy = await caches.match("/recall/cards");
    return Boolean(copy) && (await copy.text()).includes("What about one?") === tells;
}"""
