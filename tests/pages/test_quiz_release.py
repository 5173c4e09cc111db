"""Results are released on a date: before it a learner sees that the paper is handed in and when they come."""

import pytest

from revision_app.accounts.core import Role
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import Sitting, later

MARKS = "<b>1</b> of 4 marks"
REASON = "Because of Wait."  # of the key of the question that is answered


@pytest.fixture
def people(app):
    offer(app, a_paper(wait_hours=1))
    learner, tutor = a_person(app, name="Ada Learner"), a_person(app, Role.TUTOR, name="Tom Tutor")
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")


@pytest.fixture
def learner(people, as_):
    return as_(people[0])


@pytest.fixture
def tutor(people, as_):
    return as_(people[1])


@pytest.fixture
def release(people, tutor):
    def at(time: str):
        return tutor.post(f"/cohorts/{people[2]}/papers/first-paper", {"release_at": f"2026-09-01T{time}"})

    return at


@pytest.fixture
def submitted(learner, release) -> Sitting:
    """One of four marks, to be released at three o'clock."""
    release("15:00")
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    return sitting


def test_before_the_date_no_page_of_the_learner_tells_the_marks(learner, submitted):
    assert "today at 15:00" in submitted.result().text
    cover = learner.get("/quizzes/first-paper").text
    assert "result today at 15:00" in cover
    listed = learner.get("/quizzes/").text
    assert "The result comes today at 15:00" in listed
    for page in (submitted.result().text, cover, listed):
        assert "1 of 4" not in page
        assert MARKS not in page
        assert "Not passed" not in page
    for path in ("/today", "/criteria/", "/criteria/1.1"):
        assert "%" not in learner.get(path).text.partition("<main")[2], path


def test_from_the_date_on_everything_is_there(app, learner, submitted):
    later(app, hours=2)
    assert MARKS in submitted.result().text
    assert "1 of 4" in learner.get("/quizzes/first-paper").text
    assert "1 of 4" in learner.get("/quizzes/").text
    assert "%" in learner.get("/criteria/1.1").text.partition("<main")[2]


def test_a_tutor_sees_results_at_once(people, tutor, submitted):
    assert MARKS in tutor.get(f"/attempts/{submitted.id}/result").text
    page = tutor.get(f"/learners/{people[0]}").text
    assert "1 of 4" in page
    assert "answers on 1 occasion" in page


def test_a_date_set_afterwards_takes_no_marks_away_and_keeps_the_reasons_until_it_comes(learner, release):
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    assert REASON in sitting.result().text
    release("15:00")
    assert MARKS in sitting.result().text
    assert REASON not in sitting.result().text
    release("12:30")
    assert REASON in sitting.result().text


def test_of_two_cohorts_in_which_it_began_the_later_release_counts(app, people, learner, tutor, release):
    other = a_cohort(app, learners=(people[0],), tutors=(people[1],))
    tutor.post(f"/cohorts/{other}/papers/first-paper", {"release_at": "2026-09-01T13:30"})
    release("15:00")
    assert "15:00" in learner.get("/quizzes/first-paper").text
    sitting = Sitting(learner)
    sitting.answer(1, "b")
    sitting.submit()
    later(app, minutes=45)
    assert MARKS not in sitting.result().text
    later(app, hours=2)
    assert MARKS in sitting.result().text


def test_a_cohort_that_is_joined_afterwards_releases_nothing(people, learner, tutor, submitted):
    other = a_cohort(learner.app, learners=(people[0],), tutors=(people[1],))
    tutor.post(f"/cohorts/{other}/papers/first-paper", {"release_at": "2026-09-01T12:30"})
    assert MARKS not in submitted.result().text
    assert "1 of 4" not in learner.get("/quizzes/").text


def test_dates_that_are_withdrawn_go_on_holding_what_was_to_be_released(app, people, learner, tutor, submitted):
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    assert MARKS not in submitted.result().text
    later(app, hours=1)
    again = Sitting(learner)
    again.submit()
    assert "of 4 marks" not in again.result().text, "whoever begins while others are held is held too"
    later(app, hours=2)
    assert MARKS in submitted.result().text


def test_the_tutor_may_still_release_earlier_and_later(app, submitted, release):
    release("14:00")
    later(app, hours=1)
    assert MARKS in submitted.result().text
    release("16:00")
    assert MARKS in submitted.result().text, "what was shown stays shown"
    assert REASON not in submitted.result().text


def test_a_release_that_has_not_come_may_be_put_off(app, submitted, release):
    release("16:00")
    later(app, hours=2)
    assert MARKS not in submitted.result().text
    later(app, hours=1)
    assert MARKS in submitted.result().text


def test_the_wait_between_attempts_runs_from_the_end_and_not_from_the_release(app, learner, submitted):
    assert "You can start it from today at 14:00" in learner.get("/quizzes/first-paper").text
    later(app, hours=1)
    assert "Start the paper" in learner.get("/quizzes/first-paper").text
