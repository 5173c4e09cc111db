"""A date to aim for, on Today: chosen, changed and removed at will."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.progress import queries
from revision_app.progress.core.aim import Aim, AimKind
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person

As = Callable[..., Browser]


def test_a_learner_chooses_changes_and_removes_a_date_and_only_they_read_it(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    browser = as_(learner)
    assert 'href="/aim">Choose a date to aim for' in browser.get("/today").text
    browser.post("/aim", {"day": "2026-10-16", "kind": "exam"})
    page = browser.get("/today").text
    assert "Your exam is on <b>16 October 2026</b>: in about 6 weeks." in page
    assert "Welcome to your award" in page  # choosing a day is not yet to have done something
    browser.post("/aim", {"day": "2026-09-03", "kind": "hand-in"})
    assert "handed in by <b>3 September 2026</b>: in 2 days." in browser.get("/today").text
    assert "3 September" not in as_(tutor).get(f"/learners/{learner}").text
    with app.app_context():
        assert queries.aim_of(learner).kind is AimKind.HAND_IN
        assert queries.aim_of(tutor) is None
    for _twice in range(2):
        browser.post("/aim/remove", {})
    assert "Your date" not in browser.get("/today").text


def test_a_date_that_has_passed_is_met_without_blame(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    browser.post("/aim", {"day": "2026-09-01", "kind": "exam"})
    assert ": today." in browser.get("/today").text
    app.extensions["frozen_now"] += timedelta(days=1)
    page = browser.get("/today").text
    assert "1 September 2026 has passed. What you did until then counts" in page


@pytest.mark.parametrize(
    ("day", "kind", "words"),
    [
        ("", "exam", "Choose a day."),
        ("2026-08-31", "exam", "That day has passed."),
        ("2032-01-01", "exam", "Choose a year up to 2031."),
        ("99999-01-01", "exam", "Write the day like"),
        ("\x00", "exam", "Write the day like"),
        ("\ud800", "exam", "Write the day like"),
        ("2026-10-01", "\ud800", "Choose"),
        ("2026-10-01", "party", "Choose"),
    ],
)
def test_what_is_no_day_to_come_is_told_in_place(app: Flask, as_: As, day: str, kind: str, words: str) -> None:
    learner = a_person(app)
    browser = as_(learner)
    answer = browser.post(
        "/aim", {"day": day.encode("utf-8", "surrogatepass"), "kind": kind.encode("utf-8", "surrogatepass")}
    )
    assert answer.status_code == 422
    assert words in answer.text
    with app.app_context():
        assert queries.aim_of(learner) is None


def test_of_two_windows_the_later_choice_stands(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    for day in ("2026-10-01", "2026-11-01"):
        browser.post("/aim", {"day": day, "kind": "exam"})
    with app.app_context():
        assert queries.aim_of(learner).day.isoformat() == "2026-11-01"
        assert isinstance(queries.aim_of(learner), Aim)
