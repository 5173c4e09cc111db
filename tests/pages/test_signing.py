"""Decisions are signed as they are released, and those of somebody in training wait for a countersignature."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.db import db
from revision_app.marking.actions import countersigning, decisions
from revision_app.marking.core.submission import AlreadyReleased, Judgement, MarkedElsewhere, Outcome
from revision_app.marking.models import DecisionRow, ReleaseRow
from revision_app.signing.actions import start_training
from revision_app.signing.core import Deed, NotSigned
from revision_app.signing.models import SignatureRow, TrainingRow
from revision_app.web.clock import now
from tests.conftest import NOON
from tests.pages.test_marking_races import at_once
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.reflections import ACHIEVED, REFERRED, a_submission

As = Callable[..., Browser]
DECIDED = {"criterion-1.1-outcome": "achieved", "criterion-1.1-comment": "Well argued."}


@dataclass
class Class:
    app: Flask
    learner: int
    trainee: int
    tutor: int
    administrator: int
    submission: int

    def signatures(self) -> list[SignatureRow]:
        with self.app.app_context():
            return list(db.session.scalars(db.select(SignatureRow).order_by(SignatureRow.id)))

    def is_released(self) -> bool:
        with self.app.app_context():
            return db.session.get(ReleaseRow, self.submission) is not None


@pytest.fixture
def a_class(app: Flask) -> Class:
    learner, administrator = a_person(app, name="Lea Green"), a_person(app, Role.ADMINISTRATOR)
    trainee, tutor = a_person(app, Role.TUTOR, name="Ned New"), a_person(app, Role.TUTOR, name="Tom Brown")
    a_cohort(app, learners=(learner,), tutors=(trainee, tutor))
    with app.app_context():
        start_training(trainee, actor_id=administrator, at=now())
    return Class(app, learner, trainee, tutor, administrator, a_submission(app, learner))


def test_whoever_releases_signs_and_the_learner_reads_by_whom(a_class: Class, as_: As) -> None:
    path = f"/submissions/{a_class.submission}"
    as_(a_class.tutor).post(path, {"seen": 0, **DECIDED, "release": "1"})
    (signature,) = a_class.signatures()
    assert (signature.deed, signature.signer_id, signature.in_training) == (Deed.RELEASED, a_class.tutor, False)
    assert len(signature.digest) == 64
    assert signature.signed_in_at == NOON
    page = as_(a_class.learner).get(f"/evidence/{a_class.submission}").text
    assert "Released by <bdi>Tom Brown</bdi>" in page
    assert signature.digest[:16] in page


def test_what_somebody_in_training_decides_waits_and_is_released_with_both_signatures(a_class: Class, as_: As) -> None:
    path, trainee, tutor, learner = (
        f"/submissions/{a_class.submission}",
        as_(a_class.trainee),
        as_(a_class.tutor),
        as_(a_class.learner),
    )
    assert "Sign for countersignature" in trainee.get(path).text
    assert trainee.post(path, {"seen": 0, **DECIDED, "release": "1"}).status_code == 303
    assert not a_class.is_released()
    assert "Well argued." not in learner.get(f"/evidence/{a_class.submission}").text
    assert "Until then you can change them" in trainee.get(path).text
    assert "Countersign and release" in tutor.get(path).text

    assert tutor.post(f"{path}/countersignature", {"seen": 1}).status_code == 303
    assert tutor.post(f"{path}/countersignature", {"seen": 1}).status_code == 303  # the second click
    assert [(each.deed, each.signer_id) for each in a_class.signatures()] == [
        (Deed.RELEASED, a_class.trainee),
        (Deed.COUNTERSIGNED, a_class.tutor),
    ]
    assert len({each.digest for each in a_class.signatures()}) == 1
    page = learner.get(f"/evidence/{a_class.submission}").text
    assert "Well argued." in page
    assert "Released by <bdi>Ned New</bdi>, in training" in page
    assert "Countersigned by <bdi>Tom Brown</bdi>" in page


def test_pressing_the_button_twice_signs_once(a_class: Class, as_: As) -> None:
    trainee, path = as_(a_class.trainee), f"/submissions/{a_class.submission}"
    for seen in (0, 1):
        assert trainee.post(path, {"seen": seen, **DECIDED, "release": "1"}).status_code == 303
    assert len(a_class.signatures()) == 1


@pytest.mark.parametrize("who", ["trainee", "another trainee", "outsider"])
def test_who_may_not_countersign_is_told_and_nothing_is_released(a_class: Class, as_: As, who: str) -> None:
    app = a_class.app
    with app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.trainee, seen=0, at=now())
    another, outsider = a_person(app, Role.TUTOR), a_person(app, Role.TUTOR)
    a_cohort(app, learners=(a_class.learner,), tutors=(another,))
    with app.app_context():
        start_training(another, actor_id=a_class.administrator, at=now())
    person = {"trainee": a_class.trainee, "another trainee": another, "outsider": outsider}[who]
    answer = as_(person).post(f"/submissions/{a_class.submission}/countersignature", {"seen": 1})
    assert answer.status_code == (404 if who == "outsider" else 409)
    assert not a_class.is_released()
    assert len(a_class.signatures()) == 1


@pytest.mark.parametrize("seen", ["0", "x", "9" * 30, ""])
def test_what_was_changed_meanwhile_is_not_countersigned_unseen(a_class: Class, as_: As, seen: str) -> None:
    with a_class.app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.trainee, seen=0, at=now())
    answer = as_(a_class.tutor).post(f"/submissions/{a_class.submission}/countersignature", {"seen": seen})
    assert answer.status_code == 409
    assert not a_class.is_released()


def test_what_is_changed_after_signing_is_signed_again_and_the_first_signature_stays(a_class: Class) -> None:
    with a_class.app.app_context():
        sign = {"assessor_id": a_class.trainee, "at": now()}
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, seen=0, **sign)
        decisions.mark(a_class.submission, {"1.1": REFERRED}, seen=1, **sign)
        with pytest.raises(NotSigned):
            countersigning.countersign(a_class.submission, assessor_id=a_class.tutor, seen=2, at=now())
        decisions.release(a_class.submission, {"1.1": REFERRED}, seen=2, **sign)
        countersigning.countersign(a_class.submission, assessor_id=a_class.tutor, seen=2, at=now())
    assert [each.covers for each in a_class.signatures()] == [1, 2, 2]
    assert a_class.is_released()


def test_another_assessor_may_decide_otherwise_in_their_own_name(a_class: Class, as_: As) -> None:
    with a_class.app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.trainee, seen=0, at=now())
        decisions.release(a_class.submission, {"1.1": REFERRED}, assessor_id=a_class.tutor, seen=1, at=now())
    assert a_class.is_released()
    assert [each.in_training for each in a_class.signatures()] == [True, False]


def test_an_amendment_is_signed_anew_and_not_by_somebody_in_training(a_class: Class, as_: As) -> None:
    other = Judgement(Outcome.NOT_EVIDENCED, "It is of another day.")
    with a_class.app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.tutor, seen=0, at=now())
        with pytest.raises(NotSigned, match="You are in training"):
            decisions.amend(a_class.submission, "1.1", other, "Why.", assessor_id=a_class.trainee, seen=1, at=now())
        assert len(db.session.scalars(db.select(DecisionRow)).all()) == 1
        decisions.amend(a_class.submission, "1.1", other, "Why.", assessor_id=a_class.tutor, seen=1, at=now())
    released, amended = a_class.signatures()
    assert (released.deed, amended.deed) == (Deed.RELEASED, Deed.AMENDED)
    assert released.covers < amended.covers
    assert "Before the decisions were changed:" in as_(a_class.learner).get(f"/evidence/{a_class.submission}").text
    typed = {"amend-1.1-outcome": "achieved", "amend-1.1-comment": "All the same.", "amend-1.1-reason": "Read again."}
    sent = {"criterion": "1.1", "seen": amended.covers, **typed}
    page = as_(a_class.trainee).post(f"/submissions/{a_class.submission}/amendments", sent)
    assert page.status_code == 409
    assert "Read again." in page.text


def test_of_two_who_countersign_at_once_one_signature_is_kept(a_class: Class) -> None:
    other = a_person(a_class.app, Role.TUTOR)
    a_cohort(a_class.app, learners=(a_class.learner,), tutors=(other,))
    with a_class.app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.trainee, seen=0, at=now())

    def by(person: int) -> Callable[[], None]:
        return lambda: countersigning.countersign(a_class.submission, assessor_id=person, seen=1, at=now())

    at_once(a_class.app, by(a_class.tutor), by(other))
    assert [each.deed for each in a_class.signatures()].count(Deed.COUNTERSIGNED) == 1


def test_a_change_of_marking_races_a_countersignature_and_one_of_them_counts(a_class: Class) -> None:
    with a_class.app.app_context():
        decisions.release(a_class.submission, {"1.1": ACHIEVED}, assessor_id=a_class.trainee, seen=0, at=now())

    def change() -> None:
        decisions.mark(a_class.submission, {"1.1": REFERRED}, assessor_id=a_class.trainee, seen=1, at=now())

    def countersign() -> None:
        countersigning.countersign(a_class.submission, assessor_id=a_class.tutor, seen=1, at=now())

    given = at_once(a_class.app, change, countersign)
    assert given in ([AlreadyReleased, None], [None, MarkedElsewhere])
    assert a_class.is_released() == (given[0] is AlreadyReleased)


def test_training_begins_and_ends_by_another_administrator_and_is_kept(a_class: Class, as_: As) -> None:
    administrator, path = as_(a_class.administrator), f"/people/{a_class.tutor}"
    assert "Signs decisions alone." in administrator.get(path).text
    for _ in range(2):
        assert administrator.post(f"{path}/training").status_code == 303
    assert "In training since" in administrator.get(path).text
    for _ in range(2):
        assert administrator.post(f"{path}/training/end").status_code == 303
    assert "So far" in administrator.get(path).text
    with a_class.app.app_context():
        times = db.session.scalars(db.select(TrainingRow).where(TrainingRow.person_id == a_class.tutor)).all()
        assert [(each.by_id, each.ended_by_id) for each in times] == [(a_class.administrator, a_class.administrator)]
    assert administrator.post("/people/99999/training").status_code == 404
