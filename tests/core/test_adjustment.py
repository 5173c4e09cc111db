"""What changes about time for one learner, and how a paper that is running follows."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.quiz.attempts.core.adjustment import AS_IT_COMES, Adjustment, read_adjustment
from revision_app.quiz.attempts.core.timing import Timing

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)
TWENTY = timedelta(minutes=20)


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


def test_a_running_paper_gets_the_new_limit_and_close_from_its_start():
    timing = Adjustment(25, 5).retimed(Timing(NINE, TWENTY, closes_at=at(22)), TWENTY, at(22), at(10))
    assert (timing.limit, timing.closes_at) == (timedelta(minutes=30), at(32))
    assert timing.deadline(at(10)) == at(30)


def test_what_was_added_while_it_ran_stays_added():
    extended = Timing(NINE, TWENTY, extended=timedelta(minutes=10), closes_at=at(25))
    timing = Adjustment(50).retimed(extended, TWENTY, at(15), at(5))
    assert (timing.limit, timing.closes_at) == (timedelta(minutes=30), at(15 + 10 + 10))
    assert timing.deadline(at(5)) == at(35)


def test_more_rest_counts_in_a_break_that_goes_on_and_not_in_one_that_ran_out():
    resting = Timing(NINE, TWENTY, rest=timedelta(minutes=5), resting_since=at(3))
    longer = Adjustment(rest_minutes=30)
    on_a_break = longer.retimed(resting, TWENTY, None, at(6))
    assert on_a_break.is_resting(at(30))
    after_it = longer.retimed(resting, TWENTY, None, at(12))
    assert (after_it.is_resting(at(12)), after_it.rested, after_it.rest_left) == (
        False,
        timedelta(minutes=5),
        timedelta(minutes=25),
    )


def test_untimed_leaves_only_the_close():
    timing = Adjustment(untimed=True).retimed(Timing(NINE, TWENTY, closes_at=at(60)), TWENTY, at(60), at(5))
    assert timing.deadline(at(5)) == at(60)


@pytest.mark.parametrize(
    ("adjustment", "terms"),
    [
        (AS_IT_COMES, ()),
        (Adjustment(25), ("25% extra time",)),
        (Adjustment(0, 1), ("1 minute extra",)),
        (Adjustment(25, 5), ("25% extra time and 5 minutes more",)),
        (Adjustment(25, untimed=True), ("no time limit",)),
        (Adjustment(rest_minutes=10), ("breaks of 10 minutes in all, while the clock stands still",)),
        (Adjustment(calm_timer=True), ("a clock without seconds",)),
    ],
)
def test_an_adjustment_says_itself_in_words(adjustment, terms):
    assert adjustment.terms == terms


@pytest.mark.parametrize(
    ("text", "adjustment"),
    [
        ("25%", Adjustment(25)),
        ("25 % extra time", Adjustment(25)),
        ("Extra time: 25 per cent", Adjustment(25)),
        ("0.25", Adjustment(25)),
        ("0,5", Adjustment(50)),
        ("15 minutes", Adjustment(0, 15)),
        ("15 min extra", Adjustment(0, 15)),
        ("25% extra time and 15 minutes more", Adjustment(25, 15)),
        ("breaks of 20 minutes", Adjustment(rest_minutes=20)),
        ("20 minutes of breaks, 10%", Adjustment(10, rest_minutes=20)),
        ("Untimed; no seconds", Adjustment(untimed=True, calm_timer=True)),
        ("None", AS_IT_COMES),
        *[(adjustment.words, adjustment) for adjustment in (Adjustment(1, 1, 1, calm_timer=True), AS_IT_COMES)],
    ],
)
def test_an_adjustment_is_read_as_centres_write_it(text: str, adjustment: Adjustment) -> None:
    assert read_adjustment(text) == adjustment
    assert read_adjustment(adjustment.words) == adjustment


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("25", "“25” is no adjustment"),
        ("a scribe", "“a scribe” is no adjustment"),
        ("301%", "“301%” is not from 1 to 300"),
        ("0 minutes", "“0 minutes” is not from 1 to 600"),
        ("25%; 30%", "“30%” is said in two ways"),
        (";", "“;” is no adjustment"),
        ("9" * 5000 + "%", f"“{'9' * 60}” is no adjustment"),
    ],
)
def test_what_is_no_adjustment_is_said(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=re.escape(fault)):
        read_adjustment(text)
