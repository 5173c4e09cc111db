"""Several windows, devices and sweeps at the same moment, on a real database of either kind."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from revision_app.db import db, transaction
from revision_app.quiz.attempts.actions import grading, sitting
from revision_app.quiz.attempts.core.attempt import AnsweredElsewhere, AttemptClosed, Save
from revision_app.quiz.attempts.core.timing import LOAD_ALLOWANCE
from revision_app.quiz.attempts.models import AttemptRow, ResultRow, StepRow
from revision_app.quiz.attempts.queries import attempts, results
from tests.conftest import NOON
from tests.support.builders import a_person
from tests.support.papers import a_paper, offer

DEADLINE = NOON + timedelta(minutes=20)
OVER = DEADLINE + LOAD_ALLOWANCE


@pytest.fixture
def learner_id(app) -> int:
    offer(app, a_paper(attempts=50))
    return a_person(app)


@pytest.fixture
def attempt_id(app, learner_id) -> int:
    with app.app_context():
        return sitting.start("first-paper", learner_id=learner_id, seed="seed", at=NOON)


def at_once(app, *deeds: Callable[[], Any]) -> list[Any]:
    """What each deed returned or raised, all begun at the same moment."""
    ready = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        with app.app_context():
            ready.wait(10)
            try:
                return deed()
            except (AnsweredElsewhere, AttemptClosed) as refusal:
                return refusal

    with ThreadPoolExecutor(len(deeds)) as threads:
        return [future.result(30) for future in [threads.submit(run, deed) for deed in deeds]]


def count(app, table) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_one_save_repeated_at_once_is_one_step(app, attempt_id, learner_id):
    def save():
        return sitting.respond(Save("one", ["b"], "same", 0), attempt_id, learner_id=learner_id, at=NOON)

    receipts = at_once(app, *[save] * 6)
    assert len({receipt.step for receipt in receipts}) == 1
    assert count(app, StepRow) == 1


def test_of_different_answers_at_once_one_is_saved_and_the_others_are_told(app, attempt_id, learner_id):
    def save(n: int, choice: str):
        return lambda: sitting.respond(Save("one", [choice], f"key-{n}", 0), attempt_id, learner_id=learner_id, at=NOON)

    outcomes = at_once(app, *[save(n, choice) for n, choice in enumerate("abcabc")])
    saved = {outcome.step for outcome in outcomes if isinstance(outcome, sitting.Receipt)}
    told = [outcome for outcome in outcomes if isinstance(outcome, AnsweredElsewhere)]
    assert (len(saved), len(told)) == (1, 4)  # the same letter, sent twice, is the same answer
    assert count(app, StepRow) == 1


def test_settling_and_sweeping_at_once_write_one_result(app, attempt_id, learner_id):
    outcomes = at_once(
        app,
        *[lambda: grading.settle([learner_id], at=OVER)] * 3,
        *[lambda: grading.sweep(at=OVER)] * 3,
    )
    assert sum(outcomes) == count(app, ResultRow) == 1


def test_starting_at_once_in_several_windows_is_one_attempt(app, learner_id):
    ids = at_once(app, *[lambda: sitting.start("first-paper", learner_id=learner_id, seed="seed", at=NOON)] * 6)
    assert len(set(ids)) == count(app, AttemptRow) == 1


def test_learners_who_start_a_new_paper_at_once_share_its_text(app):
    offer(app, a_paper())
    learners = [a_person(app) for _ in range(6)]
    starts = [lambda one=one: sitting.start("first-paper", learner_id=one, seed="seed", at=NOON) for one in learners]
    assert len(set(at_once(app, *starts))) == 6


def test_submitting_at_once_in_several_windows_marks_once(app, attempt_id, learner_id):
    outcomes = at_once(app, *[lambda: sitting.submit(attempt_id, learner_id=learner_id, at=NOON)] * 4)
    assert [isinstance(outcome, AttemptClosed) for outcome in outcomes].count(False) == 1
    assert count(app, ResultRow) == 1


@pytest.mark.parametrize("last", ["settle", "submit"])
def test_an_answer_that_is_acknowledged_is_in_the_result(app, learner_id, last):
    """A save that set out before the deadline meets the marking that follows it: counted, or refused aloud."""
    for _ in range(12):
        with app.app_context():
            attempt = sitting.start("first-paper", learner_id=learner_id, seed="seed", at=NOON)

        def save(attempt: int = attempt):
            just_in_time = DEADLINE - timedelta(milliseconds=1)
            return sitting.respond(
                Save("one", ["b"], "last moment", 0), attempt, learner_id=learner_id, at=just_in_time
            )

        def end(attempt: int = attempt):
            if last == "settle":
                return grading.settle([learner_id], at=OVER)
            return sitting.submit(attempt, learner_id=learner_id, at=NOON)

        receipt, _ = at_once(app, save, end)
        with app.app_context():
            grading.settle([learner_id], at=OVER)
            scored = results.result(attempt, learner_id=learner_id).grade.scored
        assert scored == (receipt.closed is None)


def test_a_save_that_counted_is_told_so_again_once_the_paper_is_over(app, attempt_id, learner_id):
    """Its first receipt was lost on the way: it may not read now that the answer came too late."""

    def save(at):
        with app.app_context():
            return sitting.respond(Save("one", ["b"], "same", 0), attempt_id, learner_id=learner_id, at=at)

    first = save(NOON)
    assert save(OVER) == first
    with app.app_context():
        grading.settle([learner_id], at=OVER)
    assert save(OVER) == first
    assert first.closed is None


def test_a_save_that_arrives_again_ends_no_later_break(app, attempt_id, learner_id):
    with app.app_context():
        timing = replace(attempts.attempt(attempt_id, learner_id=learner_id).timing, rest=timedelta(minutes=10))
        transaction(sitting.write_timing)(attempt_id, timing)
    for n in range(2):
        with app.app_context():
            sitting.rest(attempt_id, key=f"rest-{n}", learner_id=learner_id, at=NOON)
            sitting.respond(Save("one", ["b"], "same", 0), attempt_id, learner_id=learner_id, at=NOON)
            assert attempts.attempt(attempt_id, learner_id=learner_id).timing.is_resting(NOON) == bool(n)


def test_nothing_of_a_save_that_fails_halfway_is_kept(app, attempt_id, learner_id, monkeypatch):
    """The answer is stored, then the flag cannot be: neither is there afterwards."""
    whole, calls = sitting.add_step, []

    def once(*given):
        calls.append(given)
        if len(calls) == 2:
            raise IntegrityError("the disk is full", {}, Exception())
        return whole(*given)

    monkeypatch.setattr(sitting, "add_step", once)
    with app.app_context(), pytest.raises(IntegrityError):
        sitting.respond(Save("one", ["b"], "key-1", 0, flagged=True), attempt_id, learner_id=learner_id, at=NOON)
    assert count(app, StepRow) == 0


def test_nothing_of_a_submission_that_fails_halfway_is_kept(app, attempt_id, learner_id, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(grading.results, "criterion_columns", lambda *_: {"criterion": None})
        with app.app_context(), pytest.raises(Exception):  # noqa: B017, PT011  # whatever the database says
            sitting.submit(attempt_id, learner_id=learner_id, at=NOON)
    assert (count(app, StepRow), count(app, ResultRow)) == (0, 0)
    with app.app_context():
        sitting.submit(attempt_id, learner_id=learner_id, at=NOON)
    assert count(app, ResultRow) == 1
