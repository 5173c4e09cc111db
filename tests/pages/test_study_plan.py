"""A plan that ends on a date: made, changed and removed; what it says, and that Today follows it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.db import db
from revision_app.planning.models import StudyTimeRow
from revision_app.recall import actions as recall
from revision_app.recall.core.schedule import Rating
from revision_app.study import library
from revision_app.web.clock import now
from revision_app.web.opaque import unveiled
from tests.support.browser import Browser
from tests.support.builders import a_person
from tests.support.statements import counted

As = Callable[..., Browser]

DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
THIRTY = {"day": "2026-10-01", "kind": "exam", "days_off": ""} | dict.fromkeys(DAYS, "30")  # today is 1 September
CARDS_BEFORE_EXAM = [("9", "5"), ("10", "5"), ("11", "15"), ("12", "35"), ("13", "40"), ("14", "40")]
MOST_WITH_A_PLAN = 11  # statements: Today also asks for what the plan is made of


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


@pytest.fixture
def browser(as_: As, learner: int) -> Browser:
    return as_(learner)


def test_a_plan_is_made_changed_and_removed(browser: Browser) -> None:
    assert "Make the plan" in browser.get("/plan/").text
    assert browser.post("/plan/", THIRTY).status_code == 303
    page = text_of(browser.get("/plan/").text)
    assert "Until your exam on 1 October 2026 , in about 4 weeks." in page
    assert "Today, Tuesday 1 September" in page
    assert re.findall(r"From (\d+) September", page) == ["7", "14", "21", "28"]
    browser.post("/plan/", THIRTY | {"kind": "hand-in", "day": "2026-09-05"})
    assert "Until everything is handed in on 5 September 2026" in text_of(browser.get("/plan/").text)
    for _twice in range(2):
        assert browser.post("/plan/remove", {}).status_code == 303
    assert "Make the plan" in browser.get("/plan/").text
    assert "5 September 2026" in browser.get("/today").text  # the date stays


def test_nothing_is_planned_on_a_day_off_and_no_day_holds_more_than_it_has(browser: Browser) -> None:
    browser.post("/plan/", THIRTY | {"days_off": "2026-09-02 to 2026-09-03\n\n2026-09-05", "sunday": "0"})
    page = text_of(browser.get("/plan/").text)
    assert re.findall(r"day (\d) September A day off", page) == ["2", "3", "5"]
    assert "Sunday 6 September Nothing planned." in page
    friday = page.partition("Friday 4 September")[2].partition("Saturday")[0]
    assert sum(map(int, re.findall(r"(\d+) minutes", friday))) == 30
    assert "2026-09-02 to 2026-09-03\n2026-09-05</textarea>" in browser.get("/plan/").text


def test_what_does_not_fit_is_named_and_what_would_help(browser: Browser) -> None:
    browser.post("/plan/", THIRTY | {"day": "2026-09-05"} | dict.fromkeys(DAYS, "10"))
    page = text_of(browser.get("/plan/").text)
    assert "Not everything fits" in page
    assert "more a week would likely make room for everything" in page
    assert "What does not fit Left out for now; what you would miss least stands first." in page


def test_the_plan_follows_what_was_done(app: Flask, browser: Browser) -> None:
    browser.post("/plan/", THIRTY | {"day": "2027-03-01"} | dict.fromkeys(DAYS, "400"))
    before = text_of(browser.get("/plan/").text)
    with app.app_context():
        unit = next(iter(library.shelf().units.values()))
    title = unit.heading.title
    assert f"{title}: " in before
    for section in unit.sections:
        browser.post(f"/study/{unit.id}/sections/{section.id}", {"read": "1"})
    assert f"Read {title}: " not in text_of(browser.get("/plan/").text)


def test_today_follows_the_plan_and_says_when_it_leaves_the_day_free(
    app: Flask, browser: Browser, learner: int
) -> None:
    browser.post("/plan/", THIRTY)
    today = text_of(browser.get("/today").text)
    assert "Your plan for today" in today
    assert "Where do I stand?" in today  # a newcomer still finds out first
    assert "See your plan" in today
    with app.app_context():
        recall.write_cards([("Why?", "Because.")], learner_id=learner, at=now())
        recall.review("own:1", Rating.KNOWN, key="a-key-of-8", ago=timedelta(), seconds=9, learner_id=learner, at=now())
    app.extensions["frozen_now"] += timedelta(days=1)
    assert "Cards to remember · about 10 minutes" in text_of(browser.get("/today").text)
    browser.post("/plan/", THIRTY | {"days_off": "2026-09-02"})
    assert "Your plan for today" not in text_of(browser.get("/today").text)


def look(learner: int, card: str, rating: Rating, *, ago: timedelta = timedelta()) -> None:
    recall.review(card, rating, key=f"{card}-{rating}", ago=ago, seconds=12, learner_id=learner, at=now())


def test_before_an_exam_most_cards_are_kept_for_the_last_days(app: Flask, browser: Browser, learner: int) -> None:
    with app.app_context():
        recall.write_cards([(f"Question {n}?", "Answer.") for n in range(200)], learner_id=learner, at=now())
        look(learner, "own:1", Rating.KNOWN)
    browser.post("/plan/", dict.fromkeys(DAYS, "60") | {"day": "2026-09-15", "kind": "exam", "days_off": ""})
    plan = text_of(browser.get("/plan/").text)
    assert re.findall(r"day (\d+) September Remember Cards (\d+) minutes", plan) == CARDS_BEFORE_EXAM
    waits = "Your plan has no cards today. They come on 9 September: the nearer your exam, the more a look is worth."
    for page in ("/recall/", "/recall/cards"):
        assert waits in text_of(browser.get(page).text)
    assert browser.get("/recall/cards?more=1").text.count("data-card=") == 50  # ten minutes
    assert "Look at your cards" not in browser.get("/today").text
    app.extensions["frozen_now"] += timedelta(days=13)
    assert "Your exam is near, and these gain most from a look today." in text_of(browser.get("/today").text)
    assert "on the day of your exam, 15 September" in text_of(browser.get("/recall/").text)
    browser.post("/plan/", THIRTY | {"kind": "hand-in"})
    assert "come back just before you would forget the answer" in text_of(browser.get("/recall/").text)


def test_before_an_exam_cards_come_in_turns(app: Flask, browser: Browser, learner: int) -> None:
    def asked() -> list[str | None]:
        veils = re.findall(r'data-card="([^"]+)"', browser.get("/recall/cards").text)
        with app.app_context():
            return [unveiled(veil, "") for veil in veils]

    with app.app_context():
        recall.write_cards([(f"Question {n}?", "Answer.") for n in range(4)], learner_id=learner, at=now())
        look(learner, "own:1", Rating.KNOWN, ago=timedelta(days=2))
        look(learner, "own:2", Rating.FORGOTTEN, ago=timedelta(days=1))
        look(learner, "own:3", Rating.EASY, ago=timedelta(days=3))
    assert asked() == ["own:4", "own:2", "own:1"]  # what is new, then what is being learnt
    browser.post("/plan/", THIRTY | {"day": "2026-09-15"})
    assert asked() == ["own:2", "own:3", "own:1", "own:4"]
    with app.app_context():
        look(learner, "own:2", Rating.KNOWN)
    assert asked() == ["own:3", "own:1", "own:4", "own:2"]  # once more, for it is still being learnt


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"day": "2026-08-31"}, "That day has passed"),
        ({"day": "soon"}, "Write the day like"),
        ({"monday": "481"}, "Type a whole number from 0 to 480."),
        ({"monday": "-1"}, "Type a whole number from 0 to 480."),
        ({"monday": "9" * 400}, "Type a whole number from 0 to 480."),
        ({"monday": ""}, "Type a whole number from 0 to 480."),
        (dict.fromkeys(DAYS, "0"), "Give at least one day some minutes."),
        ({"days_off": "Christmas"}, "“Christmas” is no day."),
        ({"days_off": "2026-12-24 to"}, "“2026-12-24 to” is no day."),
        ({"days_off": "2026-12-24 until "}, "“2026-12-24 until” is no day."),
        ({"days_off": "2026-12-24 –"}, "“2026-12-24 –” is no day."),
        ({"days_off": "to 2026-12-24"}, "“to 2026-12-24” is no day."),
        ({"days_off": "2026-02-30"}, "“2026-02-30” is no day."),
        ({"days_off": "2026-09-05 to 2026-09-02"}, "ends before it begins"),
        ({"days_off": "2026-09-05 to 9999-12-31"}, "is longer than 200 days"),
        ({"days_off": "2026-09-01 to 2026-12-31\n2027-01-01 to 2027-05-31"}, "Name at most 200 days."),
        ({"days_off": "." * 100_000 + "x"}, "is no day."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_stays(browser: Browser, changed: dict[str, str], says: str) -> None:
    refused = browser.post("/plan/", THIRTY | changed)
    assert refused.status_code == 422
    assert says in refused.text
    if changed.get("days_off") in ("Christmas", "2026-12-24 to"):
        assert f"{changed['days_off']}</textarea>" in refused.text
    assert "Make the plan" in browser.get("/plan/").text


def test_on_the_day_itself_and_after_it_nothing_is_planned(app: Flask, browser: Browser) -> None:
    browser.post("/plan/", THIRTY | {"day": "2026-09-02"})
    app.extensions["frozen_now"] += timedelta(days=1)
    assert "Today is the day" in browser.get("/plan/").text
    app.extensions["frozen_now"] += timedelta(days=1)
    assert "This date has passed" in browser.get("/plan/").text
    assert "Your plan for today" not in browser.get("/today").text


def test_without_a_date_there_is_no_plan(app: Flask, browser: Browser, learner: int) -> None:
    browser.post("/plan/", THIRTY)
    browser.post("/aim/remove", {})
    assert "Make the plan" in browser.get("/plan/").text
    assert browser.get("/today").status_code == 200
    with app.app_context():
        assert db.session.get(StudyTimeRow, learner).minutes == "30 30 30 30 30 30 30"


def test_what_a_plan_asks_of_the_database_is_bounded(app: Flask, browser: Browser) -> None:
    with app.app_context():
        unit = next(iter(library.shelf().units.values()))
    browser.post(f"/study/{unit.id}/sections/{unit.sections[0].id}", {"read": "1"})
    browser.post("/plan/", THIRTY)
    for path, most in (("/plan/", 8), ("/today", MOST_WITH_A_PLAN)):
        with counted(app) as sent:
            assert browser.get(path).status_code == 200
        assert len(sent) <= most
