"""Quality assurers sample what was decided, confirm it or return it; assessors amend it or stand by it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask

from revision_app.accounts.core import Role
from revision_app.cohorts import actions as cohorts
from revision_app.db import db
from revision_app.marking.actions import decisions, second
from revision_app.quality import actions
from revision_app.quality.core import ChangedSince, Step, Wanted
from revision_app.signing.actions import start_training
from revision_app.web.clock import now
from tests.pages.test_marking import count
from tests.pages.test_marking_races import at_once
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.quality import a_sample
from tests.support.reflections import ACHIEVED, REFERRED, a_submission

As = Callable[..., Browser]
REASON, KEPT = "The source is not cited.", "It is cited on page two."
DRAW = {"assessor": "", "cohort": "", "criterion": "", "outcome": "", "size": "5", "seed": "dice"}


@dataclass
class Centre:
    app: Flask
    learner: int
    tutor: int
    assurer: int
    cohort: int
    piece: int

    def decided(self, state: str = "") -> int:
        """The one sampled decision, in a state."""
        _, (sampled,) = a_sample(self.app, self.assurer)
        with self.app.app_context():
            at = now()
            if state == "confirmed":
                actions.judge(sampled, Step.CONFIRMED, "", actor_id=self.assurer, seen=(1, 0), at=at)
            if state in ("returned", "kept"):
                actions.judge(sampled, Step.RETURNED, REASON, actor_id=self.assurer, seen=(1, 0), at=at)
            if state == "kept":
                actions.keep(sampled, KEPT, actor_id=self.tutor, at=at)
        return sampled


@pytest.fixture
def centre(app: Flask) -> Centre:
    learner, tutor = a_person(app, name="Lea Green"), a_person(app, Role.TUTOR, name="Tom Brown")
    assurer = a_person(app, Role.QUALITY_ASSURER, name="Ida Quill")
    cohort = a_cohort(app, learners=(learner,), tutors=(tutor,), name="Autumn")
    piece = a_submission(app, learner, released_by=tutor, marks={"1.1": REFERRED})
    return Centre(app, learner, tutor, assurer, cohort, piece)


def amended(centre: Centre, latest: int = 1) -> dict[str, object]:
    return {
        "criterion": "1.1",
        "seen": latest,
        "amend-1.1-outcome": "achieved",
        "amend-1.1-comment": "Seen again.",
        "amend-1.1-reason": "I overlooked a page.",
    }


def test_a_quality_assurer_draws_a_sample_looks_and_confirms_and_the_decision_is_locked(
    centre: Centre, as_: As
) -> None:
    assurer, tutor, learner = as_(centre.assurer), as_(centre.tutor), as_(centre.learner)
    assert "Draw a sample" in assurer.get("/today").text
    page = assurer.get("/quality/").text
    assert "From 1 decision that" in " ".join(page.split())
    drawn = assurer.post("/quality/", DRAW)
    assert drawn.location == "/quality/samples/1"
    sample = assurer.get(drawn.location).text
    for words in ("dice", "Ida Quill", "Lea Green", "Tom Brown", "Referred"):
        assert words in sample
    assert "1 decision to look at" in " ".join(assurer.get("/today").text.split()).replace("One", "1")
    look = assurer.get("/quality/decisions/1").text
    for words in ("What happened, in order.", REFERRED.comment, REFERRED.next_step, "SHA-256", "My own work", "No AI."):
        assert words.lower() in look.lower(), words
    assert "Confirmed" not in learner.get(f"/evidence/{centre.piece}").text
    for _ in range(2):
        done = assurer.post("/quality/decisions/1", {"decision": 1, "step": 0, "confirm": "1", "reason": ""})
        assert done.status_code == 303
    assert count(centre.app, "quality_steps") == 1
    assert "Confirmed in the centre’s quality assurance" in learner.get(f"/evidence/{centre.piece}").text
    of_tutor = tutor.get(f"/submissions/{centre.piece}").text
    assert "Confirmed in quality assurance" in of_tutor
    assert "Amend this decision" not in of_tutor
    refused = tutor.post(f"/submissions/{centre.piece}/amendments", amended(centre))
    assert refused.status_code == 409
    assert "Quality assurance has confirmed this decision" in refused.text
    assert count(centre.app, "decisions") == 1


def test_what_is_returned_is_amended_and_looked_at_again(centre: Centre, as_: As) -> None:
    sampled, assurer, tutor = centre.decided(), as_(centre.assurer), as_(centre.tutor)
    path = f"/quality/decisions/{sampled}"
    assert assurer.post(path, {"decision": 1, "step": 0, "return": "1", "reason": REASON}).status_code == 303
    assert "Returned in quality assurance" in tutor.get("/today").text
    assert f"/submissions/{centre.piece}#quality-1" in tutor.get("/today").text
    page = tutor.get(f"/submissions/{centre.piece}").text
    assert REASON in page
    assert "Amend this decision" in page
    of_learner = as_(centre.learner).get(f"/evidence/{centre.piece}").text
    assert REASON not in of_learner
    assert REFERRED.comment in of_learner
    assert tutor.post(f"/submissions/{centre.piece}/amendments", amended(centre)).status_code == 303
    assert "Returned in quality assurance" not in tutor.get("/today").text
    assert "Amended since" in assurer.get("/quality/").text
    again = assurer.get(path).text
    assert "I overlooked a page." in again
    assert assurer.post(path, {"decision": 2, "step": 1, "confirm": "1"}).status_code == 303
    assert tutor.post(f"/submissions/{centre.piece}/amendments", amended(centre, 2)).status_code == 409
    assert assurer.post(path, {"decision": 2, "step": 2, "return": "1", "reason": "After all."}).status_code == 303
    assert "After all." in tutor.get(f"/submissions/{centre.piece}").text, (
        "what was confirmed is unlocked with a reason"
    )


def test_an_assessor_stands_by_a_decision_with_a_reason(centre: Centre, as_: As) -> None:
    sampled, assurer, tutor = centre.decided("returned"), as_(centre.assurer), as_(centre.tutor)
    path = f"/quality/decisions/{sampled}/kept"
    assert "Say why you stand by it" in tutor.post(path, {"reason": " "}).text
    stranger = a_person(centre.app, Role.TUTOR)
    assert as_(stranger).post(path, {"reason": KEPT}).status_code == 404
    for _ in range(2):
        assert tutor.post(path, {"reason": KEPT}).status_code == 303
    assert count(centre.app, "quality_steps") == 2
    assert KEPT in assurer.get(f"/quality/decisions/{sampled}").text
    assert "Returned in quality assurance" not in tutor.get("/today").text
    late = tutor.post(path, {"reason": "Once more."})
    assert late.status_code == 409


@pytest.mark.parametrize(
    ("sent", "status", "words"),
    [
        ({"decision": 1, "step": 0, "return": "1", "reason": " "}, 409, "Say why you return it."),
        ({"decision": 9, "step": 0, "confirm": "1", "reason": "Typed."}, 409, "was amended, or somebody else looked"),
        ({"decision": "x", "confirm": "1", "reason": "Typed."}, 409, "was amended, or somebody else looked"),
        ({"decision": 1, "step": 0, "return": "1", "reason": "x" * 2_001}, 422, "Keep the reason to 2,000 characters."),
    ],
)
def test_what_cannot_be_comes_back_in_words_with_what_was_typed(
    centre: Centre, as_: As, sent: dict[str, object], status: int, words: str
) -> None:
    page = as_(centre.assurer).post(f"/quality/decisions/{centre.decided()}", sent)
    assert page.status_code == status
    assert words in page.text
    assert str(sent["reason"]).strip() in page.text
    assert count(centre.app, "quality_steps") == 0


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"size": "0"}, "Type a whole number from 1 to 50."),
        ({"size": "9" * 40}, "Type a whole number from 1 to 50."),
        ({"seed": " "}, "Type a seed"),
        ({"seed": "x" * 41}, "Keep the seed to 40 characters."),
        ({"assessor": "99999"}, "Choose from what is listed here"),
        ({"cohort": "x"}, "Choose from what is listed here"),
        ({"outcome": "perhaps"}, "Choose from what is listed here"),
    ],
)
def test_a_sample_that_cannot_be_drawn_is_refused_in_words(
    centre: Centre, as_: As, sent: dict[str, str], words: str
) -> None:
    page = as_(centre.assurer).post("/quality/", DRAW | sent)
    assert page.status_code == 422
    assert words in page.text
    assert count(centre.app, "samples") == 0


def test_a_sample_is_drawn_from_what_fits_and_nothing_is_sampled_twice(centre: Centre, as_: As) -> None:
    other = a_person(centre.app, Role.TUTOR, name="Ann Other")
    spring = a_cohort(centre.app, learners=(a_person(centre.app),), tutors=(other,), name="Spring")
    a_submission(centre.app, centre.learner, criteria=("1.3",), released_by=centre.tutor)
    waiting = a_submission(centre.app, centre.learner, criteria=("1.5",))
    assurer = as_(centre.assurer)
    for fits in ({"assessor": other}, {"cohort": spring}, {"criterion": "1.5"}, {"outcome": "not evidenced"}):
        nothing = assurer.post("/quality/", DRAW | fits)
        assert nothing.status_code == 409
        assert "No decision is left that fits" in nothing.text
    assert waiting
    for fits, criterion in (({"criterion": "1.3", "cohort": centre.cohort}, "1.3"), ({"outcome": "referred"}, "1.1")):
        drawn = assurer.post("/quality/", DRAW | fits)
        assert f", {criterion}</a>" in " ".join(assurer.get(drawn.location).text.split())
    assert assurer.post("/quality/", DRAW).status_code == 409


@pytest.mark.parametrize("how", ["own work", "decided", "marked second", "countersigned or signed"])
def test_nobody_assures_the_quality_of_what_they_did(centre: Centre, as_: As, how: str) -> None:
    app = centre.app
    both = a_person(app, Role.LEARNER, Role.TUTOR, Role.QUALITY_ASSURER)
    a_cohort(app, learners=(both,), tutors=(centre.tutor,))
    a_cohort(app, learners=(centre.learner,), tutors=(both,), name="Second")
    if how == "own work":
        a_submission(app, both, criteria=("1.3",), released_by=centre.tutor)
    elif how == "marked second":
        piece = a_submission(app, centre.learner, criteria=("1.3",))
        with app.app_context():
            second.ask(piece, both, actor_id=centre.tutor, at=now())
            decisions.mark(piece, {"1.3": ACHIEVED}, assessor_id=centre.tutor, seen=0, at=now())
            second.finish_first(piece, actor_id=centre.tutor, at=now())
            second.mark_second(piece, {"1.3": ACHIEVED}, assessor_id=both, seen=0, finish=True, at=now())
            decisions.release(piece, {"1.3": ACHIEVED}, assessor_id=centre.tutor, seen=2, at=now())
    elif how == "decided":
        a_submission(app, centre.learner, criteria=("1.3",), released_by=both)
    else:
        piece = a_submission(app, centre.learner, criteria=("1.3",))
        with app.app_context():
            decisions.mark(piece, {"1.3": ACHIEVED}, assessor_id=centre.tutor, seen=0, at=now())
            decisions.release(piece, {"1.3": ACHIEVED}, assessor_id=both, seen=2, at=now())
    theirs = as_(both, Role.QUALITY_ASSURER)
    assert theirs.post("/quality/", DRAW | {"criterion": "1.3"}).status_code == 409, "they do not draw it"
    _, (sampled,) = a_sample(app, centre.assurer, criterion="1.3")
    path = f"/quality/decisions/{sampled}"
    for answer in (theirs.get(path), theirs.post(path, {"decision": 2, "step": 0, "confirm": "1"})):
        assert answer.status_code == 409
    assert count(app, "quality_steps") == 0


def test_of_two_who_judge_at_once_one_is_told(centre: Centre) -> None:
    sampled, other = centre.decided(), a_person(centre.app, Role.QUALITY_ASSURER)
    with centre.app.app_context():
        at = now()
    given = at_once(
        centre.app,
        lambda: actions.judge(sampled, Step.CONFIRMED, "", actor_id=centre.assurer, seen=(1, 0), at=at),
        lambda: actions.judge(sampled, Step.RETURNED, REASON, actor_id=other, seen=(1, 0), at=at),
    )
    assert sorted(given, key=str) == sorted([None, ChangedSince], key=str)
    assert count(centre.app, "quality_steps") == 1


def test_of_two_who_draw_at_once_each_decision_is_in_one_sample(centre: Centre) -> None:
    other = a_person(centre.app, Role.QUALITY_ASSURER)
    with centre.app.app_context():
        at = now()
    at_once(
        centre.app,
        lambda: actions.draw(Wanted(5, "one"), actor_id=centre.assurer, at=at),
        lambda: actions.draw(Wanted(5, "two"), actor_id=other, at=at),
    )
    assert count(centre.app, "sampled") == 1


def test_the_audit_says_who_drew_looked_and_judged(centre: Centre, as_: As) -> None:
    sampled = centre.decided("kept")
    as_(centre.assurer).get(f"/quality/decisions/{sampled}")
    with centre.app.app_context():
        deeds = set(db.session.scalars(db.text("SELECT deed FROM audit_entries")))
    assert {
        "sample drawn",
        "submission read in quality assurance",
        "decision returned in quality assurance",
        "returned decision kept",
    } <= deeds


@pytest.mark.parametrize("path", ["/quality/samples/99", "/quality/decisions/99"])
def test_what_is_not_there_is_missing(centre: Centre, as_: As, path: str) -> None:
    assert as_(centre.assurer).get(path).status_code == 404


@pytest.mark.parametrize("who", ["second marker from elsewhere", "taught them before"])
def test_only_who_could_amend_a_returned_decision_may_stand_by_it(centre: Centre, as_: As, who: str) -> None:
    app, other = centre.app, a_person(centre.app, Role.TUTOR)
    if who == "taught them before":
        old = a_cohort(app, learners=(centre.learner,), tutors=(other,), name="Before")
    piece, seen = a_submission(app, centre.learner, criteria=("1.3",)), 0
    with app.app_context():
        if who == "taught them before":
            cohorts.end_enrolment(old, centre.learner, actor_id=None, at=now())
        else:
            second.ask(piece, other, actor_id=centre.tutor, at=now())
            decisions.mark(piece, {"1.3": ACHIEVED}, assessor_id=centre.tutor, seen=0, at=now())
            second.finish_first(piece, actor_id=centre.tutor, at=now())
            second.mark_second(piece, {"1.3": ACHIEVED}, assessor_id=other, seen=0, finish=True, at=now())
            seen = 2
        decisions.release(piece, {"1.3": ACHIEVED}, assessor_id=centre.tutor, seen=seen, at=now())
    _, (sampled,) = a_sample(app, centre.assurer, criterion="1.3")
    path = f"/quality/decisions/{sampled}"
    assert (
        as_(centre.assurer).post(path, {"decision": 2, "step": 0, "return": "1", "reason": REASON}).status_code == 303
    )
    page = as_(other).get(f"/submissions/{piece}").text
    assert "Amend this decision" not in page
    assert "Stand by the decision" not in page
    assert as_(other).post(f"{path}/kept", {"reason": KEPT}).status_code == 404
    assert as_(centre.tutor).post(f"{path}/kept", {"reason": KEPT}).status_code == 303


def test_what_somebody_may_not_look_at_is_not_listed_for_them(centre: Centre, as_: As) -> None:
    app = centre.app
    both = a_person(app, Role.LEARNER, Role.QUALITY_ASSURER, name="Bo Both")
    a_cohort(app, learners=(both,), tutors=(centre.tutor,), name="Theirs")
    a_submission(app, both, criteria=("1.3",), released_by=centre.tutor)
    sample, (sampled,) = a_sample(app, centre.assurer, criterion="1.3")
    assurer, theirs = as_(centre.assurer), as_(both, Role.QUALITY_ASSURER)
    for state in ("to look at", "returned"):
        for path in ("/quality/", f"/quality/samples/{sample}"):
            assert f"/quality/decisions/{sampled}" in assurer.get(path).text
            page = theirs.get(path).text
            assert f"/quality/decisions/{sampled}" not in page, (state, path)
        assert "on your own work" in theirs.get(f"/quality/samples/{sample}").text
        assert "Nothing waits for you" in theirs.get("/today").text
        sent = {"decision": 2, "step": 0, "return": "1", "reason": REASON}
        assurer.post(f"/quality/decisions/{sampled}", sent)


def test_somebody_in_training_stands_by_nothing_as_they_amend_nothing(centre: Centre, as_: As) -> None:
    sampled = centre.decided("returned")
    with centre.app.app_context():
        start_training(centre.tutor, actor_id=a_person(centre.app, Role.ADMINISTRATOR), at=now())
    answer = as_(centre.tutor).post(f"/quality/decisions/{sampled}/kept", {"reason": KEPT})
    assert answer.status_code == 409
    assert "You are in training." in answer.text
    assert KEPT in answer.text
    assert count(centre.app, "quality_steps") == 1
