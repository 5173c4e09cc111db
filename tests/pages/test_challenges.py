"""A learner doubts a question; the exchange stays with it and is seen by those who answer for it, and no one else."""

import pytest

from revision_app.accounts.core import Role
from revision_app.audit.models import AuditRow
from revision_app.db import db
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import Sitting


@pytest.fixture
def centre(app, as_):
    offer(app, a_paper())
    learner, tutor = a_person(app, name="Ada Doubter"), a_person(app, Role.TUTOR, name="Tom Teacher")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return as_(learner), as_(tutor, Role.TUTOR)


@pytest.fixture
def doubted(centre) -> str:
    """The address of a challenge."""
    learner, _ = centre
    sitting = Sitting(learner)
    sitting.answer(1, "c")
    sitting.submit()
    made = learner.post(f"/attempts/{sitting.id}/challenges", {"item": "one", "text": "The unit says otherwise."})
    assert made.status_code == 303
    return made.location


def test_the_tutor_is_told_and_answers_and_the_learner_reads_it(app, centre, doubted):
    learner, tutor = centre
    assert "Ada Doubter" in tutor.get("/challenges/").text
    assert tutor.post(doubted, {"text": "You are right.", "outcome": "upheld"}).status_code == 303
    assert "An answer to your challenge" in learner.get("/today").text
    page = learner.get(doubted).text
    assert "You are right." in page
    assert "Tom Teacher" in page
    assert "Upheld" in page
    with app.app_context():
        deeds = db.session.scalars(db.select(AuditRow.deed)).all()
    assert "challenge upheld" in deeds


def test_a_second_word_goes_to_the_same_exchange_and_waits_again(centre, doubted):
    learner, tutor = centre
    tutor.post(doubted, {"text": "It stands.", "outcome": "explained"})
    assert "Explained" in learner.get("/challenges/").text
    learner.post(doubted, {"text": "But why?"})
    page = tutor.get("/challenges/").text
    assert "Waiting" in page
    assert page.count('href="/challenges/') == 1


def test_a_learner_decides_nothing(centre, doubted):
    learner, tutor = centre
    learner.post(doubted, {"text": "I am right.", "outcome": "upheld"})
    assert "Upheld" not in tutor.get("/challenges/").text


def test_nothing_said_is_asked_for_again_with_what_was_typed(centre, doubted):
    _, tutor = centre
    assert "Write in a sentence or two" in tutor.post(doubted, {"text": "  "}).text
    long = tutor.post(doubted, {"text": "word " * 500})
    assert long.status_code == 422
    assert "Keep it to 2,000 characters. What you wrote has 2,499." in long.text
    assert "word word" in long.text


def test_nobody_else_sees_it_but_an_administrator(app, as_, doubted):
    assert as_(a_person(app)).get(doubted).status_code == 404
    assert as_(a_person(app, Role.TUTOR), Role.TUTOR).get(doubted).status_code == 404
    assert as_(a_person(app, Role.ADMINISTRATOR), Role.ADMINISTRATOR).get(doubted).status_code == 200


def test_only_a_question_of_ones_own_result_can_be_challenged(app, as_, centre):
    learner, _ = centre
    sitting = Sitting(learner)
    path = f"/attempts/{sitting.id}/challenges"
    assert learner.post(path, {"item": "one", "text": "Too early."}).status_code == 404
    sitting.submit()
    assert learner.post(path, {"item": "elsewhere", "text": "Not there."}).status_code == 404
    assert as_(a_person(app)).post(path, {"item": "one", "text": "Not mine."}).status_code == 404
