"""A tutor gives a cohort dates for a paper; learners see them, and attempts that are running follow."""

import pytest

from revision_app.accounts.core import Role
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import JSON, Sitting, later

TODAY = "2026-09-01"  # a summer's day: 13:00 in London is noon


@pytest.fixture
def people(app):
    offer(app, a_paper())
    learner, tutor = a_person(app, name="Ada Learner"), a_person(app, Role.TUTOR, name="Tom Tutor")
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")


@pytest.fixture
def learner(people, as_):
    return as_(people[0])


@pytest.fixture
def tutor(people, as_):
    return as_(people[1])


@pytest.fixture
def assign(people, tutor):
    """``assign(closes_at="14:00")`` with times of today, in London."""

    def post(cohort: int = people[2], paper: str = "first-paper", **times: str):
        dates = {name: f"{TODAY}T{time}" for name, time in times.items()}
        return tutor.post(f"/cohorts/{cohort}/papers/{paper}", dates)

    return post


def left(sitting) -> float:
    return sitting.browser.get(sitting.url(1), headers=JSON).json["remaining"]


def test_a_paper_may_be_sat_between_its_dates_which_are_london_times(app, learner, assign):
    assert assign(opens_at="13:30", closes_at="15:00").status_code == 303
    assert "You can start it from today at 13:30" in learner.get("/quizzes/first-paper").text
    assert learner.post("/quizzes/first-paper").status_code == 409
    later(app, minutes=30)
    assert left(Sitting(learner)) == 20 * 60


def test_whoever_sits_it_when_it_closes_is_ended(app, learner, assign):
    assign(closes_at="13:15")
    sitting = Sitting(learner)
    assert left(sitting) == 15 * 60
    later(app, minutes=16)
    assert "The time was up today at 13:15" in sitting.result().text
    assert "It closed today at 13:15" in learner.get("/quizzes/first-paper").text


def test_a_running_attempt_follows_its_dates(app, learner, tutor, assign, people):
    sitting = Sitting(learner)
    said = tutor.get(assign(closes_at="13:10").location).text
    assert "1 running attempt was changed too" in said
    assert left(sitting) == 10 * 60
    assign(closes_at="13:12")
    assert left(sitting) == 12 * 60
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    assert left(sitting) == 20 * 60


def test_extra_time_moves_the_close(learner, tutor, assign, people):
    assign(closes_at="13:10")
    tutor.post(f"/learners/{people[0]}/adjustments", {"extra_percent": "25", "reason": "As agreed."})
    assert left(Sitting(learner)) == 15 * 60


def test_of_two_cohorts_the_more_generous_dates_count(app, learner, assign, people):
    other = a_cohort(app, learners=(people[0],), tutors=(people[1],))
    sitting = Sitting(learner)
    assign(closes_at="13:10")
    assign(other, closes_at="13:18")
    assert left(sitting) == 18 * 60


def test_the_papers_of_a_cohort_are_listed_with_their_dates(tutor, assign, people):
    listed = f"/cohorts/{people[2]}/papers"
    assert "at any time" in tutor.get(listed).text
    assign(opens_at="13:30", closes_at="15:00", release_at="17:00")
    page = tutor.get(listed).text
    for moment in ("today at 13:30", "today at 15:00", "today at 17:00"):
        assert moment in page
    form = tutor.get(f"{listed}/first-paper").text
    assert 'value="2026-09-01T13:30"' in form
    tutor.post(f"{listed}/first-paper/withdraw")
    assert "at any time" in tutor.get(listed).text
    assert "Withdraw" not in tutor.get(f"{listed}/first-paper").text


def test_dates_that_make_no_sense_come_back_as_typed(tutor, assign, people):
    back = assign(opens_at="15:00", closes_at="14:00", release_at="soon")
    assert back.status_code == 422
    for shown in ("closes after it opens", "Write it like", 'value="2026-09-01T14:00"', 'value="2026-09-01Tsoon"'):
        assert shown in back.text


def test_each_change_is_in_the_audit_and_the_same_again_is_none(app, as_, tutor, assign, people):
    assign(closes_at="14:00")
    assign(closes_at="14:00")
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert (audit.count("Paper assigned"), audit.count("Paper withdrawn")) == (1, 1)
    assert "First paper, Autumn" in audit


def test_today_names_the_papers_that_have_dates(app, learner, assign):
    assert "Papers with dates" not in learner.get("/today").text
    assign(opens_at="13:30", closes_at="15:00")
    assert "opens today at 13:30" in learner.get("/today").text
    later(app, minutes=30)
    assert "closes today at 15:00" in learner.get("/today").text
    Sitting(learner).submit()
    assert "Papers with dates" not in learner.get("/today").text


def test_a_paper_that_is_not_offered_has_no_dates(assign):
    assert assign(paper="no-such-paper").status_code == 404
