"""The feedback bank on its page and beside the marking, without a script."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.actions import decisions as actions
from revision_app.marking.core.phrase import Wording
from revision_app.marking.queries import submissions as queries
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_submission

As = Callable[..., Browser]
BANK = "/marking/phrases/"


@pytest.fixture
def tutor(app: Flask) -> int:
    return a_person(app, Role.TUTOR, name="Demo Tutor")


@pytest.fixture
def piece(app: Flask, tutor: int) -> int:
    learner = a_person(app, name="Demo Learner")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return a_submission(app, learner, criteria=("1.1", "1.3"))


def a_phrase(app: Flask, tutor: int, text: str, criterion: str = "", name: str = "") -> int:
    with app.app_context():
        actions.keep_phrase(Wording(text, criterion, name), author_id=tutor, at=now())
        return max(phrase.id for phrase in queries.phrases())


def texts(app: Flask) -> list[tuple[str, str, int]]:
    with app.app_context():
        return [(phrase.text, phrase.criterion, phrase.uses) for phrase in queries.phrases()]


def test_a_phrase_is_added_found_by_every_tutor_and_retired(app: Flask, as_: As, tutor: int) -> None:
    browser, colleague = as_(tutor), as_(a_person(app, Role.TUTOR))
    assert "There are no phrases yet" in browser.get(BANK).text
    sent = {"text": " Say why, {learner}. ", "criterion": "1.3", "name": "Reasons"}
    assert browser.post(BANK, sent).location == BANK
    assert browser.post(BANK, sent).location == BANK
    assert texts(app) == [("Say why, {learner}.", "1.3", 0)], "what is there is kept once"
    assert "Say why, {learner}." in colleague.get(f"{BANK}?q=REASONS+why").text
    assert "No phrase has these words." in colleague.get(f"{BANK}?q=nothing").text
    page = colleague.get(BANK).text
    retire = re.search(r'action="(/marking/phrases/\d+/retire)"', page)
    assert retire is not None
    for _ in range(2):
        assert colleague.post(retire[1]).location == BANK
    assert texts(app) == []
    assert "1 retired phrase" in browser.get(BANK).text
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert (audit.count("Phrase kept"), audit.count("Phrase retired")) == (1, 1)
    assert "Say why" not in audit


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"text": " "}, "Write the phrase."),
        ({"text": "x" * 1001}, "Keep the phrase to 1,000 characters."),
        ({"text": "Why?", "name": "x" * 61}, "Keep the name to 60 characters."),
        ({"text": "Why?", "criterion": "9.9"}, "href=&#34;#criterion&#34;"),
    ],
    ids=["empty", "long", "long name", "unknown criterion"],
)
def test_a_phrase_that_cannot_be_is_refused_and_stands_as_typed(
    app: Flask, as_: As, tutor: int, sent: dict[str, str], words: str
) -> None:
    page = as_(tutor).post(BANK, {"name": "", "criterion": "", **sent})
    assert page.status_code == 422
    assert words in page.text or '<a href="#criterion">' in page.text
    assert sent["text"].strip() in page.text
    assert texts(app) == []


def test_what_is_not_there_is_not_retired(as_: As, tutor: int) -> None:
    assert as_(tutor).post("/marking/phrases/99999/retire").status_code == 404


def test_a_phrase_is_added_to_the_comment_by_saving_and_what_was_typed_stays(
    app: Flask, as_: As, tutor: int, piece: int
) -> None:
    phrase = a_phrase(app, tutor, "Say why, {learner}, for {criterion}.")
    other = a_phrase(app, tutor, "Only for one.", "1.1")
    browser = as_(tutor)
    page = browser.get(f"/submissions/{piece}").text
    assert page.count(f'<option value="{phrase}">') == 2
    assert page.count(f'<option value="{other}">') == 1
    chosen = {"criterion-1.1-comment": "Good.", "criterion-1.1-phrase": phrase, "criterion-1.3-phrase": phrase}
    assert browser.post(f"/submissions/{piece}", {"seen": 0, **chosen}).status_code == 303
    page = browser.get(f"/submissions/{piece}").text
    assert "Good.\n\nSay why, Demo Learner, for 1.1.</textarea>" in page
    assert "Say why, Demo Learner, for 1.3.</textarea>" in page


def test_a_phrase_that_was_retired_meanwhile_is_told_and_what_was_typed_stays(
    app: Flask, as_: As, tutor: int, piece: int
) -> None:
    phrase, _ = a_phrase(app, tutor, "Say why."), a_phrase(app, tutor, "Say more.")
    with app.app_context():
        actions.retire_phrase(phrase, actor_id=tutor, at=now())
    chosen = {"criterion-1.1-comment": "Good.", "criterion-1.1-phrase": phrase}
    page = as_(tutor).post(f"/submissions/{piece}", {"seen": 0, **chosen})
    assert page.status_code == 422
    assert "This phrase is offered no longer. Choose another." in page.text
    assert "Good.</textarea>" in page.text


def test_a_comment_is_kept_as_a_phrase_in_one_click_and_saved(app: Flask, as_: As, tutor: int, piece: int) -> None:
    browser = as_(tutor)
    typed = {"criterion-1.3-comment": "Compare two trials, Demo Learner."}
    assert browser.post(f"/submissions/{piece}", {"seen": 0, **typed, "keep": "1.3"}).status_code == 303
    assert texts(app) == [("Compare two trials, {learner}.", "1.3", 0)]
    page = browser.get(f"/submissions/{piece}").text
    assert "Compare two trials, Demo Learner.</textarea>" in page
    assert "This comment is among the phrases." in page
    assert 'value="1.1"' in page


def test_a_comment_without_words_is_not_kept_and_nothing_is_lost(app: Flask, as_: As, tutor: int, piece: int) -> None:
    sent = {"seen": 0, "criterion-1.1-comment": "Typed.", "keep": "1.3"}
    page = as_(tutor).post(f"/submissions/{piece}", sent)
    assert page.status_code == 409
    assert "There are no words to keep as a phrase." in page.text
    assert "Typed.</textarea>" in page.text
    assert texts(app) == []


def test_use_is_counted_when_a_decision_is_released_with_it(app: Flask, as_: As, tutor: int, piece: int) -> None:
    a_phrase(app, tutor, "Unused.")
    a_phrase(app, tutor, "Say why, {learner}.")
    decided = {
        "criterion-1.1-outcome": "referred",
        "criterion-1.1-comment": "Good.\r\n\r\nSay why, Demo Learner.",
        "criterion-1.1-next_step": "Read one trial.",
        "criterion-1.3-outcome": "not evidenced",
    }
    browser = as_(tutor)
    browser.post(f"/submissions/{piece}", {"seen": 0, **decided})
    assert {uses for *_, uses in texts(app)} == {0}, "it is not released yet"
    assert browser.post(f"/submissions/{piece}", {"seen": 2, **decided, "release": "1"}).status_code == 303
    assert texts(app) == [("Say why, {learner}.", "", 1), ("Unused.", "", 0)], "the most used comes first"
    amended = {"amend-1.3-outcome": "not evidenced", "amend-1.3-comment": "Say why, Demo Learner."}
    about = {"criterion": "1.3", "seen": 2, "amend-1.3-reason": "Why."}
    assert browser.post(f"/submissions/{piece}/amendments", amended | about).status_code == 303
    assert texts(app)[0] == ("Say why, {learner}.", "", 2)
    assert "In 2 released decisions" in browser.get(BANK).text


def test_learners_and_administrators_see_no_phrases(app: Flask, as_: As) -> None:
    for role in (Role.LEARNER, Role.ADMINISTRATOR):
        assert as_(a_person(app, role)).get(BANK).status_code == 403


def test_a_phrase_is_text_and_nothing_else(app: Flask, as_: As, tutor: int, piece: int) -> None:
    a_phrase(app, tutor, "<script>alert(1)</script> %s {0}")
    for path in (BANK, f"/submissions/{piece}"):
        page = as_(tutor).get(path).text
        assert "<script>alert" not in page
    with app.app_context():
        assert db.session.scalar(db.text("SELECT count(*) FROM phrases")) == 1
