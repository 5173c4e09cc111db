"""Two people, or one person twice, at the very same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.evidence import actions as evidence
from revision_app.evidence.core import NotHandedIn, NotWithdrawn
from revision_app.journal import actions as journal
from revision_app.journal.core.reflection import ChangedElsewhere
from revision_app.marking.actions import decisions as actions
from revision_app.marking.actions import second
from revision_app.marking.core.queue import LEASE, lease
from revision_app.marking.core.second import NothingToAgree
from revision_app.marking.core.submission import MarkedElsewhere, ReleaseSet, Withdrawn
from revision_app.marking.queries import submissions as queries
from revision_app.shared.refusal import Refusal
from revision_app.web.clock import now
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, DECLARED, REFERRED, a_reflection, a_submission, a_text, rewritten

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


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_a_withdrawal_and_a_release_at_once_one_holds_and_the_other_is_told(app: Flask, _round: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    piece = a_submission(app, learner)
    given = at_once(
        app,
        lambda: evidence.withdraw(piece, learner_id=learner, at=now()),
        lambda: actions.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now()),
    )
    assert given in ([None, Withdrawn], [NotWithdrawn, None])
    assert count(app, "releases") == (given[1] is None)
    with app.app_context():
        (shown,) = queries.submissions_of(learner, at=now())
    assert bool(shown.withdrawn_at) is (given[0] is None)
    assert bool(shown.release) is (given[1] is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_a_withdrawal_and_a_decision_at_once_nothing_that_was_saved_is_lost(app: Flask, _round: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    piece = a_submission(app, learner)
    given = at_once(
        app,
        lambda: evidence.withdraw(piece, learner_id=learner, at=now()),
        lambda: actions.mark(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now()),
    )
    assert given in ([None, Withdrawn], [None, None])
    assert count(app, "decisions") == (given[1] is None)


@pytest.mark.parametrize("_round", ROUNDS)
def test_a_resubmission_beside_a_release_comes_after_it_or_is_told_to_wait(app: Flask, _round: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner)
    piece = a_submission(app, learner, of=reflection)
    rewritten(app, reflection, learner, a_text(feelings="Calm."))
    given = at_once(
        app,
        lambda: a_submission(app, learner, of=reflection),
        lambda: actions.release(piece, {"1.1": REFERRED}, assessor_id=tutor, seen=0, at=now()),
    )
    assert given[1] is None
    assert given[0] is NotHandedIn or isinstance(given[0], int)
    assert count(app, "pieces") == 1 + isinstance(given[0], int)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_tabs_of_one_tutor_releasing_at_different_times_one_is_told(app: Flask, _round: int) -> None:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    piece = a_submission(app, learner)
    with app.app_context():
        at = now()

    def release(hours: int) -> None:
        on = at + timedelta(hours=hours)
        actions.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=at, on=on)

    given = at_once(app, lambda: release(1), lambda: release(2))
    assert sorted(given, key=str) == sorted([None, ReleaseSet], key=str)
    assert (count(app, "releases"), count(app, "decisions")) == (1, 1)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_two_markers_agreeing_at_once_one_is_told(app: Flask, _round: int) -> None:
    learner, one, two = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(one, two))
    piece = a_submission(app, learner)
    with app.app_context():
        at = now()
        second.ask(piece, two, actor_id=one, at=at)
        actions.mark(piece, {"1.1": REFERRED}, assessor_id=one, seen=0, at=at)
        second.finish_first(piece, actor_id=one, at=at)
        second.mark_second(piece, {"1.1": ACHIEVED}, assessor_id=two, seen=0, finish=True, at=at)
    given = at_once(
        app,
        lambda: second.agree(piece, "1.1", ACHIEVED, "It is there.", actor_id=one, at=at),
        lambda: second.agree(piece, "1.1", REFERRED, "It is not.", actor_id=two, at=at),
    )
    assert sorted(given, key=str) == sorted([None, NothingToAgree], key=str)


def test_marking_after_a_lease_has_run_out_is_saved_or_told_and_nothing_is_lost(app: Flask) -> None:
    learner, one, two = a_person(app), a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(learner,), tutors=(one, two))
    piece = a_submission(app, learner)
    with app.app_context():
        actions.mark(piece, {"1.1": ACHIEVED}, assessor_id=one, seen=0, at=now())
        later = now() + LEASE
        (waits,) = queries.waiting(two, at=later)
        assert lease(waits, at=later) is None
        with pytest.raises(MarkedElsewhere):
            actions.mark(piece, {"1.1": REFERRED}, assessor_id=two, seen=0, at=later)
        actions.mark(piece, {"1.1": REFERRED}, assessor_id=two, seen=waits.latest, at=later)
        (waits,) = queries.waiting(one, at=later)
        held = lease(waits, at=later)
    assert held is not None
    assert held.assessor_id == two
    assert [decision.assessor_id for decision in waits.decisions] == [one, two]
