"""Two people, or one person twice, at the very same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.journal import actions as journal
from revision_app.journal.core.reflection import ChangedElsewhere
from revision_app.marking.actions import decisions as actions
from revision_app.marking.core.submission import MarkedElsewhere
from revision_app.shared.refusal import Refusal
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, DECLARED, REFERRED, a_reflection, a_submission, a_text

ROUNDS = range(2)


def at_once(app: Flask, *calls: Callable[[], Any]) -> list[Any]:
    """What each call gives, or refuses, when all begin together on connections of their own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        with app.app_context():
            db.session.execute(db.select(1))
            start.wait()
            try:
                return call()
            except Refusal as refusal:
                return type(refusal)

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def count(app: Flask, table: str) -> int:
    with app.app_context():
        return db.session.scalar(db.text(f"SELECT count(*) FROM {table}"))


@pytest.mark.parametrize("_round", ROUNDS)
def test_handing_in_twice_at_once_makes_one_submission(app: Flask, _round: int) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    given = at_once(app, *[lambda: journal.hand_in(reflection, DECLARED, learner_id=learner, revision=2, at=now())] * 3)
    assert len(set(given)) == 1
    assert (count(app, "pieces"), count(app, "audit_entries")) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_tabs_saving_at_once_one_is_told(app: Flask, _round: int) -> None:
    learner = a_person(app)
    reflection = a_reflection(app, learner)
    texts = [a_text(feelings=words) for words in ("Calm.", "Cross.", "Curious.")]
    given = at_once(
        app,
        *[
            lambda text=text: journal.save(reflection, text, learner_id=learner, revision=2, at=now()).text
            for text in texts
        ],
    )
    assert given.count(ChangedElsewhere) == 2
    assert any(text in given for text in texts)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_tutors_releasing_at_once_one_is_told(app: Flask, _round: int) -> None:
    learner, one, two = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(one, two))
    submission = a_submission(app, learner)
    given = at_once(
        app,
        lambda: actions.release(submission, {"1.1": ACHIEVED}, assessor_id=one, seen=0, at=now()),
        lambda: actions.release(submission, {"1.1": REFERRED}, assessor_id=two, seen=0, at=now()),
    )
    assert len([outcome for outcome in given if outcome is None]) == 1
    assert (count(app, "decisions"), count(app, "releases")) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_tutors_saving_at_once_one_is_told(app: Flask, _round: int) -> None:
    learner, one, two = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(one, two))
    submission = a_submission(app, learner)
    given = at_once(
        app,
        lambda: actions.mark(submission, {"1.1": ACHIEVED}, assessor_id=one, seen=0, at=now()),
        lambda: actions.mark(submission, {"1.1": REFERRED}, assessor_id=two, seen=0, at=now()),
    )
    assert sorted(given, key=str) == sorted([None, MarkedElsewhere], key=str)
