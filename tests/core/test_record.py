"""Notes, and facts about how a paper was sat: bounded, neutral, and the same for whoever reads them."""

from datetime import timedelta

import pytest

from revision_app.quiz.attempts.core.attempt import Attempt, AttemptClosed, Step, StepKind
from revision_app.quiz.attempts.core.record import LONGEST_NOTES, MOST_FACTS, Fact, lines, note, notes, witnessed
from revision_app.quiz.attempts.core.timing import NONE, Timing
from tests.conftest import NOON
from tests.papers import a_paper

LATER = NOON + timedelta(minutes=5)


def an_attempt(*steps: Step) -> Attempt:
    return Attempt(1, 1, 1, a_paper(), Timing(NOON, timedelta(minutes=20)), steps)


def saw(attempt: Attempt, *facts: Fact, place: str = "here", key: str = "a-batch") -> Attempt:
    for step in list(witnessed(attempt, facts, place, LATER, key=key)):
        attempt = attempt.after(step)
    return attempt


LEFT = Fact(StepKind.LEFT, 2, timedelta(seconds=30))


def test_the_latest_notes_are_the_notes():
    attempt = an_attempt()
    assert notes(attempt) == ""
    first = note(attempt, "Ask about healing.", LATER, key="notes-1")
    attempt = attempt.after(first)
    assert notes(attempt) == "Ask about healing."
    assert note(attempt, "Ask about healing.", LATER, key="notes-2") is None
    assert note(attempt, "Sent again", LATER, key="notes-1") is None
    assert notes(attempt.after(note(attempt, "", LATER, key="notes-3"))) == ""


def test_notes_have_a_greatest_length():
    assert len(note(an_attempt(), "x" * 5000, LATER, key="notes-1").response[0]) == LONGEST_NOTES


def test_nothing_is_written_down_once_the_attempt_is_over():
    over = NOON + timedelta(minutes=20)
    with pytest.raises(AttemptClosed):
        note(an_attempt(), "Too late", over, key="notes-1")
    with pytest.raises(AttemptClosed):
        list(witnessed(an_attempt(), [LEFT], "here", over, key="a-batch"))


def test_a_fact_stands_at_the_time_it_happened_and_never_before_the_start():
    attempt = saw(an_attempt(), LEFT, Fact(StepKind.RETURNED, 2, timedelta(hours=9)))
    told = {line.words: line.at for line in lines(attempt)}
    assert told["The page lost the focus"] == LATER - timedelta(seconds=30)
    assert told["The page had the focus again"] == NOON


def test_a_batch_that_is_sent_twice_counts_once():
    once = saw(an_attempt(), LEFT)
    assert saw(once, LEFT) == once
    assert len(saw(once, LEFT, key="another-batch").steps) == len(once.steps) + 1


def test_only_a_change_of_network_is_told():
    attempt = saw(an_attempt(), place="here")
    assert [line.words for line in lines(attempt)] == ["The paper was started"]
    attempt = saw(attempt, place="here", key="batch-2")
    assert "The network address changed" not in [line.words for line in lines(attempt)]
    attempt = saw(attempt, place="elsewhere", key="batch-3")
    assert "The network address changed" in [line.words for line in lines(attempt)]


def test_a_short_paste_is_no_fact_and_a_long_one_says_its_length_and_question():
    attempt = saw(an_attempt(), Fact(StepKind.PASTED, 1, NONE, 39), Fact(StepKind.PASTED, 3, NONE, 512))
    (line,) = [line for line in lines(attempt) if "pasted" in line.words]
    assert (line.words, line.n) == ("512 characters were pasted", 3)


def test_facts_are_bounded_in_number():
    attempt = an_attempt()
    for number in range(50):
        attempt = saw(attempt, *[LEFT] * 25, key=f"batch-{number}")
    assert len(attempt.steps) == MOST_FACTS


def test_a_page_cannot_say_what_only_the_site_knows():
    assert saw(an_attempt(), Fact(StepKind.SUBMITTED, 1, NONE), place="here").steps[0].kind is StepKind.MOVED
