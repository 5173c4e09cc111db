"""What is said of a paper's dates, around both changes of the clock in London too."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.cohorts.core import Cohort
from revision_app.quiz.attempts.core.summary import Window
from revision_app.quiz.tutoring.core.dates import (
    CohortDates,
    NotNow,
    closed_now,
    faults,
    fingerprint,
    released_now,
    warnings,
)
from revision_app.web.moments import moments_of

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)  # 13:00 in London
PAPER = timedelta(minutes=20)
DATES = ("opens_at", "closes_at", "release_at")
PASSED = "That has passed"
REVERSED = "A paper closes after it opens"
SHORT = "The paper takes 20 minutes and would be open for"
NO_RESULTS_YET = "Results are released after the paper opens"
EARLY_RESULTS = "Results would come before the paper closes"


def london(local: str, which: int = 0) -> datetime | None:
    """A moment by the clock in London, the second where ``which`` is 1 and it shows the time twice; "" is none."""
    return moments_of(datetime.fromisoformat(local))[which] if local else None


def window(*typed: str) -> Window:
    """As the form reads them: of two moments an opening is the first, a close and a release the last."""
    return Window(*(london(local, which) for local, which in zip(typed, (0, -1, -1), strict=True)))


def said(remarks: object) -> list[str]:
    return [f"{remark.field}: {remark.words}" for remark in remarks]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("typed", "refused"),
    [
        (("", "", ""), None),
        (("2026-09-01T14:00", "2026-09-01T14:20", ""), None),
        (("2026-09-01T14:00", "2026-09-01T14:20", "2026-09-01T14:20"), None),
        (("", "2026-09-01T13:00", ""), ("closes_at", PASSED)),
        (("", "2026-09-01T13:01", ""), None),
        (("2026-09-01T15:00", "2026-09-01T15:00", ""), ("closes_at", REVERSED)),
        (("2026-09-01T15:00", "2026-09-01T14:00", ""), ("closes_at", REVERSED)),
        (("2026-09-01T14:00", "2026-09-01T14:19", ""), ("closes_at", f"{SHORT} 19 minutes")),
        (("2026-09-01T15:00", "", "2026-09-01T15:00"), ("release_at", NO_RESULTS_YET)),
        (("2026-09-01T14:00", "2026-09-01T15:00", "2026-09-01T14:30"), ("release_at", EARLY_RESULTS)),
        (("", "2026-09-01T15:00", "2026-09-01T14:30"), ("release_at", EARLY_RESULTS)),
        # The hour that comes twice: 01:45 is the first of two, 01:15 the second, half an hour later.
        (("2026-10-25T01:45", "2026-10-25T01:15", ""), None),
        (("2026-10-25T01:59", "2026-10-25T02:00", ""), None),
        (("2026-10-25T00:59", "2026-10-25T01:05", ""), None),
        (("2026-10-25T00:30", "2026-10-25T00:45", ""), ("closes_at", f"{SHORT} 15 minutes")),
        (("2026-10-25T01:30", "2026-10-25T02:00", "2026-10-25T01:45"), ("release_at", EARLY_RESULTS)),
        # The hour that is left out: from 00:50 to 02:05 are fifteen minutes.
        (("2027-03-28T00:50", "2027-03-28T02:05", ""), ("closes_at", f"{SHORT} 15 minutes")),
        (("2027-03-28T00:40", "2027-03-28T02:00", ""), None),
        (("2027-03-28T00:59", "2027-03-28T02:00", ""), ("closes_at", f"{SHORT} 1 minute.")),
    ],
)
def test_dates_are_refused_in_words_at_their_field(typed, refused) -> None:
    found = said(faults(window(*typed), before=Window(), time=PAPER, at=NOW))
    assert len(found) == (1 if refused else 0), found
    if refused:
        field, words = refused
        assert found[0].startswith(f"{field}: {words}"), found


@pytest.mark.parametrize("year", [1, 26, 9999])
def test_years_that_no_clock_can_add_to_are_compared_all_the_same(year: int) -> None:
    moment = datetime(year, 12, 31, 23, 59, tzinfo=UTC)
    same = Window(*[moment] * 3)
    assert said(faults(same, before=same, time=PAPER, at=NOW)) != []
    assert said(warnings(same, before=same, time=PAPER, at=NOW)) == []


def test_an_untimed_paper_is_never_too_long_for_its_dates() -> None:
    short = window("2026-09-01T14:00", "2026-09-01T14:01", "")
    assert said(faults(short, before=Window(), time=None, at=NOW)) == []


def test_a_close_that_stood_there_before_may_have_passed() -> None:
    stood = window("", "2026-08-01T10:00", "")
    assert said(faults(stood, before=stood, time=PAPER, at=NOW)) == []


@pytest.mark.parametrize(
    ("typed", "warned"),
    [
        (("2026-09-01T14:00", "2026-09-01T15:00", "2026-09-01T16:00"), []),
        (("2026-09-01T12:59", "", ""), ["The opening has passed"]),
        (("", "2026-09-01T13:10", ""), ["Whoever starts now has 10 minutes, and the paper takes 20 minutes."]),
        (("2026-09-01T12:00", "2026-09-01T13:01", ""), ["The opening has passed", "Whoever starts now has 1 minute,"]),
        (("", "", "2026-09-01T12:00"), ["The release has passed"]),
    ],
)
def test_what_may_not_have_been_meant_is_warned_of(typed, warned) -> None:
    found = [remark.words for remark in warnings(window(*typed), before=Window(), time=PAPER, at=NOW)]
    assert len(found) == len(warned)
    assert all(words.startswith(start) for words, start in zip(found, warned, strict=True)), found
    stood = window(*typed)
    assert said(warnings(stood, before=stood, time=PAPER, at=NOW)) == []


EARLIER, LATER = NOW - timedelta(hours=1), NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("before", "closed", "released"),
    [
        (Window(), Window(closes_at=NOW), None),
        (Window(opens_at=LATER), None, None),
        (Window(closes_at=EARLIER), None, None),
        (Window(EARLIER, LATER), Window(EARLIER, NOW), Window(EARLIER, NOW, NOW)),
        (Window(None, LATER, LATER), Window(None, NOW, LATER), Window(None, NOW, NOW)),
        (Window(None, EARLIER, LATER), None, Window(None, EARLIER, NOW)),
        (Window(None, None, LATER), Window(None, NOW, LATER), Window(None, None, NOW)),
        (Window(None, EARLIER, EARLIER), None, None),
        (Window(None, None, EARLIER), Window(None, NOW, EARLIER), None),
    ],
)
def test_closing_and_releasing_now_change_no_other_date_than_they_must(before, closed, released) -> None:
    for change, after in ((closed_now, closed), (released_now, released)):
        if after:
            assert change(before, at=NOW) == after
        else:
            with pytest.raises(NotNow):
                change(before, at=NOW)


def test_what_was_looked_at_is_another_where_dates_or_learners_are() -> None:
    dates = CohortDates(Cohort(1, "Autumn"), None, 0, frozenset({1, 2}), {2: timedelta(minutes=5)}, 0)
    new = Window(closes_at=LATER)
    assert dates.last_close(new) == LATER + timedelta(minutes=5)
    assert dates.last_close(Window()) is None
    seen = fingerprint(new, [dates])
    assert fingerprint(new, [replace(dates, sitting=3)]) == seen
    others = [
        replace(dates, seen=7),
        replace(dates, learners=frozenset({1})),
        replace(dates, more={}),
        replace(dates, cohort=Cohort(2, "Autumn")),
    ]
    assert seen not in [fingerprint(new, [other]) for other in others]
    assert fingerprint(Window(closes_at=NOW), [dates]) != seen
