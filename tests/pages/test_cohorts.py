"""Cohorts: who learns and who teaches in them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from revision_app.accounts.actions.people import deactivate_account
from revision_app.accounts.core import Role
from revision_app.accounts.queries import audit_log
from revision_app.cohorts import actions, queries
from revision_app.cohorts.core import CohortDeed, NotEnrolled
from revision_app.web.clock import now
from tests.support import builders
from tests.support.browser import Browser

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
        assert queries.learner(lea, tutor_id=tutor, at=now())

    assert browser.post(f"/cohorts/{cohort}/learners/{lea}/remove").location == place
    browser.post(f"/cohorts/{cohort}/learners/{lea}/remove")
    assert "1 learner<" in browser.get(place).text
    with app.app_context():
        assert not queries.learner(lea, tutor_id=tutor, at=now())
    assert deeds(app) == [CohortDeed.ENROLMENT_ENDED, CohortDeed.LEARNER_ENROLLED, CohortDeed.LEARNER_ENROLLED]
    assert "Lea Marsh" in browser.get("/audit/").text


def test_tutors_are_assigned_and_removed(app: Flask, admin: int, as_: Open) -> None:
    tutor = builders.a_person(app, Role.TUTOR, name="Tom Teach")
    cohort = builders.a_cohort(app, learners=(builders.a_person(app),), name="Autumn")
    browser, theirs = as_(admin), as_(tutor)
    browser.post(f"/cohorts/{cohort}/tutors", {"tutors": [str(tutor)]})
    assert "Autumn" in theirs.get("/cohorts/").text
    browser.post(f"/cohorts/{cohort}/tutors/{tutor}/remove", {"sure": "yes"})
    browser.post(f"/cohorts/{cohort}/tutors/{tutor}/remove", {"sure": "yes"})
    assert "Autumn" not in theirs.get("/cohorts/").text
    assert deeds(app) == [CohortDeed.TUTOR_REMOVED, CohortDeed.TUTOR_ASSIGNED]


def test_only_people_with_the_role_and_an_open_account_can_be_put_in(app: Flask, admin: int, as_: Open) -> None:
    tutor, closed = builders.a_person(app, Role.TUTOR, name="Tom Teach"), builders.a_person(app, name="Cleo Gone")
    with app.app_context():
        deactivate_account(closed, actor_id=admin, at=now())
    cohort = builders.a_cohort(app)
    browser = as_(admin)
    assert "Cleo Gone" not in browser.get(f"/cohorts/{cohort}/people").text
    for person in (tutor, closed, 99):
        page = browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(person)]})
        assert page.status_code == 422
        assert "Choose from what is listed here" in page.text
    with app.app_context():
        assert queries.learners_in(cohort, at=now()) == []


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
        deactivate_account(learner, actor_id=admin, at=now())
        assert [(one.id, one.learners) for one in queries.all_cohorts(at=now())] == [(cohort, 0)]
        assert queries.learners_in(cohort, at=now()) == []


def test_enrolling_twice_is_enrolling_once(app: Flask, admin: int) -> None:
    learner, cohort = builders.a_person(app), builders.a_cohort(app)
    with app.app_context():
        for _ in range(2):
            actions.enrol(cohort, [learner], actor_id=admin, at=now())
    assert deeds(app) == [CohortDeed.LEARNER_ENROLLED]


# Belonging has dates


def hours_later(app: Flask, hours: int) -> None:
    app.extensions["frozen_now"] = now_in(app) + timedelta(hours=hours)


def now_in(app: Flask) -> datetime:
    with app.app_context():
        return now()


def test_an_enrolment_is_ended_and_its_history_is_kept(app: Flask, admin: int, as_: Open) -> None:
    lea = builders.a_person(app, name="Lea Marsh")
    cohort = builders.a_cohort(app, learners=(lea,), name="Autumn")
    browser = as_(admin)
    hours_later(app, 24)
    browser.post(f"/cohorts/{cohort}/learners/{lea}/remove")
    hours_later(app, 24)
    browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(lea)]})
    page = browser.get(f"/people/{lea}").text
    assert "from 1 September 2026 until 2 September 2026, ended by Ada Chief" in page
    assert "from 3 September 2026<" in page
    with app.app_context():
        _, times = queries.history(lea)
        assert [(one.ended_at is None, one.ended_by) for one in times] == [(True, None), (False, "Ada Chief")]


def test_who_moves_is_never_between_two_cohorts(app: Flask, admin: int, as_: Open) -> None:
    lea = builders.a_person(app, name="Lea Marsh")
    autumn = builders.a_cohort(app, learners=(lea,), name="Autumn")
    winter = builders.a_cohort(app, name="Winter")
    browser = as_(admin)
    hours_later(app, 1)
    place = f"/people/{lea}/cohort"
    assert browser.post(place, {"place-leaves": str(autumn), "place-to": str(winter)}).location == f"/people/{lea}"
    moved = now_in(app)
    with app.app_context():
        for at, cohort in ((moved - timedelta(seconds=1), autumn), (moved, winter), (moved + timedelta(1), winter)):
            assert [one.id for one in queries.cohorts_by_person([lea], at=at)[lea]] == [cohort]
    assert "<bdi>Lea Marsh</bdi> is in <bdi>Winter</bdi> now." in browser.get(f"/people/{lea}").text
    assert deeds(app) == [CohortDeed.LEARNER_MOVED]
    assert "Autumn → Winter" in browser.get("/audit/").text


def test_who_is_in_no_cohort_is_enrolled_from_their_own_page(app: Flask, admin: int, as_: Open) -> None:
    lea = builders.a_person(app, name="Lea Marsh")
    winter = builders.a_cohort(app, name="Winter")
    browser = as_(admin)
    assert "No tutor sees what they make now" in browser.get(f"/people/{lea}").text
    browser.post(f"/people/{lea}/cohort", {"place-to": str(winter)})
    assert deeds(app) == [CohortDeed.LEARNER_ENROLLED]
    assert "No tutor sees what they make now" not in browser.get(f"/people/{lea}").text


@pytest.mark.parametrize("sent", [{}, {"place-leaves": "1"}, {"place-leaves": "1", "place-to": "1"}, {"place-to": "x"}])
def test_a_move_that_makes_no_sense_says_so_and_changes_nothing(
    app: Flask, admin: int, as_: Open, sent: dict[str, str]
) -> None:
    lea = builders.a_person(app)
    builders.a_cohort(app, learners=(lea,))
    builders.a_cohort(app)
    page = as_(admin).post(f"/people/{lea}/cohort", sent)
    assert page.status_code == 422
    assert "Choose from what is listed here" in page.text
    assert deeds(app) == []


def test_whoever_cannot_learn_here_is_offered_no_cohort(app: Flask, admin: int, as_: Open) -> None:
    tutor, closed = builders.a_person(app, Role.TUTOR), builders.a_person(app)
    winter = builders.a_cohort(app)
    with app.app_context():
        deactivate_account(closed, actor_id=admin, at=now())
    browser = as_(admin)
    for person in (tutor, closed):
        assert "place-to" not in browser.get(f"/people/{person}").text
        assert browser.post(f"/people/{person}/cohort", {"place-to": str(winter)}).status_code == 422


def test_two_administrators_who_move_somebody_at_once_do_it_once(app: Flask, admin: int) -> None:
    lea = builders.a_person(app)
    autumn, winter, spring = (builders.a_cohort(app, learners=who) for who in ((lea,), (), ()))
    with app.app_context():
        actions.move(lea, from_id=autumn, to_id=winter, actor_id=admin, at=now())
        with pytest.raises(NotEnrolled):
            actions.move(lea, from_id=autumn, to_id=spring, actor_id=admin, at=now())
        assert [one.id for one in queries.cohorts_by_person([lea], at=now())[lea]] == [winter]


def test_administrators_see_who_is_in_no_cohort(app: Flask, admin: int, as_: Open) -> None:
    lea, max_ = builders.a_person(app, name="Lea Marsh"), builders.a_person(app, name="Max Field")
    cohort = builders.a_cohort(app, learners=(lea, max_))
    browser = as_(admin)
    assert "in no cohort" not in browser.get("/today").text
    browser.post(f"/cohorts/{cohort}/learners/{lea}/remove")
    assert "1 learner in no cohort" in browser.get("/today").text
    page = browser.get("/people/?cohort=none").text
    assert "Lea Marsh" in page
    assert "Max Field" not in page
    assert "Ada Chief" not in page.partition("<main")[2]
    browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(lea)]})
    assert "Every learner is in a cohort." in browser.get("/people/?cohort=none").text


def test_a_tutor_is_asked_for_at_a_moment_too(app: Flask, admin: int, as_: Open) -> None:
    lea, tutor = builders.a_person(app), builders.a_person(app, Role.TUTOR)
    cohort = builders.a_cohort(app, learners=(lea,), tutors=(tutor,))
    began = now_in(app)
    hours_later(app, 1)
    as_(admin).post(f"/cohorts/{cohort}/tutors/{tutor}/remove", {"sure": "yes"})
    with app.app_context():
        assert queries.has_tutor(lea, at=began)
        assert not queries.has_tutor(lea, at=now())
        assert queries.learner(lea, tutor_id=tutor, at=began)
        assert not queries.learner(lea, tutor_id=tutor, at=now())
        left = queries.leaver(lea, tutor_id=tutor, at=now())
        assert left is not None
        assert left.left_at == now()


def test_nobody_is_their_own_tutor(app: Flask) -> None:
    both = builders.a_person(app, Role.LEARNER, Role.TUTOR)
    builders.a_cohort(app, learners=(both,), tutors=(both,))
    with app.app_context():
        assert not queries.has_tutor(both, at=now())


def test_a_roster_tells_who_left_and_when(app: Flask, admin: int, as_: Open) -> None:
    lea, max_, cleo = (builders.a_person(app, name=name) for name in ("Lea Marsh", "Max Field", "Cleo Gone"))
    tutor = builders.a_person(app, Role.TUTOR)
    cohort = builders.a_cohort(app, learners=(lea, max_, cleo), tutors=(tutor,))
    browser = as_(admin)
    hours_later(app, 1)
    browser.post(f"/cohorts/{cohort}/learners/{lea}/remove")
    browser.post(f"/cohorts/{cohort}/learners/{max_}/remove")
    browser.post(f"/people/{cleo}/close")
    hours_later(app, 1)
    browser.post(f"/cohorts/{cohort}/learners", {"learners": [str(max_)]})
    with app.app_context():
        found = queries.roster(cohort, tutor_id=tutor, at=now())
        assert found is not None
        assert [one.name for one in found.learners] == ["Max Field"]
        assert [(one.name, one.left_at) for one in found.leavers] == [
            ("Cleo Gone", now() - timedelta(hours=1)),
            ("Lea Marsh", now() - timedelta(hours=1)),
        ]


@pytest.mark.parametrize("taught_by", ["nobody", "themselves", "a closed account", "somebody"])
def test_an_administrator_is_told_on_today_of_learners_whom_nobody_teaches(
    app: Flask, as_: Open, taught_by: str
) -> None:
    learner = builders.a_person(app, Role.LEARNER, Role.TUTOR, name="Demo Forgotten")
    tutor, administrator = builders.a_person(app, Role.TUTOR), builders.a_person(app, Role.ADMINISTRATOR)
    tutors = {"nobody": (), "themselves": (learner,)}.get(taught_by, (tutor,))
    builders.a_cohort(app, learners=(learner,), tutors=tutors)
    if taught_by == "a closed account":
        with app.app_context():
            deactivate_account(tutor, actor_id=administrator, at=now())
    browser = as_(administrator)
    told = taught_by != "somebody"
    assert ("1 learner in a cohort" in " ".join(browser.get("/today").text.split())) == told
    assert ("Demo Forgotten" in browser.get("/people/?cohort=untaught").text) == told


def test_what_an_address_asks_of_people_and_nobody_knows_is_everybody(app: Flask, as_: Open) -> None:
    browser = as_(builders.a_person(app, Role.ADMINISTRATOR, name="Demo Somebody"))
    for asked in ("moods", "", "%00", "untaught%20"):
        assert "Demo Somebody" in browser.get(f"/people/?cohort={asked}").text
