"""Learners are told by mail that there is feedback, at most once a day, and nothing of what it says."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.marking.actions import answers
from revision_app.marking.actions import decisions as marking
from revision_app.marking.actions.feedback_mails import note_mail
from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.web import mail
from revision_app.web.clock import now
from tests.pages.test_accounts_mail import Letterbox, free_port, letterbox
from tests.pages.test_marking_races import at_once, count
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, a_commented_submission, a_submission
from tests.support.sitting import later

__all__ = ["letterbox"]

Sweep = Callable[[], str]


@pytest.fixture
def sweep(app: Flask) -> Sweep:
    return lambda: app.test_cli_runner().invoke(args=["sweep"]).output


@pytest.fixture
def people(app: Flask) -> tuple[int, int]:
    learner = a_person(app, name="Lea Green", email="lea@example.org")
    tutor = a_person(app, Role.TUTOR, name="Tom Brown")
    a_cohort(app, learners=(learner,), tutors=(tutor,))
    return learner, tutor


def test_two_releases_and_a_reply_on_one_day_are_one_letter_that_says_nothing_of_them(
    app: Flask, people: tuple[int, int], letterbox: Letterbox, sweep: Sweep
) -> None:
    learner, tutor = people
    piece, comment = a_commented_submission(app, learner, tutor)
    a_submission(app, learner, released_by=tutor)
    with app.app_context():
        answers.reply(piece, comment, "One more thing.", tutor_id=tutor, at=now())
    assert "1 learner told" in sweep()
    assert "no learners told" in sweep()
    ((envelope, letter),) = letterbox.letters
    assert envelope.rcpt_tos == ["lea@example.org"]
    assert letter["Subject"] == "You have feedback"
    text = letter.get_content()
    assert text.startswith("Hello Lea Green,")
    for word in ("long day", "Say why", "trial", "One more thing", "referred", "Tom"):
        assert word not in text


def test_what_comes_later_that_day_is_told_the_next(
    app: Flask, people: tuple[int, int], letterbox: Letterbox, sweep: Sweep
) -> None:
    learner, tutor = people
    piece = a_submission(app, learner, released_by=tutor)
    sweep()
    later(app, hours=1)
    with app.app_context():
        amended = Judgement(Outcome.NOT_EVIDENCED)
        marking.amend(piece, "1.1", amended, "I misread it.", assessor_id=tutor, seen=1, at=now())
    sweep()
    assert len(letterbox.letters) == 1
    later(app, days=1)
    sweep()
    sweep()
    assert len(letterbox.letters) == 2


def test_a_release_that_is_set_is_told_once_its_time_has_come(
    app: Flask, people: tuple[int, int], letterbox: Letterbox, sweep: Sweep
) -> None:
    learner, tutor = people
    piece = a_submission(app, learner)
    with app.app_context():
        marking.release(piece, {"1.1": ACHIEVED}, assessor_id=tutor, seen=0, at=now(), on=now() + timedelta(days=1))
    sweep()
    assert letterbox.letters == []
    later(app, days=2)
    sweep()
    assert len(letterbox.letters) == 1


def test_what_a_learner_says_themselves_and_what_is_long_ago_is_no_news(
    app: Flask, people: tuple[int, int], letterbox: Letterbox, sweep: Sweep
) -> None:
    learner, tutor = people
    piece, comment = a_commented_submission(app, learner, tutor)
    later(app, days=8)
    with app.app_context():
        answers.answer(piece, comment, "Because.", learner_id=learner, at=now())
    assert "no learners told" in sweep()
    assert letterbox.letters == []


def test_a_letter_that_was_not_sent_is_tried_again(app: Flask, people: tuple[int, int], sweep: Sweep) -> None:
    learner, tutor = people
    a_submission(app, learner, released_by=tutor)
    mail.register(app, f"smtp://127.0.0.1:{free_port()}")
    assert "no learners told" in sweep()
    assert count(app, "feedback_mails") == 0


def test_without_mail_nothing_is_noted(app: Flask, people: tuple[int, int], sweep: Sweep) -> None:
    learner, tutor = people
    a_submission(app, learner, released_by=tutor)
    app.extensions.pop("mailman", None)
    assert "no learners told" in sweep()
    assert count(app, "feedback_mails") == 0


def test_of_several_sweeps_at_once_one_sends(app: Flask, people: tuple[int, int]) -> None:
    given = at_once(app, *[lambda: note_mail(people[0], day="2026-09-01", at=now())] * 3)
    assert sorted(given) == [False, False, True]
