"""For how long what is kept, and that nobody loses anything of which they were not told."""

from datetime import date, timedelta

import pytest

from revision_app.rights.core.holdings import DataClass
from revision_app.rights.core.privacy import Ending, Keep, Privacy, endings, months_after

RECORD, JOURNAL, CLIENTS = DataClass.RECORD, DataClass.JOURNAL, DataClass.CLIENTS
LEFT = date(2026, 8, 31)


def says(record: int = 36, journal: int = 3, clients: int = 12) -> Privacy:
    return Privacy(
        centre="C", contact="c@example.org", keep=Keep(record=record, journal=journal, clients=clients), backups=35
    )


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 3, date(2026, 11, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 15), 240, date(2046, 1, 15)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, then: date) -> None:
    assert months_after(day, months) == then


def test_no_class_outlives_the_record_and_the_account_goes_with_it() -> None:
    ends = says(record=6, clients=12).ends(LEFT)
    assert ends[CLIENTS] == ends[RECORD] == ends[DataClass.ACCOUNT] == date(2027, 2, 28)
    assert [each.data_class for each in endings(says(), [(1, LEFT)], {})] == [RECORD, JOURNAL, CLIENTS]


@pytest.mark.parametrize(
    ("warned", "days", "near", "over"),
    [
        (None, -31, False, False),
        (None, -30, True, False),
        (None, 400, True, False),  # late is no reason to delete without a word
        (-30, 0, False, False),
        (-30, 1, False, True),
        (-10, 1, False, False),
        (-10, 20, False, True),
    ],
)
def test_what_is_near_is_told_and_what_is_over_goes_once_it_was_told_for_30_days(
    warned: int | None, days: int, near: bool, over: bool
) -> None:
    until = date(2026, 11, 30)
    told = None if warned is None else until + timedelta(days=warned)
    ending, today = Ending(1, JOURNAL, until, told), until + timedelta(days=days)
    assert (ending.is_near(today), ending.is_over(today)) == (near, over)
