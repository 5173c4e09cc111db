"""When a piece is due back, and how long pieces took to come back: in calendar days of the centre.

*Ours:* the day of handing in is day 0, and a piece is on time all through the day on which it is due. Weekends and
holidays count, so that everybody can count the days themselves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from statistics import median

MOST_DAYS = 90  # that a centre may take
WEEKS = 12  # of releases that are looked back on
FEWEST = 5  # pieces of which a median says anything


def due(handed_in: date, days: int | None) -> date | None:
    """The last day on which a piece comes back in time; ``None`` where its centre names none."""
    return None if days is None else handed_in + timedelta(days=days)


def is_overdue(due: date | None, *, today: date) -> bool:
    return due is not None and due < today


@dataclass(frozen=True)
class Returned:
    """How many pieces came back, and the median of the days that they took; ``None`` for fewer than ``FEWEST``."""

    pieces: int = 0
    days: Fraction | None = None


def returned(days: Iterable[int]) -> Returned:
    taken = [Fraction(each) for each in days]
    return Returned(len(taken), median(taken) if len(taken) >= FEWEST else None)


def returned_by_cohort(spans: Iterable[tuple[int, date, date]]) -> Mapping[int, Returned]:
    """Of each cohort by its id. ``spans`` are the cohort, the day of handing in and that of the release."""
    days: dict[int, list[int]] = defaultdict(list)
    for cohort_id, handed_in, released in spans:
        days[cohort_id].append((released - handed_in).days)
    return {cohort_id: returned(taken) for cohort_id, taken in days.items()}
