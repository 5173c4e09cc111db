"""A tutor gives a cohort dates for a paper; learners see them, and attempts that are running follow."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import insert

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.quiz.attempts.models import AssignmentRow
from revision_app.web.clock import now
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


def test_the_hour_that_the_clock_leaves_out_is_no_time_to_open(tutor, people):
    night = {"opens_at": "2027-03-28T01:30", "closes_at": "2027-03-28T02:15"}
    back = tutor.post(f"/cohorts/{people[2]}/papers/first-paper", night)
    assert back.status_code == 422
    assert "There is no 01:30 on 28 March 2027: the clocks go forward from 01:00 to 02:00." in back.text
    assert 'value="2027-03-28T01:30"' in back.text


def test_in_the_hour_that_comes_twice_moments_are_compared_and_it_is_said_which_is_meant(app, learner, tutor, people):
    night = {"opens_at": "2026-10-25T01:45", "closes_at": "2026-10-25T01:15"}  # half an hour, by any other clock
    saved = tutor.post(f"/cohorts/{people[2]}/papers/first-paper", night)
    assert saved.status_code == 303
    said = tutor.get(saved.location).text
    assert "Opens: the clock shows that time twice, and the first is meant, 01:45 BST." in said
    assert "Closes: the clock shows that time twice, and the second is meant, 01:15 GMT." in said
    assert "25 October at 01:45 BST" in learner.get("/quizzes/first-paper").text
    form = tutor.get(f"/cohorts/{people[2]}/papers/first-paper").text
    assert 'value="2026-10-25T01:45"' in form


def test_a_year_that_nobody_plans_for_is_refused(tutor, people):
    for year in ("0026", "9999"):
        back = tutor.post(f"/cohorts/{people[2]}/papers/first-paper", {"closes_at": f"{year}-09-01T10:00"})
        assert back.status_code == 422
        assert "Choose a year from 2025 to 2031." in back.text


def test_results_are_not_released_before_the_paper_opens(assign):
    assert assign(opens_at="15:00", release_at="14:00").status_code == 422


def test_a_close_that_has_passed_stays_as_it_is_and_is_no_new_one(app, tutor, assign, people):
    assert assign(closes_at="14:00").status_code == 303
    later(app, hours=3)
    assert assign(closes_at="14:00", release_at="18:00").status_code == 303
    back = assign(closes_at="14:30", release_at="18:00")
    assert back.status_code == 422
    assert "That has passed. Choose a time to come." in back.text


@pytest.mark.parametrize(
    "moment", [datetime(year, month, 31, 23, 59, tzinfo=UTC) for year, month in ((1, 1), (26, 8), (9999, 12))]
)
def test_dates_of_before_that_no_clock_can_add_to_leave_every_page_whole(app, learner, tutor, people, moment):
    sitting = Sitting(learner)
    with app.app_context():
        row = {"cohort_id": people[2], "paper_id": "first-paper", "author_id": people[1], "withdrawn": False}
        dates = dict.fromkeys(("opens_at", "closes_at", "release_at"), moment)
        db.session.execute(insert(AssignmentRow), row | dates | {"at": now()})
        db.session.commit()
    adjusted = tutor.post(f"/learners/{people[0]}/adjustments", {"extra_percent": "25", "reason": "As agreed."})
    assert adjusted.status_code == 303
    sitting.submit()
    listed = f"/cohorts/{people[2]}/papers"
    for browser, path in [
        *((tutor, listed), (tutor, f"{listed}/first-paper"), (tutor, f"/sittings/{people[2]}/first-paper")),
        *(
            (learner, "/quizzes/first-paper"),
            (learner, "/quizzes/"),
            (learner, "/today"),
            (learner, f"/attempts/{sitting.id}/result"),
        ),
    ]:
        assert browser.get(path).status_code == 200
    learner.post("/quizzes/first-paper")


def test_each_change_is_in_the_audit_and_the_same_again_is_none(app, as_, tutor, assign, people):
    assign(closes_at="14:00")
    assign(closes_at="14:00")
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    tutor.post(f"/cohorts/{people[2]}/papers/first-paper/withdraw")
    audit = as_(a_person(app, Role.ADMINISTRATOR)).get("/audit/").text
    assert (audit.count("Paper assigned"), audit.count("Paper withdrawn")) == (1, 1)
    assert "First paper, Autumn" in audit


def test_today_names_the_papers_that_have_dates(app, learner, assign):
    assert "Paper with dates" not in learner.get("/today").text
    assign(opens_at="13:30", closes_at="15:00")
    assert "Opens today at 13:30 BST." in learner.get("/today").text
    later(app, minutes=30)
    assert "Closes today at 15:00 BST." in learner.get("/today").text
    assert "Paper with dates" in learner.get("/today").text
    Sitting(learner).submit()
    assert "Paper with dates" not in learner.get("/today").text


def test_a_paper_that_is_not_offered_has_no_dates(assign):
    assert assign(paper="no-such-paper").status_code == 404
