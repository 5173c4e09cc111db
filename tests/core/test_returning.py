"""When a piece is due back, which of a queue is overdue, and how long pieces took."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from revision_app.marking.core.queue import overdue_first
from revision_app.marking.core.returning import FEWEST, Returned, due, is_overdue, returned, returned_by_cohort
from revision_app.marking.core.submission import Submission

HANDED_IN = date(2026, 11, 3)


@pytest.mark.parametrize(
    ("days", "last"),
    [(None, None), (1, date(2026, 11, 4)), (7, date(2026, 11, 10)), (28, date(2026, 12, 1)), (90, date(2027, 2, 1))],
)
def test_a_piece_is_due_so_many_calendar_days_after_it_was_handed_in(days: int | None, last: date | None) -> None:
    assert due(HANDED_IN, days) == last


@pytest.mark.parametrize(("today", "late"), [(9, False), (10, False), (11, True)])
def test_a_piece_is_on_time_all_through_the_day_on_which_it_is_due(today: int, *, late: bool) -> None:
    assert is_overdue(date(2026, 11, 10), today=date(2026, 11, today)) is late
    assert not is_overdue(None, today=date(2026, 11, today))


def test_what_is_overdue_comes_first_and_else_the_oldest() -> None:
    at = datetime(2026, 11, 3, tzinfo=UTC)
    queue = [
        Submission(number, 1, "reflection", number, 1, at, "A day", ("1.1",), due=last)
        for number, last in enumerate([None, date(2026, 11, 8), date(2026, 11, 20), date(2026, 11, 9)], 1)
    ]
    assert [each.id for each in overdue_first(queue, today=date(2026, 11, 10))] == [2, 4, 1, 3]
    assert [each.id for each in overdue_first(queue, today=date(2026, 11, 8))] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([], Returned()),
        ([3] * (FEWEST - 1), Returned(4)),
        ([1, 9, 2, 3, 30], Returned(5, Fraction(3))),
        ([0, 1, 2, 3, 4, 30], Returned(6, Fraction(5, 2))),
    ],
)
def test_the_median_is_said_of_five_pieces_or_more(days: list[int], said: Returned) -> None:
    assert returned(days) == said


def test_each_cohort_is_counted_by_itself() -> None:
    spans = [(7, HANDED_IN, date(2026, 11, 3 + days)) for days in range(5)] + [(8, HANDED_IN, HANDED_IN)]
    assert returned_by_cohort(spans) == {7: Returned(5, Fraction(2)), 8: Returned(1)}
