"""Until when: the earliest of the start with the personal limit and the personal close; breaks stop the clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.adjustment import Adjustment
from revision_app.quiz.attempts.core.timing import Timing

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def at(minute: float) -> datetime:
    return NINE + minutes(minute)


def test_the_earlier_of_limit_and_close_ends_it():
    assert Timing(NINE, minutes(20), closes_at=at(15)).deadline(at(0)) == at(15)
    assert Timing(NINE, minutes(20), closes_at=at(30)).deadline(at(0)) == at(20)
    assert Timing(NINE, None, closes_at=at(30)).deadline(at(0)) == at(30)


def test_without_limit_and_close_there_is_no_end():
    endless = Timing(NINE, None)
    assert (endless.deadline(at(9e5)), endless.remaining(at(9e5)), endless.is_up(at(9e5))) == (None, None, False)


def test_time_given_while_it_runs_moves_the_end():
    assert Timing(NINE, minutes(20), extended=minutes(5)).deadline(at(0)) == at(25)


def test_the_clock_stands_still_in_a_break_and_no_longer_than_breaks_may_last():
    resting = Timing(NINE, minutes(20), rest=minutes(5), resting_since=at(10))
    assert [resting.remaining(at(minute)) / minutes(1) for minute in (10, 12, 15, 18)] == [10, 10, 10, 7]
    assert [resting.is_resting(at(minute)) for minute in (10, 14.9, 15)] == [True, True, False]
    assert resting.latest_deadline == at(25)


@given(st.lists(st.integers(1, 3_000_000), max_size=40))
def test_many_breaks_stop_the_clock_for_exactly_as_long_as_they_last(breaks):
    timing, now = Timing(NINE, minutes(20), rest=minutes(5)), NINE
    for microseconds in breaks:
        timing = replace(timing, resting_since=now)
        now += timedelta(microseconds=microseconds)
        timing = timing.resumed(now)
    assert timing.remaining(now) == minutes(20)


def test_a_second_break_has_what_the_first_left():
    again = Timing(NINE, minutes(20), rest=minutes(5), rested=minutes(4), resting_since=at(10))
    assert (again.rest_left, again.deadline(at(19))) == (minutes(1), at(25))


@given(st.floats(0, 40), st.floats(0, 40), st.floats(0, 10), st.floats(0, 10), st.none() | st.floats(0, 40))
def test_the_latest_deadline_is_never_before_the_deadline_of_any_moment(now, break_at, rest, rested, close):
    timing = Timing(
        NINE,
        minutes(20),
        closes_at=None if close is None else at(close),
        rest=minutes(rest),
        rested=minutes(min(rested, rest)),
        resting_since=at(break_at),
    )
    assert timing.deadline(at(now)) <= timing.latest_deadline


@given(st.integers(0, 300), st.integers(0, 120))
def test_extra_time_is_a_share_of_the_paper_and_minutes_more(percent, more):
    adjusted = Adjustment(extra_percent=percent, extra_minutes=more)
    assert adjusted.limit(minutes(40)) == minutes(40) * percent / 100 + minutes(40 + more)
    assert adjusted.closes_at(at(60), minutes(40)) - at(60) == adjusted.limit(minutes(40)) - minutes(40)


def test_untimed_is_without_a_limit_and_what_has_none_gets_none():
    assert Adjustment(untimed=True).limit(minutes(40)) is None
    assert Adjustment(extra_percent=25).limit(None) is None
