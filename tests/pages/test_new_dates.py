"""A paper that was sat gets new dates: results that were shown stay shown, and no key is told while it is open again.

The table is the rule: ``revision_app/quiz/attempts/queries/rules.py``, ``closing_and_release``.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts.core import Cohort
from revision_app.quiz.attempts.core.summary import Window
from revision_app.quiz.bank import library
from revision_app.quiz.tutoring.actions import rules
from revision_app.web.clock import now
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.papers import a_paper, offer
from tests.support.sitting import Sitting, later

As = Callable[..., Browser]
Minutes = tuple[int | None, int | None, int | None] | None

MARKS = "<b>1</b> of 4 marks"
REASON = "Because of Wait."  # of the key of the question that is answered

WITHDRAWN = None
NOTHING, MARKS_ONLY, ALL = (False, False), (True, False), (True, True)
SHOWN: dict[str, tuple[dict[int, Minutes], dict[int, tuple[bool, bool]]]] = {
    # which opening, close and release are set when; what is shown when: minutes after the paper was handed in
    "first dates": ({5: (None, 60, None)}, {4: ALL, 10: MARKS_ONLY, 61: ALL}),
    "another sitting": ({-1: (None, 20, None), 30: (40, 80, None)}, {25: ALL, 35: ALL, 50: MARKS_ONLY, 81: ALL}),
    "its results later": ({-1: (None, 20, None), 30: (40, 80, 200)}, {100: MARKS_ONLY, 201: ALL}),
    "a longer one": ({-1: (None, 20, None), 10: (None, 50, None)}, {30: NOTHING, 51: ALL}),
    "put off": ({-1: (None, 20, 60), 30: (None, 20, 80)}, {65: NOTHING, 81: ALL}),
    "put off too late": ({-1: (None, 20, 60), 61: (None, 20, 80)}, {65: MARKS_ONLY, 81: ALL}),
    "two more": ({-1: (None, 20, None), 30: (None, 60, None), 40: (None, 90, None)}, {70: MARKS_ONLY, 91: ALL}),
    "sooner, later": ({-1: (None, 20, 99), 30: (None, 20, 40), 50: (None, 20, 200)}, {60: MARKS_ONLY, 201: ALL}),
    "none between": ({-1: (None, 20, None), 30: WITHDRAWN, 40: (None, 80, None)}, {35: ALL, 50: MARKS_ONLY, 81: ALL}),
    "none at first": ({-1: (None, 20, 60), 30: WITHDRAWN, 40: (None, 80, None)}, {50: NOTHING, 70: NOTHING, 81: ALL}),
}


@pytest.fixture
def tom(app: Flask) -> int:
    offer(app, a_paper(attempts=9))
    return a_person(app, Role.TUTOR, name="Tom")


def test_new_dates_never_hide_results_that_were_shown(app: Flask, as_: As, tom: int) -> None:
    begin = app.extensions["frozen_now"]
    for name, (dates, looks) in SHOWN.items():
        app.extensions["frozen_now"] = begin - timedelta(minutes=2)
        ada = a_person(app)
        cohort = Cohort(a_cohort(app, learners=(ada,), tutors=(tom,)), name)
        for minute in sorted({0, *dates, *looks}):
            app.extensions["frozen_now"] = begin + timedelta(minutes=minute)
            if minute == 0:
                sitting = Sitting(as_(ada))
                sitting.answer(1, "b")
                sitting.submit()
            elif minute in dates:
                _set(app, cohort, dates[minute], begin, author_id=tom)
            else:
                page = sitting.result().text
                assert (MARKS in page, REASON in page) == looks[minute], f"{name}, after {minute} minutes"


def _set(app: Flask, cohort: Cohort, dates: Minutes, begin: datetime, *, author_id: int) -> None:
    with app.app_context():
        paper = library.bank().papers["first-paper"].sample
        if dates is WITHDRAWN:
            rules.withdraw(cohort, paper, author_id=author_id, at=now())
        else:
            window = Window(*(None if each is None else begin + timedelta(minutes=each) for each in dates))
            rules.assign(cohort, paper, window, author_id=author_id, at=now())


AGAIN = {"opens_at": "2026-09-01T14:00", "closes_at": "2026-09-01T16:00"}  # in London; noon there is 13:00


def test_only_who_sits_again_waits_for_the_new_results(app: Flask, as_: As, tom: int) -> None:
    learners = a_person(app, name="Ada"), a_person(app, name="Bea")
    cohort = a_cohort(app, learners=learners, tutors=(tom,), name="Autumn")
    ada, bea = map(as_, learners)
    first = Sitting(ada)
    first.answer(1, "b")
    first.submit()
    dates = f"/cohorts/{cohort}/papers/first-paper"
    before = " ".join(as_(tom).get(dates).text.split())
    assert "1 learner has been shown results of this paper, and new dates do not hide their marks." in before
    preview = as_(tom).post("/cohorts/papers/first-paper", {"cohorts": [str(cohort)], **AGAIN}).text
    assert "1 learner has been shown results" in preview
    assert as_(tom).post(dates, AGAIN).status_code == 303
    later(app, hours=1)
    again, new = Sitting(ada), Sitting(bea)
    for sitting in (again, new):
        sitting.answer(1, "b")
        sitting.submit()
    for sitting in (again, new):
        assert MARKS not in sitting.result().text
        assert "Your result comes today at 16:00 BST" in sitting.result().text
    page = " ".join(first.result().text.split())
    assert MARKS in page
    assert "Your marks stay; which answers were right, and why, is shown when the paper is over." in page
    for told in ("full marks", "No unsafe choice", "Practise the"):
        assert told not in page, told
    assert "1 of 4" in ada.get("/quizzes/").text
    later(app, hours=2)
    for sitting in (first, again, new):
        assert MARKS in sitting.result().text
        assert REASON in sitting.result().text
