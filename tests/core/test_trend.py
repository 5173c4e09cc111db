"""How a cohort came on, and cohorts beside each other."""

from dataclasses import replace
from datetime import timedelta

from revision_app.marking.core.submission import Outcome
from revision_app.progress.core import MatrixRow
from revision_app.progress.core.cohort import CohortLine
from revision_app.progress.core.trend import WEEKS, CohortMedian, compared, trend
from tests.core.test_cohort_view import ADA, BEN
from tests.core.test_risk import CRITERION, NOW, claim


def achieved(*weeks_ago: float) -> CohortLine:
    """A learner to whom one criterion was given so many weeks ago, perhaps more than once."""
    claims = [
        replace(claim(Outcome.ACHIEVED, 7 * weeks), released_at=NOW - timedelta(weeks=weeks)) for weeks in weeks_ago
    ]
    return replace(BEN, rows=(MatrixRow(CRITERION, None, tuple(claims)),))


def test_a_criterion_counts_from_when_it_was_first_achieved() -> None:
    weeks = trend([achieved(3.5, 1), achieved(20), achieved(), ADA], at=NOW)
    assert len(weeks) == WEEKS
    assert [week.achieved for week in weeks][-5:] == [1, 2, 2, 2, 3]
    assert (weeks[-1].of, weeks[-1].share) == (4, 0.75)


def test_a_cohort_of_nobody_has_no_share() -> None:
    assert {week.share for week in trend([], at=NOW)} == {None}


def test_cohorts_stand_beside_each_other_by_their_median_and_nothing_is_said_of_fewer_than_five() -> None:
    cohorts = [(1, "Five", {1, 2, 3, 4, 5}), (2, "Four", {6, 7, 8, 9}), (3, "Nobody", set())]
    assert compared(cohorts, {1: 5, 2: 4, 3: 3, 6: 5}) == [
        CohortMedian(1, "Five", 5, 0.0, 3.0, 4.0),
        CohortMedian(2, "Four", 4),
        CohortMedian(3, "Nobody", 0),
    ]
