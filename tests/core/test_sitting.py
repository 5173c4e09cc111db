"""What a tutor sees of a sitting, and what more time and reopening do to its deadline."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.attempt import Attempt, Step, StepKind
from revision_app.quiz.attempts.core.timing import Timing
from revision_app.quiz.tutoring.core.sitting import IsVoid, Presence, Sat, StillSat, extended, reopened
from tests.support.papers import a_paper

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)
TWENTY = timedelta(minutes=20)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def sat(**changed) -> Sat:
    one = Sat(1, 1, 1, Timing(NINE, TWENTY), 3, 0, NINE, 0, submitted=False, marked=False, voided=False)
    return replace(one, **changed)


def an_attempt(timing: Timing, *steps: Step, **changed) -> Attempt:
    return replace(Attempt(1, 1, 1, a_paper(), timing, steps), **changed)


@pytest.mark.parametrize(
    ("one", "minute", "presence"),
    [
        (sat(), 1, Presence.SITTING),
        (sat(), 2, Presence.QUIET),
        (sat(heard_at=at(9)), 10, Presence.SITTING),
        (sat(), 20, Presence.TIMED_OUT),
        (sat(submitted=True, marked=True), 30, Presence.SUBMITTED),
        (sat(voided=True, submitted=True), 30, Presence.VOIDED),
        (sat(timing=Timing(NINE, TWENTY, rest=timedelta(minutes=5), resting_since=at(1))), 5, Presence.ON_A_BREAK),
    ],
)
def test_how_somebody_stands_follows_from_the_time_it_is_asked(one, minute, presence):
    assert one.presence(at(minute)) is presence


def test_more_time_moves_the_deadline_whatever_would_have_ended_it():
    assert extended(Timing(NINE, TWENTY), 10).deadline(at(0)) == at(30)
    assert extended(Timing(NINE, TWENTY, closes_at=at(15)), 10).deadline(at(0)) == at(25)
    assert extended(Timing(NINE, None, closes_at=at(15)), 10).deadline(at(0)) == at(25)
    assert extended(Timing(NINE, None), 10).deadline(at(0)) is None


@given(
    limit=st.none() | st.integers(1, 90),
    close=st.none() | st.integers(1, 90),
    rested=st.integers(0, 30),
    since=st.integers(0, 500),
    minutes=st.integers(1, 300),
)
def test_a_reopened_attempt_ends_after_the_minutes_it_was_given(limit, close, rested, since, minutes):
    timing = Timing(
        NINE,
        None if limit is None else timedelta(minutes=limit),
        closes_at=None if close is None else at(close),
        rest=timedelta(minutes=rested),
        rested=timedelta(minutes=rested),
    )
    over = an_attempt(timing, Step(StepKind.SUBMITTED, at(1), None), marked=True)
    assert reopened(over, minutes, at(since)).deadline(at(since)) == at(since + minutes)


@pytest.mark.parametrize("fraction", [0, 0.001, 0.4, 0.5, 0.999])
def test_a_reopened_attempt_has_all_of_its_minutes_though_time_is_kept_in_whole_seconds(fraction):
    moment = at(21) + timedelta(seconds=fraction)
    timing = reopened(an_attempt(Timing(NINE, TWENTY)), 10, moment)
    assert timing.extended % timedelta(seconds=1) == timedelta(0)
    assert timing.deadline(moment) == moment + timedelta(minutes=10)


def test_only_what_is_over_and_counts_may_be_reopened():
    open_ = an_attempt(Timing(NINE, TWENTY))
    for minute in (5, 20.1):  # open, and within the load allowance
        with pytest.raises(StillSat):
            reopened(open_, 10, at(minute))
    assert reopened(open_, 10, at(21)).deadline(at(21)) == at(31)
    with pytest.raises(IsVoid):
        reopened(replace(open_, voided=True), 10, at(21))
