"""A learner doubts a question; the exchange stays with it and is seen by those who answer for it, and no one else."""

import pytest

from revision_app.accounts.core import Role
from revision_app.accounts.models import PersonRow
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
        deeds = db.session.scalars(db.select(AuditRow.deed).order_by(AuditRow.id)).all()
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


# For tutors: the answer beside the question, one answer for many, and what follows


@pytest.fixture
def doubted_twice(app, as_, centre, doubted):
    """The address of a challenge, the id of another learner's to the same question, and that learner's browser."""
    with app.app_context():
        tutor_id = db.session.scalar(db.select(PersonRow.id).where(PersonRow.name == "Tom Teacher"))
    other = a_person(app, name="Max Field")
    a_cohort(app, learners=(other,), tutors=(tutor_id,))
    sitting = Sitting(as_(other))
    sitting.answer(1, "b")
    sitting.submit()
    made = sitting.browser.post(f"/attempts/{sitting.id}/challenges", {"item": "one", "text": "I doubt it as well."})
    return doubted, int(made.location.rpartition("/")[2]), sitting.browser


def test_a_tutor_sees_what_was_answered_and_how_the_question_works(centre, doubted):
    _, tutor = centre
    page = " ".join(tutor.get(doubted).text.split())
    assert "Chosen" in page
    assert "got 0 of 1 mark" in page
    assert "Of 1 answer of your learners 0 have full marks (0%)." in page
    assert "/quizzes/first-paper/statistics/one" in page


def test_one_answer_serves_all_who_doubt_the_same_question(app, centre, doubted_twice):
    doubted, other_id, other = doubted_twice
    learner, tutor = centre
    page = tutor.get(doubted).text
    assert "I doubt it as well." in page
    assert f'name="also" value="{other_id}" checked' in page
    sent = {"text": "It stands, and here is why.", "outcome": "explained", "also": [str(other_id)]}
    assert tutor.post(doubted, sent).location == doubted
    assert all("Explained" in browser.get("/challenges/").text for browser in (learner, other))
    assert "It stands, and here is why." in other.get(f"/challenges/{other_id}").text
    with app.app_context():
        assert (
            db.session.scalars(db.select(AuditRow.deed).order_by(AuditRow.id)).all().count("challenge explained") == 2
        )
    assert tutor.post(doubted, sent).status_code == 303  # a second click answers the other no second time
    assert other.get(f"/challenges/{other_id}").text.count("It stands, and here is why.") == 1


def test_only_challenges_to_the_same_question_that_are_theirs_get_the_answer(app, as_, centre, doubted_twice):
    doubted, other_id, other = doubted_twice
    _, tutor = centre
    stranger = a_person(app)
    sitting = Sitting(as_(stranger))
    sitting.submit()
    made = sitting.browser.post(f"/attempts/{sitting.id}/challenges", {"item": "one", "text": "Elsewhere."})
    elsewhere = made.location.rpartition("/")[2]
    also = [elsewhere, "999999", "x", "-1", "9" * 40]
    assert tutor.post(doubted, {"text": "No.", "outcome": "explained", "also": also}).status_code == 303
    assert "No." not in sitting.browser.get(made.location).text
    assert "Waiting" in other.get(f"/challenges/{other_id}").text


def test_what_was_ticked_comes_back_with_what_was_typed(centre, doubted_twice):
    doubted, other_id, _ = doubted_twice
    _, tutor = centre
    page = tutor.post(doubted, {"text": " ", "outcome": "upheld", "also": []})
    assert page.status_code == 422
    assert f'name="also" value="{other_id}"' in page.text
    assert f'name="also" value="{other_id}" checked' not in page.text
    assert 'value="upheld" checked' in page.text


def test_upheld_leads_to_what_marking_again_would_change(centre, doubted):
    _, tutor = centre
    led = tutor.post(doubted, {"text": "You are right.", "outcome": "upheld"})
    assert led.location == "/regrades/items/one#would"
    assert "What marking again would do" in tutor.get(led.location.partition("#")[0]).text


def test_a_learner_cannot_answer_for_others(centre, doubted_twice):
    doubted, other_id, other = doubted_twice
    learner, _ = centre
    learner.post(doubted, {"text": "More.", "also": [str(other_id)]})
    assert "More." not in other.get(f"/challenges/{other_id}").text


def test_the_page_of_an_item_lists_who_doubts_it(centre, doubted):
    _, tutor = centre
    assert doubted in tutor.get("/quizzes/first-paper/statistics/one").text
