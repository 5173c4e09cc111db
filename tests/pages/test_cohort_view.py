"""The page of a cohort: sorted, narrowed down, taken away, and seen by its tutors alone."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, an_item, offer
from tests.support.reflections import a_submission
from tests.support.statements import counted

As = Callable[..., Browser]


@pytest.fixture
def cohort(app: Flask) -> tuple[int, int]:
    """A cohort and its tutor: Ada has handed in today, Ben nothing for twenty days."""
    ada, ben, tutor = a_person(app, name="Ada First"), a_person(app, name="Ben Quiet"), a_person(app, Role.TUTOR)
    made = a_cohort(app, learners=(ada, ben), tutors=(tutor,), name="Autumn")
    app.extensions["frozen_now"] += timedelta(days=20)
    a_submission(app, ada)
    return made, tutor


def listed(page: str) -> str:
    """The learners in the order of the table."""
    body = page.partition("<tbody>")[2]
    return " ".join(sorted(("Ben", "Ada"), key=body.index))


def test_those_in_need_stand_first_with_the_reason_and_what_could_help(
    app: Flask, as_: As, cohort: tuple[int, int]
) -> None:
    page = as_(cohort[1]).get(f"/cohorts/{cohort[0]}").text
    assert listed(page) == "Ben Ada"
    assert "Nothing sat or handed in since 1 September. Write to them" in page
    assert listed(as_(cohort[1]).get(f"/cohorts/{cohort[0]}?sort=name").text) == "Ada Ben"


def test_a_cohort_is_narrowed_down_to_those_in_need(as_: As, cohort: tuple[int, int]) -> None:
    body = as_(cohort[1]).get(f"/cohorts/{cohort[0]}?show=need").text.partition("<tbody>")[2].partition("</tbody>")[0]
    assert "Ben Quiet" in body
    assert "Ada First" not in body
    assert "No learner of this cohort is like that." in as_(cohort[1]).get(f"/cohorts/{cohort[0]}?show=referred").text


@pytest.mark.parametrize("asked", [{"sort": "x"}, {"show": "\x00"}, {"sort": "9" * 999, "show": "é"}, {"sort": "1.1"}])
def test_whatever_is_asked_the_page_answers(as_: As, cohort: tuple[int, int], asked: dict[str, Any]) -> None:
    assert as_(cohort[1]).get(f"/cohorts/{cohort[0]}", query_string=asked).status_code == 200


def test_what_stands_on_the_page_is_taken_away_as_csv_and_excel(as_: As, cohort: tuple[int, int]) -> None:
    file = as_(cohort[1]).get(f"/cohorts/{cohort[0]}/criteria.csv")
    assert "Ben Quiet" in file.text
    assert "keep an eye on" in file.text
    assert as_(cohort[1]).get(f"/cohorts/{cohort[0]}/criteria.xlsx").data[:2] == b"PK"


@pytest.mark.parametrize("path", ["", "/criteria.csv", "/criteria.xlsx"])
def test_nobody_else_sees_it(app: Flask, as_: As, cohort: tuple[int, int], path: str) -> None:
    assert as_(a_person(app, Role.TUTOR)).get(f"/cohorts/{cohort[0]}{path}").status_code == 404
    assert as_(a_person(app)).get(f"/cohorts/{cohort[0]}{path}").status_code == 403


def test_how_ready_somebody_is_stands_beside_what_was_decided_once_there_is_enough_to_say(app: Flask, as_: As) -> None:
    items = tuple(an_item(f"item-{n}") for n in range(5))
    offer(app, a_paper(items, attempts=9))
    ada, tutor = a_person(app), a_person(app, Role.TUTOR)
    made = a_cohort(app, learners=(ada,), tutors=(tutor,))
    pages = []
    for _ in range(3):
        pages.append(as_(tutor).get(f"/cohorts/{made}").text)
        app.extensions["frozen_now"] += timedelta(days=1)
        sit(app, ada, {f"item-{n}": "b" for n in range(5)})
    last = as_(tutor).get(f"/cohorts/{made}").text
    assert not any("> known<" in page for page in pages)
    assert re.search(r'Not started</span>.{0,200}?\d\d–\d\d%<span class="unseen"> known', last, re.DOTALL)


def test_a_cohort_of_sixty_asks_at_most_ten_statements(app: Flask, as_: As) -> None:
    tutor = a_person(app, Role.TUTOR)
    made = a_cohort(app, learners=tuple(a_person(app) for _ in range(60)), tutors=(tutor,))
    browser = as_(tutor)
    browser.get(f"/cohorts/{made}")
    with counted(app) as sent:
        assert browser.get(f"/cohorts/{made}").status_code == 200
    assert len(sent) <= 10


def test_what_was_achieved_stands_over_time_and_cohorts_beside_each_other(app: Flask, as_: As) -> None:
    tutor = a_person(app, Role.TUTOR)
    learners = tuple(a_person(app) for _ in range(5))
    many = a_cohort(app, learners=learners, tutors=(tutor,), name="Five of them")
    a_cohort(app, learners=(a_person(app),), tutors=(tutor,), name="One alone")
    for learner in learners[:3]:
        first = a_submission(app, learner, criteria=("1.1", "1.5"), released_by=tutor)
        a_submission(app, learner, criteria=("1.1",), released_by=tutor)
        assert first
    browser = as_(tutor)
    assert "6 of 25 are achieved now; twelve weeks ago it was 0." in browser.get(f"/cohorts/{many}").text
    page = browser.get("/cohorts/compare").text
    assert "median 2 of 5, n = 5" in page
    assert "n = 1: too few to compare" in page
    assert "You teach no cohort" in as_(a_person(app, Role.TUTOR)).get("/cohorts/compare").text
