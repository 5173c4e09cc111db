"""A learner's timeline, for those who teach them: everything that tutors may know of, and nothing that is private."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from tests.pages.test_quiz_statistics import sit
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.logs import a_record
from tests.support.papers import a_challenge, a_paper, an_item, offer
from tests.support.reflections import a_reflection, a_submission, a_text
from tests.support.statements import counted

As = Callable[..., Browser]


@pytest.fixture
def people(app: Flask) -> tuple[int, int, int]:
    """A learner, their tutor and their cohort."""
    learner, tutor = a_person(app, name="Ada First"), a_person(app, Role.TUTOR)
    return learner, tutor, a_cohort(app, learners=(learner,), tutors=(tutor,))


def test_everything_that_happened_stands_in_it_and_nothing_private(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, _ = people
    practice = {"mode": "practice", "minutes": ..., "attempts": ..., "pass_mark": ...}
    offer(app, a_paper((an_item("one"),), title="Skin in brief"), a_paper((an_item("two"),), id="more", **practice))
    sit(app, learner, {"one": "b"})
    sit(app, learner, {"two": "b"}, "more")
    a_submission(app, learner, criteria=("1.1",), released_by=tutor)
    a_reflection(app, learner, a_text(title="My secret doubts"))
    a_record(app, learner, key="record-one")
    a_record(app, learner, key="record-two")
    a_challenge(app, learner)
    browser = as_(tutor)
    browser.post(f"/learners/{learner}/adjustments", {"extra_percent": "25", "reason": "A private reason"})
    page = browser.get(f"/learners/{learner}/timeline").text
    for words in (
        "Skin in brief",
        "1 of 1 marks",
        "for 1.1",
        "1.1 achieved",
        "Practised 1 set of questions",
        "Added 2 records to the log",
        "Challenged a question",
        "Adjustments were set",
    ):
        assert words in page, words
    assert "My secret doubts" not in page
    assert "A private reason" not in page
    assert f'href="/learners/{learner}/timeline"' in browser.get(f"/learners/{learner}").text


def test_it_is_narrowed_down_and_whatever_is_asked_it_answers(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, _ = people
    a_record(app, learner)
    a_submission(app, learner)
    browser = as_(tutor)
    page = browser.get(f"/learners/{learner}/timeline?kind=log").text
    assert "Added 1 record to the log" in page
    assert "for 1.1" not in page
    for asked in ("kind=%00", "kind=x&page=-1", "page=" + "9" * 400, "page=x", "kind=decisions"):
        assert browser.get(f"/learners/{learner}/timeline?{asked}").status_code == 200


def test_whoever_taught_them_reads_what_was_made_meanwhile_and_nobody_else_any_of_it(
    app: Flask, as_: As, people: tuple[int, int, int]
) -> None:
    learner, tutor, cohort = people
    admin, other = a_person(app, Role.ADMINISTRATOR), a_person(app, Role.TUTOR)
    a_record(app, learner, key="record-one")
    app.extensions["frozen_now"] += timedelta(days=1)
    as_(admin).post(f"/cohorts/{cohort}/learners/{learner}/remove", {"sure": "yes"})
    app.extensions["frozen_now"] += timedelta(days=1)
    a_record(app, learner, key="record-two")
    page = as_(tutor).get(f"/learners/{learner}/timeline").text
    assert "1 September 2026" in page
    assert "3 September 2026" not in page
    assert as_(other).get(f"/learners/{learner}/timeline").status_code == 404


def test_its_statements_do_not_grow(app: Flask, as_: As, people: tuple[int, int, int]) -> None:
    learner, tutor, _ = people
    browser, path = as_(tutor), f"/learners/{learner}/timeline"
    numbers = []
    for n in range(3):
        a_submission(app, learner, released_by=tutor)
        a_record(app, learner, key=f"record-{n}-one")
        browser.get(path)
        with counted(app) as found:
            browser.get(path)
        numbers.append(len(found))
    assert numbers == [numbers[0]] * 3
    assert numbers[0] <= 8
