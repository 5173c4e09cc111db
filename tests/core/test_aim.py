"""A date to aim for, in words."""

from datetime import date, timedelta

import pytest

from revision_app.progress.core.aim import Aim, AimKind, latest

TODAY = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-400, ""),
        (-1, ""),
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (14, "in 14 days"),
        (15, "in about 2 weeks"),
        (45, "in about 6 weeks"),
        (91, "in about 13 weeks"),
        (92, "in about 3 months"),
        (365, "in about 12 months"),
    ],
)
def test_how_far_a_date_is_said_roughly_once_it_is_far_and_never_how_long_ago(days: int, words: str) -> None:
    assert Aim(TODAY + timedelta(days), AimKind.EXAM).countdown(TODAY) == words


def test_a_date_may_be_five_years_ahead_also_on_the_last_of_february() -> None:
    assert latest(date(2028, 2, 29)) == date(2033, 12, 31)
