from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.marking.core.submission import (
    AlreadyReleased,
    Claimed,
    Decision,
    Incomplete,
    Judgement,
    MarkedElsewhere,
    NotAmended,
    Outcome,
    OutsideSubmission,
    Quality,
    Release,
    Submission,
    SubmissionStanding,
    ordinal,
)
from tests.support.reflections import ACHIEVED, REFERRED

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(days=1)
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


@pytest.mark.parametrize("step", ["", "  \n"])
def test_a_referral_needs_one_next_step(step: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        released(marked(c1_1=ACHIEVED, c1_3=Judgement(Outcome.REFERRED, "Say why.", step)))
    assert refusal.value.lacking == {"1.3": "A referral needs one next step: what to do before handing in again."}


@pytest.mark.parametrize("quality", Quality)
def test_nothing_is_achieved_that_falls_short_of_one_of_the_five(quality: Quality) -> None:
    with pytest.raises(Incomplete) as refusal:
        released(marked(c1_1=Judgement(Outcome.ACHIEVED, unmet=frozenset({quality})), c1_3=ACHIEVED))
    assert refusal.value.lacking == {"1.1": f"Achieved means that all five hold. Untick {quality}, or refer it."}


def test_what_is_referred_may_say_which_of_the_five_it_falls_short_of() -> None:
    short = replace(REFERRED, unmet=frozenset({Quality.SUFFICIENT}))
    assert released(marked(c1_1=ACHIEVED, c1_3=short)).judgements["1.3"] == short


def test_nothing_changes_after_release() -> None:
    with pytest.raises(AlreadyReleased):
        marked(released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED)), c1_1=REFERRED)


# Amending

DONE = released(marked(c1_1=ACHIEVED, c1_3=ACHIEVED))


def amended(
    submission: Submission = DONE, judged: Judgement = REFERRED, reason: str = "The source is wrong."
) -> Submission:
    decision = submission.amend("1.1", judged, reason, assessor_id=OTHER, seen=submission.latest, at=LATER)
    return submission.with_decisions([replace(decision, id=submission.latest + 1)])


def test_an_amended_decision_counts_and_the_one_before_stays_readable() -> None:
    again = amended(amended(), ACHIEVED, "It was right after all.")
    assert again.judgements == {"1.1": ACHIEVED, "1.3": ACHIEVED}
    assert [(before.judgement, before.reason) for before in again.amended["1.1"]] == [
        (REFERRED, "The source is wrong."),
        (ACHIEVED, ""),
    ]
    assert list(again.amended) == ["1.1"]


def test_what_was_only_thought_before_the_release_is_not_among_what_was_amended() -> None:
    thought_twice = released(marked(marked(c1_1=REFERRED, c1_3=ACHIEVED), c1_1=ACHIEVED))
    assert [before.judgement for before in amended(thought_twice).amended["1.1"]] == [ACHIEVED]


def test_an_amended_decision_is_news_from_when_it_was_amended() -> None:
    claimed = Claimed(amended(), NOON)
    assert claimed.on("1.1", Outcome.REFERRED, LATER).released_at == LATER
    assert claimed.on("1.3", Outcome.ACHIEVED).released_at == NOON


def test_what_is_not_released_tells_nothing_of_what_was_decided() -> None:
    claim = Claimed(marked(c1_1=ACHIEVED), None, without_name=True).on("1.1", Outcome.ACHIEVED, LATER)
    assert (claim.outcome, claim.released_at, claim.amended, claim.is_blind) == (None, None, False, True)


def test_what_is_not_released_is_not_amended() -> None:
    with pytest.raises(NotAmended, match="not been released"):
        amended(marked(c1_1=ACHIEVED, c1_3=ACHIEVED))


@pytest.mark.parametrize("reason", ["", " \n"])
def test_amending_needs_a_reason(reason: str) -> None:
    with pytest.raises(NotAmended, match="Say why"):
        amended(reason=reason)


def test_amending_to_the_same_is_refused() -> None:
    with pytest.raises(NotAmended, match="says already"):
        amended(judged=ACHIEVED)


def test_an_amended_decision_lacks_nothing() -> None:
    with pytest.raises(Incomplete):
        amended(judged=Judgement(Outcome.REFERRED))


def test_a_decision_that_was_amended_meanwhile_is_not_amended_unseen() -> None:
    with pytest.raises(MarkedElsewhere):
        amended().amend("1.1", ACHIEVED, "Why.", assessor_id=TUTOR, seen=DONE.latest, at=LATER)


def test_nobody_amends_a_decision_on_their_own_work() -> None:
    with pytest.raises(OwnWork):
        DONE.amend("1.1", REFERRED, "Why.", assessor_id=LEARNER, seen=DONE.latest, at=LATER)


def test_a_criterion_outside_the_submission_cannot_be_amended() -> None:
    with pytest.raises(OutsideSubmission):
        DONE.amend("1.5", REFERRED, "Why.", assessor_id=TUTOR, seen=DONE.latest, at=LATER)


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
