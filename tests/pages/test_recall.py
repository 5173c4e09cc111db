"""Cards to remember: where they come from, reviews in any order, and what nobody may find there."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from revision_app.db import db
from revision_app.recall import actions, queries
from revision_app.recall.anki import imported
from revision_app.recall.models import CardReviewRow
from revision_app.study import actions as study
from revision_app.study.core.note import Anchor
from revision_app.study.library import shelf
from revision_app.web.clock import now
from tests.core.test_anki import database, package
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.sitting import JSON, Sitting, later

As = Callable[..., Browser]

ITEMS = (an_item("one"), an_item("two"))
OPEN = {"opens_at": "2026-09-01T13:30", "closes_at": "2026-09-01T18:00"}


@pytest.fixture
def learner_id(app: Flask) -> int:
    offer(app, a_paper(ITEMS))
    return a_person(app)


@pytest.fixture
def learner(as_: As, learner_id: int) -> Browser:
    return as_(learner_id)


def read(app: Flask, learner_id: int, place: int = 0) -> str:
    """Read a section of the first unit; the unit's title."""
    with app.app_context():
        unit = next(iter(shelf().units.values()))
        section = unit.sections[place]
        study.finish_unit(unit.id, {section.id: section.digest}, learner_id=learner_id, at=now())
        return unit.heading.title


def write(browser: Browser, front: str = "How deep?", back: str = "As deep as asked.") -> None:
    assert browser.post("/recall/own", {"front": front, "back": back}).status_code == 303


def look(browser: Browser, card: str = "own:1", rating: int = 3, key: str = "a-key-of-mine", **more: object) -> object:
    fields = {"card": card, "rating": rating, "key": key} | more
    return browser.post("/recall/reviews", fields, headers=JSON)


def due(app: Flask, learner_id: int) -> list[str]:
    with app.app_context():
        return [one.card.name for one in queries.session(learner_id, at=now()).cards]


def test_somebody_new_is_told_where_cards_come_from(learner: Browser) -> None:
    for page in ("/recall/", "/recall/cards"):
        assert "Cards come from sections that you have read" in learner.get(page).text


def test_a_section_that_was_read_gives_its_points_and_its_terms(app: Flask, learner: Browser, learner_id: int) -> None:
    title = read(app, learner_id)
    page = learner.get("/recall/cards").text
    assert f"{title}: which 3 points are to be remembered of" in page
    names = due(app, learner_id)
    assert names[0].startswith("points:")
    assert any(name.startswith("term:") for name in names)


def test_a_question_that_was_missed_becomes_a_card_with_its_answer(
    app: Flask, learner: Browser, learner_id: int
) -> None:
    sitting = Sitting(learner)
    sitting.answer(1, "wait")
    sitting.submit()
    assert due(app, learner_id) == ["item:one", "item:two"]
    page = learner.get("/recall/cards").text
    assert "What about one?" in page
    assert "you missed it" in page


def test_what_a_timed_paper_may_ask_is_on_no_card(app: Flask, learner: Browser, learner_id: int, as_: As) -> None:
    sitting = Sitting(learner)
    sitting.answer(1, "wait")
    sitting.submit()
    tutor = a_person(app, *("tutor",))
    cohort = a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    assert "item:one" in due(app, learner_id)
    as_(tutor, "tutor").post(f"/cohorts/{cohort}/papers/first-paper", OPEN)
    later(app, minutes=60)
    assert due(app, learner_id) == []
    assert "What about one?" not in learner.get("/recall/cards").text


def test_today_offers_no_card_that_its_page_does_not_show(
    app: Flask, learner: Browser, learner_id: int, as_: As
) -> None:
    sitting = Sitting(learner)
    sitting.answer(1, "wait")
    sitting.submit()
    look(learner, card="item:one", rating=4)
    tutor = a_person(app, *("tutor",))
    cohort = a_cohort(app, learners=(learner_id,), tutors=(tutor,))
    dates = {"opens_at": "2026-11-30T13:00", "closes_at": "2026-12-01T18:00"}
    assert as_(tutor, "tutor").post(f"/cohorts/{cohort}/papers/first-paper", dates).status_code == 303
    later(app, minutes=60 * 24 * 89)
    assert "Look at 1 card" in as_(learner_id).get("/today?minutes=45").text
    later(app, minutes=60 * 25)  # the paper is open, and may ask what is on the card
    learner = as_(learner_id)
    assert "Look at" not in learner.get("/today?minutes=45").text
    days = "monday tuesday wednesday thursday friday saturday sunday".split()
    planned = {"day": "2026-12-20", "kind": "exam", "days_off": ""} | dict.fromkeys(days, "30")
    assert learner.post("/plan/", planned).status_code == 303
    assert "Look at" not in learner.get("/today?minutes=45").text
    later(app, minutes=60 * 24 * 2)
    learner = as_(learner_id)
    assert "Look at your cards" in learner.get("/today?minutes=45").text
    learner.post("/plan/remove", {})
    assert "Look at 1 card" in learner.get("/today?minutes=45").text
    offer(app, a_paper((an_item("two"),)))  # its author has taken the question out
    assert "Look at" not in as_(learner_id).get("/today?minutes=45").text
    assert due(app, learner_id) == ["item:two"]  # missed, and new


def test_whoever_has_used_their_minutes_is_told_what_waits(
    app: Flask, as_: As, learner: Browser, learner_id: int
) -> None:
    Sitting(learner).submit()
    for n in (1, 2, 3):
        write(learner, f"Question {n}?")
        look(learner, card=f"own:{n}", rating=4, key=f"first-of-{n}")
    learner.post("/recall/choices", {"minutes": "1", "buttons": "2"})
    later(app, minutes=60 * 24 * 90)
    learner = as_(learner_id)
    assert "Look at 3 cards" in learner.get("/today?minutes=45").text
    look(learner, card="own:1", rating=4, key="a-long-look", seconds=60)
    for path in ("/recall/", "/recall/cards"):
        page = " ".join(learner.get(path).text.split())
        assert "You have used today’s minutes. 2 cards are due and wait until tomorrow." in page
        assert "Nothing is due" not in page
        assert "The next card is due" not in page
    assert "Look at" not in learner.get("/today?minutes=45").text
    later(app, minutes=60 * 24)
    assert "Look at 2 cards" in as_(learner_id).get("/today?minutes=45").text


def test_a_card_that_was_known_comes_back_later_and_one_that_was_not_at_once(
    app: Flask, learner: Browser, learner_id: int
) -> None:
    write(learner)
    assert due(app, learner_id) == ["own:1"]
    assert look(learner, rating=1).status_code == 200
    assert due(app, learner_id) == ["own:1"]
    look(learner, rating=4, key="another-key")
    assert due(app, learner_id) == []
    later(app, minutes=60 * 24 * 20)
    assert due(app, learner_id) == ["own:1"]


def test_without_scripts_the_next_card_follows(learner: Browser) -> None:
    write(learner, "First?")
    write(learner, "Second?")
    sent = learner.post("/recall/reviews", {"card": "own:1", "rating": "4", "key": "the-pages-own"})
    assert sent.location == "/recall/cards"
    page = learner.get(sent.location).text
    assert "Second?" in page
    assert "First?" not in page


def test_a_review_counts_once_and_when_it_was_made(app: Flask, learner: Browser, learner_id: int) -> None:
    write(learner)
    for _ in range(3):
        assert look(learner, ago=7200, seconds=9).status_code == 200
    with app.app_context():
        rows = db.session.scalars(db.select(CardReviewRow)).all()
        assert [(row.at, row.seconds, row.algorithm) for row in rows] == [(now() - timedelta(hours=2), 9, "FSRS-6")]


def test_reviews_at_the_same_time_are_all_counted(app: Flask, as_: As, learner: Browser, learner_id: int) -> None:
    write(learner)
    browsers = [as_(learner_id) for _ in range(4)]
    for browser in browsers:
        browser.get("/recall/")
    threads = [
        Thread(target=look, args=(browser, "own:1", 3, f"key-number-{n}"), kwargs={"ago": 60 * n})
        for n, browser in enumerate(browsers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert queries.standings(learner_id)[1]["own:1"].reviews == 4


@pytest.mark.parametrize(
    "fields",
    [
        {"rating": 5},
        {"rating": "x"},
        {"key": "short"},
        {"key": "x" * 65},
        {"ago": "soon"},
        {"ago": -1},
        {"ago": "9" * 30},
        {"seconds": "9" * 30},
        {"card": ""},
        {"card": "x" * 300},
    ],
)
def test_what_no_page_of_ours_sends_is_refused_in_words(learner: Browser, fields: dict[str, object]) -> None:
    write(learner)
    answer = look(learner, **fields)
    assert answer.status_code == 422
    assert "Open the cards again" in answer.json["problem"]


@pytest.mark.parametrize(
    "card", ["own:2", "own:99999999999", "own:one", "term:none", "points:a#b", "item:none", "cat:x"]
)
def test_there_is_no_such_card(learner: Browser, card: str) -> None:
    write(learner)
    assert look(learner, card).status_code == 404


def test_nobody_sees_or_changes_somebody_elses_cards(app: Flask, as_: As, learner: Browser) -> None:
    write(learner, "A secret question?")
    other = as_(a_person(app))
    assert "A secret question?" not in other.get("/recall/").text
    assert other.get("/recall/own/1").status_code == 404
    assert other.post("/recall/own/1", {"front": "Mine", "back": "now"}).status_code == 404
    assert other.post("/recall/own/1/delete").status_code == 404
    assert look(other).status_code == 404
    assert "A secret question?" in learner.get("/recall/own/1").text


def test_an_own_card_is_changed_and_deleted_with_its_reviews(app: Flask, learner: Browser, learner_id: int) -> None:
    write(learner)
    look(learner)
    learner.post("/recall/own/1", {"front": "How wide?", "back": "So wide."})
    assert "How wide?" in learner.get("/recall/").text
    assert learner.post("/recall/own/1/delete").status_code == 303
    assert "How wide?" not in learner.get("/recall/").text.partition("Deleted within the last day")[0]
    later(app, days=1, minutes=1)
    with app.app_context():
        assert queries.standings(learner_id)[1] == {}
        actions.sweep(at=now())
        assert queries.reviews_of("own:1", learner_id=learner_id) == []


def test_a_card_that_lacks_a_side_comes_back_with_what_was_typed(learner: Browser) -> None:
    answer = learner.post("/recall/own", {"front": "How deep is it?", "back": " "})
    assert answer.status_code == 422
    assert "Write the answer." in answer.text
    assert "How deep is it?" in answer.text


def test_a_highlight_is_made_a_card_by_whoever_made_it(app: Flask, as_: As, learner: Browser, learner_id: int) -> None:
    with app.app_context():
        unit = next(iter(shelf().units.values()))
        anchor = Anchor(unit.sections[0].id, "Words that were selected.")
        note = study.add_note(unit.id, anchor, "What is it?", key="a note", learner_id=learner_id, at=now())
    link = f"/recall/?note={note.id}"
    assert link in learner.get("/study/notes").text
    page = learner.get(link).text
    assert "Words that were selected." in page
    assert "What is it?" in page
    assert "Words that were selected." not in as_(a_person(app)).get(link).text
    for odd in ("x", "-1", "9" * 30):
        assert learner.get(f"/recall/?note={odd}").status_code == 200


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("Question,Answer\nHow deep?,So deep.\nWhy?,Because.\n", "Added 2 cards."),
        ("How deep?;So deep.\n", "Added 1 card."),
        ("How deep?\tSo, so deep.\n\n", "Added 1 card."),
        ('"How, deep?","So ""deep""."\n', "Added 1 card."),
    ],
)
def test_cards_come_from_a_table(learner: Browser, table: str, says: str) -> None:
    for sent in ({"pasted": table}, {"file": (BytesIO(("\ufeff" + table).encode()), "cards.csv")}):
        page = learner.post("/recall/own/file", sent, follow_redirects=True).text
        assert says in page or "You have all of these cards" in page
    taken = learner.get("/recall/own.csv").text
    assert "How" in taken
    assert (
        "You have all of these cards"
        in learner.post("/recall/own/file", {"pasted": taken[1:]}, follow_redirects=True).text
    )


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"pasted": ""}, "Choose a file"),
        ({"pasted": "Question,Answer\n"}, "There is no card in it"),
        ({"pasted": "One?,1\nTwo?\n"}, "Line 2 has no question or no answer"),
        ({"pasted": "One?,\n"}, "Line 1 has no question or no answer"),
        ({"pasted": "x" * 901 + ",y"}, "Line 1 is longer"),
        ({"pasted": "a,b\n" * 2002}, "more than 2,000 rows"),
        ({"file": b"\x00\x01\x02"}, "This is not a spreadsheet"),
    ],
)
def test_a_table_that_cannot_be_taken_says_why(learner: Browser, sent: dict[str, Any], says: str) -> None:
    files = {"file": (BytesIO(sent["file"]), "cards.csv")} if "file" in sent else {}
    answer = learner.post("/recall/own/file", sent | files)
    assert answer.status_code == 422
    assert says in answer.text


def test_cards_go_to_anki_and_come_back_without_the_questions_of_the_bank(
    app: Flask, learner: Browser, learner_id: int
) -> None:
    write(learner)
    title = read(app, learner_id)
    assert "Download your cards for Anki" in learner.get("/recall/").text
    taken = learner.get("/recall/cards.apkg")
    assert taken.headers["Content-Disposition"] == "attachment; filename=cards.apkg"
    cards = dict(imported(taken.data).cards)
    assert "How deep?" in cards
    assert any(front.startswith(title) for front in cards)
    page = learner.post("/recall/own/file", {"file": (BytesIO(taken.data), "cards.apkg")}, follow_redirects=True).text
    assert f"Added {len(cards) - 1} card" in page
    assert "You had 1 of them already." in page


def test_what_of_a_package_is_left_out_is_said_and_one_that_cannot_be_read_stays_out(learner: Browser) -> None:
    notes = "One?\x1fYes <img src=x>", "Two?\x1f" + "y" * 901, "alone"
    page = learner.post(
        "/recall/own/file", {"file": (BytesIO(package(database(notes=notes))), "deck.apkg")}, follow_redirects=True
    ).text
    assert "Added 1 card. In the package were 1 with pictures or sounds, which are left out;" in page
    assert "1 without a question or an answer in words, left out; 1 longer than 900 characters" in page
    for data, says in (
        (package(b"no database"), "cannot be read"),
        (package(database(), collection_anki21b=b"x"), "Support older Anki versions"),
        (package(database()), "There is no card in this package"),
    ):
        refused = learner.post("/recall/own/file", {"file": (BytesIO(data), "deck.apkg")})
        assert (refused.status_code, says in refused.text) == (422, True)


def test_a_card_that_is_left_out_comes_back_when_it_is_taken_back(
    app: Flask, learner: Browser, learner_id: int
) -> None:
    write(learner)
    learner.post("/recall/left-out", {"card": "own:1"})
    assert due(app, learner_id) == []
    assert "How deep?" in learner.get("/recall/").text.partition("Left out")[2]
    learner.post("/recall/left-out/back", {"card": "own:1"})
    assert due(app, learner_id) == ["own:1"]
    assert learner.post("/recall/left-out", {"card": "own:7"}).status_code == 404


def test_a_learner_chooses_minutes_and_buttons(learner: Browser) -> None:
    write(learner)
    assert learner.get("/recall/cards").text.count('name="rating"') == 2
    learner.post("/recall/choices", {"minutes": "5", "buttons": "4"})
    assert learner.get("/recall/cards").text.count('name="rating"') == 4
    for wrong in (
        {"minutes": "0", "buttons": "2"},
        {"minutes": "many", "buttons": "2"},
        {"minutes": "5", "buttons": "3"},
    ):
        assert learner.post("/recall/choices", wrong).status_code == 422
