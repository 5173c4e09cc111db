"""How long pages are on a phone before anything is opened, and that a link into what is closed opens it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select

from revision_app import demonstration
from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
from revision_app.db import db, transaction
from revision_app.quiz.attempts.actions import sitting
from revision_app.quiz.attempts.core.attempt import Save
from revision_app.quiz.attempts.core.timing import Timing
from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.items.multiple_response import MultipleResponse
from revision_app.quiz.bank.core.items.open_answer import OpenAnswer
from revision_app.quiz.bank.core.items.single_best_answer import SingleBestAnswer
from revision_app.quiz.bank.core.paper import ItemVersion, Paper, PaperFile, freeze_paper
from revision_app.web.clock import now
from tests.journeys.test_main_job import sign_in
from tests.support import crowd
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import Sitting

SCREEN = 844


@pytest.fixture
def phone(app: Flask, visitor: Callable[..., Page]) -> Page:
    """The learner of the demonstration centre."""
    with app.app_context():
        demonstration.seed(app.extensions["settings"], at=now())
    page = visitor(width=390)
    sign_in(page, crowd.PEOPLE[Role.LEARNER], app.extensions["settings"].demo_password)
    return page


def versions() -> dict[str, ItemVersion]:
    """All items of the papers; of those that choose, and of written ones, as many as there are."""
    found = [version for offer in library.bank().papers.values() for version in offer.sample.items]
    return {version.item.id: version for version in found}


def paper_of(name: str, items: list[ItemVersion], **rules: object) -> Paper:
    file = {"id": name, "title": "A paper of many questions", "summary": "All of them.", "mode": "timed", "minutes": 90}
    written = PaperFile.model_validate(
        {**file, "attempts": 2, "pass_mark": 60, "items": [version.item.id for version in items], **rules}
    )
    return freeze_paper(written, [(written.title, items)])


def harmful(version: ItemVersion) -> tuple[str, ...]:
    """The worst answer to an item: what would harm, or is no key."""
    match version.item:
        case SingleBestAnswer() | MultipleResponse() as item:
            wrong = [option for option in item.options if option not in item.keys]
            return (max(wrong, key=lambda option: item.options[option].unsafe),)
        case OpenAnswer():
            return ("Something in my own words.",)
    return ()


@transaction
def begun(paper: Paper, learner_id: int) -> int:
    return sitting.begin(paper, Timing(now(), timedelta(hours=2)), learner_id=learner_id, number=1, seed="seed")


def sat(app: Flask, paper: Paper) -> str:
    """The address of the result of somebody who did as badly as can be, and was certain of it."""
    with app.app_context():
        email = crowd.PEOPLE[Role.LEARNER]
        learner_id = db.session.scalars(select(PersonRow.id).where(PersonRow.email == email)).one()
        attempt = begun(paper, learner_id)
        for version in paper.items:
            if answer := harmful(version):
                save = Save(version.item.id, answer, f"key-{version.item.id}", 0, 3 if paper.certainty else None)
                sitting.respond(save, attempt, learner_id=learner_id, at=now())
        sitting.submit(attempt, learner_id=learner_id, at=now())
    return f"/attempts/{attempt}/result"


def length(page: Page, path: str) -> float:
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page.evaluate("document.documentElement.scrollHeight") / SCREEN


def test_quizzes_take_three_screens_and_results_four_whatever_was_sat(app: Flask, phone: Page) -> None:
    with app.app_context():
        found = versions().values()
        chosen = [one for one in found if isinstance(one.item, SingleBestAnswer | MultipleResponse)]
        told = [one for one in chosen if one.case][:12]
        written = [one for one in found if isinstance(one.item, OpenAnswer)][:12]
        alone = [one for one in chosen if not one.case]
        practice = {"mode": "practice", "minutes": None, "attempts": None, "pass_mark": None}
        papers = [
            paper_of("twelve-certain", alone[:12], certainty=True),
            paper_of("twelve-of-clients", told),
            paper_of("thirty-certain", alone[:30], certainty=True, pass_each_criterion=40),
            paper_of("sixty-certain", alone[:60], certainty=True),
            paper_of("sixty-practised", alone[:60], **practice),
            paper_of("written-practice", written, **practice),
            paper_of("written-timed", written),
        ]
    assert [len(paper.items) for paper in papers][:5] == [12, 12, 30, 60, 60]
    long = {paper.id: length(phone, sat(app, paper)) for paper in papers}
    assert {name: screens for name, screens in long.items() if screens > 4} == {}
    assert length(phone, "/quizzes/") <= 3


@pytest.mark.parametrize("javascript", [True, False])
def test_a_link_into_what_is_closed_opens_it_and_all_stand_in_order(
    app: Flask, visitor: Callable[..., Page], site: str, accessible: Callable[[Page], None], javascript: bool
) -> None:
    offer(app, a_paper(tuple(an_item(f"item-{n}") for n in range(1, 16))))
    done = Sitting(Browser(app, a_person(app)))
    for n in (2, 13):
        done.answer(n, "b")
    done.submit()
    page = visitor(javascript=javascript, width=390)
    cookie = done.browser.client.get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])
    page.goto(f"/attempts/{done.id}/result")
    closed = page.get_by_role("article", name="Question 13: right")
    expect(closed).to_be_hidden()
    page.get_by_role("link", name="Question 13, right").click()
    expect(closed.get_by_text("Because of Wait.")).to_be_in_viewport()
    page.get_by_text("Questions 11 to 15").click()
    page.get_by_role("heading", name="Question 14: not answered").click()
    expect(page.get_by_role("article", name="Question 14: not answered")).to_be_visible()
    if javascript:
        accessible(page)
    page.get_by_role("link", name="All in order").click()
    expect(page.get_by_role("link", name="All in order")).to_have_attribute("aria-current", "true")
    page.get_by_text("Questions 1 to 10").click()
    expect(page.get_by_role("heading", level=3)).to_contain_text(
        ["Question 1: not answered", "Question 2: right", *(f"Question {n}: not answered" for n in range(3, 11))]
    )
