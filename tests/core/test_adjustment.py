"""What changes about time for one learner, and how a paper that is running follows."""

from datetime import UTC, datetime, timedelta

import pytest

from revision_app.quiz.attempts.core.adjustment import AS_IT_COMES, Adjustment
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
