from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.marking.core.submission import (
    AlreadyReleased,
    Decision,
    Incomplete,
    Judgement,
    MarkedElsewhere,
    Outcome,
    OutsideSubmission,
    Release,
    Submission,
    SubmissionStanding,
    ordinal,
)
from tests.support.reflections import ACHIEVED, REFERRED

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LEARNER, TUTOR, OTHER = 1, 2, 3
NOT_EVIDENCED = Judgement(Outcome.NOT_EVIDENCED)
HANDED_IN = Submission(7, LEARNER, "reflection", 5, 1, NOON, "A long day", ("1.1", "1.3"))


def marked(submission: Submission = HANDED_IN, /, *, by: int = TUTOR, **marks: Judgement) -> Submission:
    """The submission after somebody who had seen everything saved these marks, given as ``c1_1=…``."""
    said = {name[1:].replace("_", "."): mark for name, mark in marks.items()}
    added = submission.mark(said, assessor_id=by, seen=submission.latest, at=NOON)
    return submission.with_decisions(
        replace(decision, id=submission.latest + place) for place, decision in enumerate(added, 1)
    )


def released(submission: Submission, *, by: int = TUTOR) -> Submission:
    return replace(submission, release=submission.released(assessor_id=by, at=NOON))


def test_until_release_a_submission_is_with_the_tutor() -> None:
    assert marked(c1_1=ACHIEVED, c1_3=ACHIEVED).standing is SubmissionStanding.WITH_TUTOR


def test_it_is_achieved_when_every_criterion_is() -> None:
    assert released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED)).standing is SubmissionStanding.ACHIEVED


@pytest.mark.parametrize("mark", [REFERRED, NOT_EVIDENCED], ids=str)
def test_one_criterion_short_of_achieved_refers_the_whole(mark: Judgement) -> None:
    assert released(marked(c1_1=ACHIEVED, c1_3=mark)).standing is SubmissionStanding.REFERRED


def test_the_latest_decision_on_a_criterion_counts() -> None:
    twice = marked(marked(c1_1=REFERRED), c1_1=ACHIEVED)
    assert twice.judgements == {"1.1": ACHIEVED, "1.3": Judgement()}
    assert len(twice.decisions) == 2


def test_saying_the_same_again_adds_nothing() -> None:
    once = marked(c1_1=REFERRED)
    assert once.mark({"1.1": REFERRED, "1.3": Judgement()}, assessor_id=OTHER, seen=0, at=NOON) == ()


def test_a_comment_may_be_kept_before_an_outcome_is_chosen() -> None:
    assert marked(c1_1=Judgement(None, "Look at the history again.")).outcomes == {}


def test_nobody_marks_their_own_work() -> None:
    with pytest.raises(OwnWork):
        marked(by=LEARNER, c1_1=ACHIEVED)


def test_nobody_releases_their_own_work() -> None:
    with pytest.raises(OwnWork):
        released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED), by=LEARNER)


def test_a_criterion_outside_the_submission_cannot_be_decided() -> None:
    with pytest.raises(OutsideSubmission, match=r"1\.5"):
        marked(c1_5=ACHIEVED)


@pytest.mark.parametrize("seen", [0, 99])
def test_marking_that_was_not_seen_is_not_overwritten(seen: int) -> None:
    with pytest.raises(MarkedElsewhere):
        marked(c1_1=REFERRED).mark({"1.1": ACHIEVED}, assessor_id=OTHER, seen=seen, at=NOON)


def test_release_needs_a_decision_on_every_criterion() -> None:
    with pytest.raises(Incomplete) as refusal:
        released(marked(c1_1=ACHIEVED))
    assert refusal.value.lacking == {"1.3": "Choose achieved, referred or not evidenced."}


@pytest.mark.parametrize("comment", ["", "  \n"])
def test_a_referral_needs_a_comment_that_says_what_to_do_next(comment: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        released(marked(c1_1=ACHIEVED, c1_3=Judgement(Outcome.REFERRED, comment)))
    assert list(refusal.value.lacking) == ["1.3"]


def test_nothing_changes_after_release() -> None:
    with pytest.raises(AlreadyReleased):
        marked(released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED)), c1_1=REFERRED)


def test_releasing_again_keeps_the_first_release() -> None:
    first = released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED))
    again = first.released(assessor_id=OTHER, at=NOON + timedelta(hours=1))
    assert again == Release(TUTOR, NOON)


def test_a_learner_sees_nothing_of_the_marking_before_release() -> None:
    done = marked(c1_1=ACHIEVED, c1_3=REFERRED)
    assert done.for_learner == HANDED_IN
    assert released(done).for_learner == released(done)


def test_decisions_say_who_and_when() -> None:
    assert HANDED_IN.mark({"1.1": ACHIEVED}, assessor_id=TUTOR, seen=0, at=NOON) == (
        Decision("1.1", ACHIEVED, TUTOR, NOON),
    )


@pytest.mark.parametrize(
    ("place", "word"),
    [(1, "first"), (10, "tenth"), (11, "11th"), (12, "12th"), (21, "21st"), (33, "33rd"), (112, "112th")],
)
def test_submissions_are_counted_in_words(place: int, word: str) -> None:
    assert ordinal(place) == word
