"""Cohorts: who learns and who teaches in them."""

from collections.abc import Callable

import pytest
from flask import Flask

from revision_app.accounts.actions import close_account
from revision_app.accounts.core import Role
from revision_app.accounts.queries import audit_log
from revision_app.cohorts import actions, queries
from revision_app.cohorts.core import CohortDeed
from revision_app.web.clock import now
from tests import builders
from tests.browser import Browser

Open = Callable[..., Browser]


@pytest.fixture
def admin(app: Flask) -> int:
    return builders.a_person(app, Role.ADMINISTRATOR, name="Ada Chief")


def deeds(app: Flask) -> list[str]:
    with app.app_context():
        return [entry.deed for entry in audit_log(before=None, most=50)]


def test_a_tutor_sees_their_own_cohorts_with_the_number_of_learners(app: Flask, as_: Open) -> None:
    tutor, learners = builders.a_person(app, Role.TUTOR), (builders.a_person(app), builders.a_person(app))
    mine = builders.a_cohort(app, learners=learners, tutors=(tutor,), name="Autumn")
    builders.a_cohort(app, name="Winter")
    page = as_(tutor).get("/cohorts/").text
    assert "Autumn" in page
    assert "2 learners" in page
    assert f'href="/cohorts/{mine}"' in page
    assert "Winter" not in page
    assert "A new cohort" not in page


def test_a_tutor_without_cohorts_is_told_where_they_come_from(app: Flask, as_: Open) -> None:
    assert "An administrator assigns you" in as_(builders.a_person(app, Role.TUTOR)).get("/cohorts/").text


def test_an_administrator_sees_all_cohorts_and_makes_new_ones(app: Flask, admin: int, as_: Open) -> None:
    browser = as_(admin)
    assert "Make the first one here" in browser.get("/cohorts/").text
    place = browser.post("/cohorts/", {"name": "  Autumn  2026 "}).location
    assert place == "/cohorts/1/people"
    assert "Autumn 2026" in browser.get(place).text
    assert f'href="{place}"' in browser.get("/cohorts/").text
    assert deeds(app) == [CohortDeed.COHORT_MADE]


@pytest.mark.parametrize(
    ("name", "words"),
    [("", "Give the cohort a name."), (" Autumn ", "already a cohort of this name"), ("x" * 121, "120")],
)
def test_a_cohort_needs_a_name_of_its_own(app: Flask, admin: int, as_: Open, name: str, words: str) -> None:
    builders.a_cohort(app, name="Autumn")
    winter = builders.a_cohort(app, name="Winter")
    browser = as_(admin)
    for path in ("/cohorts/", f"/cohorts/{winter}/name"):
        page = browser.post(path, {"name": name})
        assert page.status_code == 422
        assert words in page.text
    assert deeds(app) == []


def test_a_cohort_is_renamed(app: Flask, admin: int, as_: Open) -> None:
    cohort = builders.a_cohort(app, name="Autumn")
    browser = as_(admin)
    browser.post(f"/cohorts/{cohort}/name", {"name": "Autumn 2026"})
    assert "Autumn 2026" in browser.get("/audit/").text
    assert browser.post(f"/cohorts/{cohort}/name", {"name": "Autumn 2026"}).status_code == 303


def test_learners_are_enrolled_and_taken_out(app: Flask, admin: int, as_: Open) -> None:
    lea, max_ = builders.a_person(app, name="Lea Marsh"), builders.a_person(app, name="Max Field")
    tutor = builders.a_person(app, Role.TUTOR)
    cohort = builders.a_cohort(app, tutors=(tutor,))
    browser = as_(admin)
    place = f"/cohorts/{cohort}/people"
    assert browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(lea), str(max_)]}).location == place
    assert "2 learners" in browser.get(place).text
    with app.app_context():
        assert queries.learner(lea, tutor_id=tutor)

    assert browser.post(f"/cohorts/{cohort}/learners/{lea}/remove").location == place
    browser.post(f"/cohorts/{cohort}/learners/{lea}/remove")
    assert "1 learner<" in browser.get(place).text
    with app.app_context():
        assert not queries.learner(lea, tutor_id=tutor)
    assert deeds(app) == [CohortDeed.ENROLMENT_ENDED, CohortDeed.LEARNER_ENROLLED, CohortDeed.LEARNER_ENROLLED]
    assert "Lea Marsh" in browser.get("/audit/").text


def test_tutors_are_assigned_and_removed(app: Flask, admin: int, as_: Open) -> None:
    tutor = builders.a_person(app, Role.TUTOR, name="Tom Teach")
    cohort = builders.a_cohort(app, learners=(builders.a_person(app),), name="Autumn")
    browser, theirs = as_(admin), as_(tutor)
    browser.post(f"/cohorts/{cohort}/tutors", {"tutors": [str(tutor)]})
    assert "Autumn" in theirs.get("/cohorts/").text
    browser.post(f"/cohorts/{cohort}/tutors/{tutor}/remove")
    browser.post(f"/cohorts/{cohort}/tutors/{tutor}/remove")
    assert "Autumn" not in theirs.get("/cohorts/").text
    assert deeds(app) == [CohortDeed.TUTOR_REMOVED, CohortDeed.TUTOR_ASSIGNED]


def test_only_people_with_the_role_and_an_open_account_can_be_put_in(app: Flask, admin: int, as_: Open) -> None:
    tutor, closed = builders.a_person(app, Role.TUTOR, name="Tom Teach"), builders.a_person(app, name="Cleo Gone")
    with app.app_context():
        close_account(closed, actor_id=admin, at=now())
    cohort = builders.a_cohort(app)
    browser = as_(admin)
    assert "Cleo Gone" not in browser.get(f"/cohorts/{cohort}/people").text
    for person in (tutor, closed, 99):
        page = browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(person)]})
        assert page.status_code == 422
        assert "Choose from what is listed here" in page.text
    with app.app_context():
        assert queries.learners_in(cohort) == []


@pytest.mark.parametrize("kind", ["learners", "tutors"])
def test_somebody_must_be_ticked(app: Flask, admin: int, as_: Open, kind: str) -> None:
    builders.a_person(app)
    builders.a_person(app, Role.TUTOR)
    page = as_(admin).post(f"/cohorts/{builders.a_cohort(app)}/{kind}")
    assert page.status_code == 422
    assert "Tick at least one" in page.text


def test_a_closed_account_is_not_counted_in_its_cohort(app: Flask, admin: int, as_: Open) -> None:
    learner = builders.a_person(app)
    cohort = builders.a_cohort(app, learners=(learner,))
    with app.app_context():
        close_account(learner, actor_id=admin, at=now())
        assert [(one.id, one.learners) for one in queries.all_cohorts()] == [(cohort, 0)]
        assert queries.learners_in(cohort) == []


def test_enrolling_twice_is_enrolling_once(app: Flask, admin: int) -> None:
    learner, cohort = builders.a_person(app), builders.a_cohort(app)
    with app.app_context():
        for _ in range(2):
            actions.enrol(cohort, [learner], actor_id=admin, at=now())
    assert deeds(app) == [CohortDeed.LEARNER_ENROLLED]
