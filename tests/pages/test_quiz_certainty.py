"""Certainty on the pages: asked in the player, looked back on in the result, over all papers, and on Today."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.models import AssignmentRow, AttemptRow, StepRow
from revision_app.quiz.bank.core.paper import Paper
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_multiple, a_paper, an_item, offer
from tests.support.sitting import Sitting, later


@pytest.fixture
def paper(app: Flask) -> Paper:
    made = a_paper(items=(an_item("one"), a_multiple("many"), an_item("two")), certainty=True)
    offer(app, made)
    return made


@pytest.fixture
def learner(app: Flask) -> int:
    return a_person(app)


def words(page: str) -> str:
    return " ".join(re.sub("<[^>]*>", " ", page).split())


def chosen(page: str) -> str:
    return re.search(r'name="certainty" id="certainty-\d" value="(\d)" checked', page)[1]


def sat(app: Flask, learner: int, *answers: tuple[str, str]) -> Sitting:
    """The paper submitted with these letters and certainties."""
    sitting = Sitting(Browser(app, learner))
    for n, (letters, certainty) in enumerate(answers, 1):
        sitting.answer(n, *letters, certainty=certainty)
    sitting.submit()
    return sitting


def test_the_cover_explains_how_certainty_is_counted(app: Flask, learner: int, paper: Paper) -> None:
    assert "Being certain pays three times" in Browser(app, learner).get("/quizzes/first-paper").text
    offer(app, a_paper())
    assert "How sure are you" not in Browser(app, learner).get("/quizzes/first-paper").text


def test_each_question_asks_how_sure_and_keeps_what_was_said(app: Flask, learner: int, paper: Paper) -> None:
    sitting = Sitting(Browser(app, learner))
    assert chosen(sitting.browser.get(sitting.url(1)).text) == "1"
    sitting.answer(1, "b", certainty="3")
    assert chosen(sitting.browser.get(sitting.url(1)).text) == "3"
    sitting.answer(1, "b", certainty="0")
    assert chosen(sitting.browser.get(sitting.url(1)).text) == "0"
    with app.app_context():
        said = db.session.scalars(
            db.select(StepRow.certainty).where(StepRow.item_id == "one").order_by(StepRow.id)
        ).all()
    assert said == [3, 0]


def test_a_paper_that_does_not_ask_keeps_nothing(app: Flask, learner: int) -> None:
    offer(app, a_paper())
    sitting = Sitting(Browser(app, learner))
    assert "certainty" not in sitting.browser.get(sitting.url(1)).text
    sitting.answer(1, "b", certainty="3")
    with app.app_context():
        assert db.session.scalars(db.select(StepRow.certainty).where(StepRow.item_id == "one")).all() == [None]


def test_the_result_says_how_well_certainty_fitted(app: Flask, learner: int, paper: Paper) -> None:
    """Right and certain; half of two marks, fairly sure; wrong, certain and harmful: (3 + 2 - 6) / 4 a mark."""
    page = words(sat(app, learner, ("b", "3"), ("a", "2"), ("a", "3")).result().text)
    assert "Accuracy 50.0 %" in page
    assert "Certainty mark −0.25" in page
    assert "Bonus for judging well −7.5 %" in page
    assert "Accuracy and bonus 42.5 %" in page
    assert "Certain and wrong: 1 question" in page
    assert page.index("Certain and wrong: 1 question") < page.index("Every question, with the reasons")
    assert "Certain 2 50% 80% or more slightly over-confident" in page


def test_a_paper_that_does_not_ask_says_nothing_of_it(app: Flask, learner: int) -> None:
    offer(app, a_paper())
    assert "How sure" not in sat(app, learner, ("b", "3")).result().text


def test_over_all_papers_the_latest_answer_to_an_item_decides(app: Flask, learner: int, paper: Paper) -> None:
    browser = Browser(app, learner)
    assert "No paper has asked you yet" in browser.get("/quizzes/certainty/").text
    sat(app, learner, ("c", "3"), ("bd", "3"), ("c", "2"))
    page = words(browser.get("/quizzes/certainty/").text)
    assert page.index("What about many?") < page.index("What about one?")  # harm first
    assert "What about two?" not in page
    later(app, days=1)
    sat(app, learner, ("b", "3"), ("ac", "3"), ("c", "3"))
    page = words(browser.get("/quizzes/certainty/").text)
    assert "What about two?" in page
    assert "What about one?" not in page
    assert "Over 6 answers" in page


def test_what_is_not_released_or_was_voided_is_not_given_away(app: Flask, learner: int, paper: Paper) -> None:
    tutor = a_person(app, Role.TUTOR)
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,))
    sitting = sat(app, learner, ("a", "3"))
    browser = Browser(app, learner)
    assert "Would harm" in browser.get("/quizzes/certainty/").text
    with app.app_context():
        release = AssignmentRow(
            cohort_id=cohort,
            paper_id="first-paper",
            release_at=now() + timedelta(days=1),
            withdrawn=False,
            author_id=tutor,
            at=now(),
        )
        db.session.add(release)
        db.session.commit()
    for path in ("/quizzes/certainty/", "/today"):
        assert "What about one?" not in browser.get(path).text
    later(app, days=2)
    assert "What about one?" in browser.get("/today").text
    with app.app_context():
        db.session.execute(update(AttemptRow).where(AttemptRow.id == sitting.id).values(voided_at=now()))
        db.session.commit()
    assert "What about one?" not in browser.get("/today").text


def test_today_puts_certain_and_harmful_before_anything_but_a_running_paper(
    app: Flask, learner: int, paper: Paper
) -> None:
    browser = Browser(app, learner)
    sat(app, learner, ("c", "3"))
    assert "Safety first" not in browser.get("/today").text
    assert "Certain and wrong" in browser.get("/today").text
    sat(app, learner, ("a", "3"))
    page = browser.get("/today").text
    assert "it would have harmed a client" in page
    assert "/study/unit#section" in page
    Sitting(browser)
    assert "it would have harmed a client" not in browser.get("/today").text
    later(app, days=40)
    assert "Certain and wrong" not in browser.get("/today").text


def test_somebody_elses_answers_are_not_there(app: Flask, learner: int, paper: Paper) -> None:
    sat(app, learner, ("a", "3"))
    assert "No paper has asked you yet" in Browser(app, a_person(app)).get("/quizzes/certainty/").text
