"""How a cohort came on week by week, and how cohorts stand beside each other. Limits are *ours*."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median, quantiles

from ...marking.core.submission import Outcome
from . import MatrixRow
from .cohort import CohortLine

WEEKS = 12  # that are looked back on
WEEK = timedelta(weeks=1)
FEWEST = 5
"""Learners of whom a median says anything: of fewer it would show single people."""


@dataclass(frozen=True)
class Week:
    """How many of ``of`` criteria, those of all learners together, were achieved by a moment."""

    by: datetime
    achieved: int
    of: int

    @property
    def share(self) -> float | None:
        return self.achieved / self.of if self.of else None


def trend(lines: Iterable[CohortLine], *, at: datetime) -> list[Week]:
    """The last weeks, the earliest first, of those who are in the cohort now."""
    rows = [row for line in lines for row in line.rows]
    first = [moment for row in rows if (moment := _first_achieved(row))]
    ends = [at - WEEK * n for n in reversed(range(WEEKS))]
    return [Week(end, sum(moment <= end for moment in first), len(rows)) for end in ends]


def _first_achieved(row: MatrixRow) -> datetime | None:
    """When its learner could first read that a criterion is achieved."""
    achieved = (claim.released_at for claim in row.evidence if claim.outcome is Outcome.ACHIEVED)
    return min(filter(None, achieved), default=None)


@dataclass(frozen=True)
class CohortMedian:
    """How many criteria the learners of a cohort have achieved: the middle one, and the middle half of them.

    All three are ``None`` for fewer than ``FEWEST`` learners.
    """

    cohort_id: int
    name: str
    n: int
    low: float | None = None
    median: float | None = None
    high: float | None = None


def compared(
    cohorts: Iterable[tuple[int, str, Collection[int]]], achieved: Mapping[int, int]
) -> Sequence[CohortMedian]:
    """Each cohort by its id, its name and its learners; who is not in ``achieved`` has achieved nothing yet."""
    found = []
    for cohort_id, name, learners in cohorts:
        counts = [achieved.get(learner, 0) for learner in learners]
        if len(counts) < FEWEST:
            found.append(CohortMedian(cohort_id, name, len(counts)))
            continue
        low, _, high = quantiles(counts, n=4, method="inclusive")
        found.append(CohortMedian(cohort_id, name, len(counts), low, float(median(counts)), high))
    return found
