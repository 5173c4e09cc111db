"""Notes, and the activity that pages report: bounded, neutral, and the same for whoever reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from revision_app.quiz.attempts.core.activity import MOST, Activity, ActivityKind, Reported, activity_of, log
from revision_app.quiz.attempts.core.attempt import LONGEST_NOTES, Attempt, AttemptClosed, Step, StepKind
from revision_app.quiz.attempts.core.interventions import Intervention, InterventionKind
from revision_app.quiz.attempts.core.timing import NONE, Timing
from tests.conftest import NOON
from tests.support.papers import a_paper

LATER = NOON + timedelta(minutes=5)


def an_attempt(*steps: Step) -> Attempt:
    return Attempt(1, 1, 1, a_paper(), Timing(NOON, timedelta(minutes=20)), steps)


def saw(known: list[Activity], *reported: Reported, place: str = "here", key: str = "a-batch") -> list[Activity]:
    return [*known, *activity_of(an_attempt(), known, reported, place, LATER, key=key)]


def told(activity: list[Activity]) -> list[str]:
    return [entry.words for entry in log(an_attempt(), activity, [])]


LEFT = Reported(ActivityKind.LEFT, 2, timedelta(seconds=30))


def test_the_latest_notes_are_the_notes():
    attempt = an_attempt()
    assert attempt.notes == ""
    first = attempt.note("Ask about healing.", LATER, key="notes-1")
    attempt = attempt.after(first)
    assert attempt.notes == "Ask about healing."
    assert attempt.note("Ask about healing.", LATER, key="notes-2") is None
    assert attempt.note("Sent again", LATER, key="notes-1") is None
    assert attempt.after(attempt.note("", LATER, key="notes-3")).notes == ""


def test_notes_have_a_greatest_length():
    assert len(an_attempt().note("x" * 5000, LATER, key="notes-1").notes) == LONGEST_NOTES


def test_nothing_is_written_down_once_the_attempt_is_over():
    over = NOON + timedelta(minutes=20)
    with pytest.raises(AttemptClosed):
        an_attempt().note("Too late", over, key="notes-1")
    with pytest.raises(AttemptClosed):
        activity_of(an_attempt(), [], [LEFT], "here", over, key="a-batch")


def test_activity_stands_at_the_time_it_happened_and_never_before_the_start():
    activity = saw([], LEFT, Reported(ActivityKind.RETURNED, 2, timedelta(hours=9)))
    when = {entry.words: entry.at for entry in log(an_attempt(), activity, [])}
    assert when["The page lost the focus"] == LATER - timedelta(seconds=30)
    assert when["The page had the focus again"] == NOON


def test_a_batch_that_is_sent_twice_counts_once():
    once = saw([], LEFT)
    assert saw(once, LEFT) == once
    assert len(saw(once, LEFT, key="another-batch")) == len(once) + 1


def test_only_a_change_of_network_is_told():
    activity = saw([], place="here")
    assert told(activity) == ["The paper was started"]
    activity = saw(activity, place="here", key="batch-2")
    assert "The network address changed" not in told(activity)
    activity = saw(activity, place="elsewhere", key="batch-3")
    assert "The network address changed" in told(activity)


def test_a_short_paste_is_not_kept_and_a_long_one_says_its_length_and_question():
    activity = saw([], Reported(ActivityKind.PASTED, 1, NONE, 39), Reported(ActivityKind.PASTED, 3, NONE, 512))
    (entry,) = [entry for entry in log(an_attempt(), activity, []) if "pasted" in entry.words]
    assert (entry.words, entry.n) == ("512 characters were pasted", 3)


def test_activity_is_bounded_in_number():
    activity: list[Activity] = []
    for number in range(50):
        activity = saw(activity, *[LEFT] * 25, key=f"batch-{number}")
    assert len(activity) == MOST


def test_a_page_cannot_say_what_only_the_site_knows():
    (moved,) = saw([], Reported(ActivityKind.MOVED, 1, NONE), place="here")
    assert moved.network == "here"


def test_the_log_joins_what_learner_page_and_tutors_did_in_the_order_of_time():
    submitted = an_attempt(Step(StepKind.SUBMITTED, LATER, None))
    more = Intervention(InterventionKind.EXTENDED, NOON + timedelta(minutes=1), 7, "The room was evacuated.", 15)
    entries = log(submitted, saw([], LEFT), [more, replace(more, kind=InterventionKind.REOPENED, at=LATER)])
    assert [entry.words for entry in entries] == [
        "The paper was started",
        "A tutor added time",
        "The page lost the focus",
        "The paper was submitted",
        "A tutor opened the paper again",
    ]
