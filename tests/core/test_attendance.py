"""Who was there when a cohort sat a paper: by the times that somebody spent in it, and the pauses in them."""

from datetime import UTC, datetime, timedelta

import pytest

from revision_app.cohorts.core.enrolment import Deed, State, TimeInCohort, pauses, state_at
from revision_app.quiz.tutoring.core.attendance import Attendance, SatPaper, attendance

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def hour(n: int) -> datetime:
    return NOON + timedelta(hours=n)


PAUSED = TimeInCohort(hour(0), None, ((hour(2), hour(4)),))
LEFT_AND_BACK = [TimeInCohort(hour(0), hour(2)), TimeInCohort(hour(4))]


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ([], ()),
        ([(Deed.PAUSE, 1)], ((1, None),)),
        ([(Deed.PAUSE, 1), (Deed.RESUME, 2)], ((1, 2),)),
        ([(Deed.PAUSE, 1), (Deed.WITHDRAW, 2)], ((1, 2),)),
        ([(Deed.PAUSE, 1), (Deed.RESUME, 2), (Deed.PAUSE, 3)], ((1, 2), (3, None))),
        ([(Deed.COMPLETE, 1)], ()),
    ],
)
def test_a_pause_lasts_until_the_next_that_is_done(done, expected):
    assert pauses((deed, hour(n)) for deed, n in done) == tuple(
        (hour(start), None if end is None else hour(end)) for start, end in expected
    )


@pytest.mark.parametrize(
    ("times", "at", "expected"),
    [
        ([], 0, None),
        ([PAUSED], -1, None),
        ([PAUSED], 0, State.ACTIVE),
        ([PAUSED], 2, State.PAUSED),
        ([PAUSED], 4, State.ACTIVE),
        (LEFT_AND_BACK, 1, State.ACTIVE),
        (LEFT_AND_BACK, 2, State.LEFT),
        (LEFT_AND_BACK, 4, State.ACTIVE),
        ([PAUSED.until(hour(1))], 3, State.LEFT),
    ],
)
def test_how_somebody_stood_in_a_cohort_at_a_moment(times, at, expected):
    assert state_at(times, hour(at)) is expected


SITTING, SAT = SatPaper(1), SatPaper(1, hour(1))


@pytest.mark.parametrize(
    ("sat", "times", "closes", "at", "expected"),
    [
        (SAT, [], 3, 9, "sat"),
        (SITTING, [PAUSED], 3, 2, "sitting"),
        (None, [PAUSED], None, 1, "not yet"),
        (None, [PAUSED], None, 3, "paused"),
        (None, [PAUSED], 5, 1, "not yet"),
        (None, [PAUSED], 5, 3, "paused"),
        (None, [PAUSED], 3, 9, "paused"),
        (None, [PAUSED], 5, 5, "absent"),
        (None, [PAUSED], 1, 3, "absent"),
        (None, LEFT_AND_BACK, 3, 9, "had left"),
        (None, LEFT_AND_BACK, 1, 3, "absent"),
        (None, LEFT_AND_BACK, 9, 3, "had left"),
        (None, [TimeInCohort(hour(4))], 3, 9, "joined later"),
    ],
)
def test_nobody_was_absent_who_was_not_to_be_there(sat, times, closes, at, expected):
    closes_at = None if closes is None else hour(closes)
    assert attendance(sat, times, dated=True, closes_at=closes_at, at=hour(at)) == expected


def test_a_paper_without_dates_asks_nobody_to_be_there():
    assert attendance(None, [PAUSED], dated=False, closes_at=None, at=hour(9)) is Attendance.NOT_SAT
