"""What was handed in can be taken back until decisions are released; nothing that anybody wrote is lost by it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts.queries import learners_taught_by
from revision_app.db import db
from revision_app.evidence import actions as evidence
from revision_app.evidence.core import NotHandedIn, NotWithdrawn
from revision_app.journal import actions as journal
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.submission import Withdrawn
from revision_app.marking.queries import submissions
from revision_app.web.clock import now
from tests.pages.test_marking_races import ROUNDS, at_once, count
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, DECLARED, REFERRED, a_reflection, a_submission, a_text, rewritten

As = Callable[..., Browser]


class Handed(NamedTuple):
    """A reflection that waits for its tutor."""

    learner: int
    tutor: int
    reflection: int
    piece: int


@pytest.fixture
def handed(app: Flask) -> Handed:
    learner, tutor = a_person(app), a_person(app, Role.TUTOR, name="Demo Tutor")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    reflection = a_reflection(app, learner, a_text(description="The words of the copy."))
    return Handed(learner, tutor, reflection, a_submission(app, learner, of=reflection))


def withdraw(app: Flask, handed: Handed) -> None:
    with app.app_context():
        evidence.withdraw(handed.piece, learner_id=handed.learner, at=now())


def test_a_learner_takes_back_what_waits_and_is_told_who_can_open_it(app: Flask, as_: As, handed: Handed) -> None:
    browser = as_(handed.learner)
    assert "Withdraw it</button>" in browser.get(f"/evidence/{handed.piece}").text
    done = browser.post(f"/evidence/{handed.piece}/withdrawal")
    assert (done.status_code, done.location) == (303, f"/evidence/{handed.piece}")
    page = browser.get(done.location).text
    assert "no tutor and no administrator can" in page
    assert "The words of the copy." in page
    assert "Withdraw it</button>" not in page
    assert ">Withdrawn</span>" in browser.get("/journal/").text
    assert "nobody but you can open it" in browser.get(f"/journal/{handed.reflection}").text


def test_the_tutor_is_told_and_can_open_it_no_longer(app: Flask, as_: As, handed: Handed) -> None:
    tutor = as_(handed.tutor)
    assert "The words of the copy." in tutor.get(f"/submissions/{handed.piece}").text
    withdraw(app, handed)
    queue = tutor.get("/marking/").text
    assert "Nothing waits for you." in queue
    assert "Withdrawn in the last 14 days" in queue
    page = tutor.get(f"/submissions/{handed.piece}").text
    assert "The words of the copy." not in page
    assert "withdrew this</h2>" in page
    assert "A long day" not in tutor.get("/today").text


def test_the_queue_forgets_a_withdrawal_after_fourteen_days(app: Flask, as_: As, handed: Handed) -> None:
    withdraw(app, handed)
    app.extensions["frozen_now"] += timedelta(days=15)
    assert "Withdrawn in the last" not in as_(handed.tutor).get("/marking/").text


def test_nothing_that_the_tutor_saved_is_lost(app: Flask, as_: As, handed: Handed) -> None:
    tutor = as_(handed.tutor)
    tutor.post(f"/submissions/{handed.piece}", {"seen": 0, "criterion-1.1-comment": "Saved in time."})
    withdraw(app, handed)
    assert "What was saved of the marking is kept" in tutor.get("/marking/").text
    page = tutor.get(f"/submissions/{handed.piece}").text
    assert "Saved in time." in page
    assert "is marking this" not in page
    assert "Saved in time." not in as_(handed.learner).get(f"/evidence/{handed.piece}").text


@pytest.mark.parametrize("button", [{}, {"release": "1"}, {"next": "1"}])
def test_what_a_tutor_typed_meanwhile_comes_back_in_words(
    app: Flask, as_: As, handed: Handed, button: dict[str, str]
) -> None:
    withdraw(app, handed)
    typed = {"seen": 0, "criterion-1.1-outcome": "not evidenced", "criterion-1.1-comment": "Typed meanwhile."}
    back = as_(handed.tutor).post(f"/submissions/{handed.piece}", typed | button)
    assert back.status_code == 409
    assert "The learner withdrew this submission" in back.text
    assert "Typed meanwhile." in back.text
    assert (count(app, "decisions"), count(app, "releases")) == (0, 0)


def test_a_second_click_changes_nothing(app: Flask, as_: As, handed: Handed) -> None:
    browser = as_(handed.learner)
    for _ in range(2):
        assert browser.post(f"/evidence/{handed.piece}/withdrawal").status_code == 303
    with app.app_context():
        withdrawn = db.text("SELECT count(*) FROM audit_entries WHERE deed = 'withdrawn'")
        assert db.session.scalar(withdrawn) == 1


def test_what_was_decided_stays(app: Flask, as_: As, handed: Handed) -> None:
    with app.app_context():
        marking.release(handed.piece, {"1.1": REFERRED}, assessor_id=handed.tutor, seen=0, at=now())
    browser = as_(handed.learner)
    assert "Withdraw it</button>" not in browser.get(f"/evidence/{handed.piece}").text
    refused = browser.post(f"/evidence/{handed.piece}/withdrawal")
    assert refused.status_code == 409
    assert "can no longer be withdrawn" in refused.text
    assert REFERRED.comment in refused.text


def test_a_criterion_that_only_a_withdrawn_piece_showed_is_as_before(app: Flask, as_: As, handed: Handed) -> None:
    browser = as_(handed.learner)
    before = browser.get("/criteria/").text
    assert "With tutor" in before
    withdraw(app, handed)
    assert "With tutor" not in browser.get("/criteria/").text
    assert "A long day" in browser.get("/today").text, "it is a draft again"


@pytest.mark.parametrize("changed", [False, True])
def test_what_was_withdrawn_can_be_handed_in_again(app: Flask, as_: As, handed: Handed, changed: bool) -> None:
    withdraw(app, handed)
    if changed:
        rewritten(app, handed.reflection, handed.learner, a_text(feelings="Calm."))
    again = a_submission(app, handed.learner, of=handed.reflection)
    assert again != handed.piece
    page = as_(handed.tutor).get(f"/submissions/{again}").text
    assert "Second submission" in page
    assert "The learner withdrew this" in page


def test_a_leaver_who_withdrew_something_left_nothing_waiting(app: Flask, handed: Handed) -> None:
    withdraw(app, handed)
    with app.app_context():
        taught = db.session.scalars(learners_taught_by(handed.tutor, at=now()))
        assert submissions.pieces_waiting(taught) == 0


@pytest.mark.parametrize("piece", ["0", "99999999", "x", "9" * 30])
def test_nobody_withdraws_what_is_not_theirs(app: Flask, as_: As, handed: Handed, piece: str) -> None:
    assert as_(handed.learner).post(f"/evidence/{piece}/withdrawal").status_code == 404
    assert as_(a_person(app)).post(f"/evidence/{handed.piece}/withdrawal").status_code == 404
    with app.app_context():
        assert "The words of the copy." in as_(handed.tutor).get(f"/submissions/{handed.piece}").text


# At the very same moment


def withdrawing(handed: Handed) -> Callable[[], Any]:
    return lambda: evidence.withdraw(handed.piece, learner_id=handed.learner, at=now())


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_a_withdrawal_and_a_release_one_counts_and_the_other_is_told(
    app: Flask, handed: Handed, _round: int
) -> None:
    withdrawn, released = at_once(
        app,
        withdrawing(handed),
        lambda: marking.release(handed.piece, {"1.1": ACHIEVED}, assessor_id=handed.tutor, seen=0, at=now()),
    )
    assert (withdrawn, released) in [(None, Withdrawn), (NotWithdrawn, None)]
    kept = 1 if withdrawn else 0
    assert (count(app, "decisions"), count(app, "releases")) == (kept, kept)


@pytest.mark.parametrize("_round", ROUNDS)
def test_of_a_withdrawal_and_saved_marking_nothing_is_lost(app: Flask, handed: Handed, _round: int) -> None:
    withdrawn, saved = at_once(
        app,
        withdrawing(handed),
        lambda: marking.mark(handed.piece, {"1.1": ACHIEVED}, assessor_id=handed.tutor, seen=0, at=now()),
    )
    assert withdrawn is None
    assert saved in (None, Withdrawn)
    assert count(app, "decisions") == (0 if saved else 1)


@pytest.mark.parametrize("_round", ROUNDS)
@pytest.mark.parametrize("changed", [False, True])
def test_of_a_withdrawal_and_handing_in_again_one_order_holds(
    app: Flask, handed: Handed, changed: bool, _round: int
) -> None:
    if changed:
        rewritten(app, handed.reflection, handed.learner, a_text(feelings="Calm."))
    revision = 3 if changed else 2
    withdrawn, again = at_once(
        app,
        withdrawing(handed),
        lambda: journal.hand_in(handed.reflection, DECLARED, learner_id=handed.learner, revision=revision, at=now()),
    )
    assert withdrawn is None
    if again in (handed.piece, NotHandedIn):  # it came first: the tutor still had the first one
        assert count(app, "pieces") == 1
    else:
        assert count(app, "pieces") == 2
