"""Today: one next step, at most five more, and nothing that hides them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.journal import actions as journal
from revision_app.journal.core.text import Text
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.study import library
from revision_app.web.clock import now
from tests.pages.test_marking import REFERRED, a_class
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import a_reflection, a_submission, revision_of
from tests.support.sitting import Sitting

As = Callable[..., Browser]


def main(page: str) -> str:
    return " ".join(page.partition("<main")[2].split())


def later(app: Flask, **span: float) -> None:
    app.extensions["frozen_now"] += timedelta(**span)


# A newcomer


def test_a_newcomer_meets_the_award_its_criteria_their_tutor_and_the_paper_to_begin_with(app: Flask, as_: As) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR, name="Tom Teacher")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    page = main(as_(learner).get("/today").text)
    qualification = app.extensions["qualification"]
    assert qualification.title in page
    assert all(criterion.title in page for criterion in qualification.criteria)
    assert "Your tutor is <bdi>Tom Teacher</bdi>." in page
    assert '<h2 id="next">Where do I stand?</h2>' in page
    assert "Missing in your log" not in page


def test_a_newcomer_without_a_tutor_reads_whom_to_ask(app: Flask, as_: As) -> None:
    assert "You have no tutor yet." in as_(a_person(app)).get("/today").text


def test_a_unit_that_was_never_opened_is_begun_at_its_top(app: Flask, as_: As) -> None:
    learner = a_person(app)
    browser = as_(learner)
    unit, section = library_section(app)
    assert f'href="/study/{unit}"' in main(browser.get("/today").text)
    browser.post(f"/study/{unit}/sections/{section}")
    page = main(browser.get("/today").text)
    assert f'href="/study/{unit}#' in page
    assert "Welcome to your award" not in page


def library_section(app: Flask) -> tuple[str, str]:
    with app.app_context():
        unit, section = library.speaking_to(app.extensions["qualification"].criteria[0].id)[0]
    return unit.id, section.id


# Time


@pytest.mark.parametrize("minutes", ["10", "20", "45"])
def test_the_time_that_is_chosen_is_marked_and_kept_in_the_address(app: Flask, as_: As, minutes: str) -> None:
    page = as_(a_person(app)).get(f"/today?minutes={minutes}").text
    assert f'href="/today?minutes={minutes}" aria-current="true"' in page


@pytest.mark.parametrize("minutes", ["", "11", "-1", "x", "9" * 400, "1.5", "%00", "\x00"])
def test_any_other_time_is_any_time(app: Flask, as_: As, minutes: Any) -> None:
    page = as_(a_person(app)).get("/today", query_string={"minutes": minutes})
    assert page.status_code == 200
    assert 'href="/today" aria-current="true"' in page.text


def test_ten_minutes_pass_over_what_takes_longer(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    assert '<h2 id="next">Where do I stand?</h2>' in browser.get("/today?minutes=20").text
    assert '<h2 id="next">Read “' in browser.get("/today?minutes=10").text


# What is next


def test_an_unfinished_practice_does_not_hide_the_next_step(app: Flask, as_: As) -> None:
    browser = as_(a_person(app))
    Sitting(browser, "practise-mechanism")
    page = main(browser.get("/today").text)
    assert "Unfinished practice" in page
    assert page.index('id="next"') < page.index("Unfinished practice")


def test_a_referral_is_answered_where_it_was_begun(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    reflection = a_reflection(app, learner)
    piece = a_submission(app, learner, of=reflection, released_by=tutor, marks={"1.1": REFERRED})
    browser = as_(learner)
    page = main(browser.get("/today").text)
    assert "Your tutor asks for more on consultation and risk analysis" in page
    assert f'class="btn primary" href="/evidence/{piece}">Read the feedback' in page
    later(app, hours=1)
    with app.app_context():
        text = Text("A long day", {"description": "Other words."}, ("1.1",))
        journal.save(reflection, text, learner_id=learner, revision=revision_of(app, reflection, learner), at=now())
    page = main(browser.get("/today").text)
    assert f'class="btn primary" href="/journal/{reflection}">Go on writing' in page
    assert f'href="/evidence/{piece}">Read the feedback again' in page


def test_whoever_comes_back_after_a_week_reads_no_reproach(app: Flask, as_: As) -> None:
    learner, tutor = a_class(app)
    a_submission(app, learner, released_by=tutor, marks={"1.1": Judgement(Outcome.ACHIEVED)})
    for _ in range(6):
        a_reflection(app, learner)
    browser = as_(learner)
    later(app, days=8)
    page = main(browser.get("/today").text)
    assert "Welcome back." in page
    assert page.partition('class="list today-steps"')[2].partition("</ol>")[0].count("<li>") == 2
    full = main(browser.get("/today?minutes=45").text)
    assert "Welcome back." not in full
    assert full.partition('class="list today-steps"')[2].partition("</ol>")[0].count("<li>") == 5
    assert "The rest keeps in" in full
