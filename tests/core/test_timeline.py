"""The timeline of a learner's work: in order, narrowed down, in pages and in sum per day."""

from datetime import UTC, datetime, timedelta

import pytest

from revision_app.progress.core.timeline import PER_PAGE, Event, EventKind, per_day, timeline_page

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


def event(n: int, kind: EventKind = EventKind.PAPER) -> Event:
    return Event(kind, NOON + timedelta(hours=n), f"Event {n}")


def test_the_newest_comes_first() -> None:
    page = timeline_page([event(1), event(3), event(2)])
    assert [each.title for each in page.events] == ["Event 3", "Event 2", "Event 1"]


def test_it_is_narrowed_down_to_a_kind_and_counts_all() -> None:
    page = timeline_page([event(1), event(2, EventKind.LOG), event(3, EventKind.LOG)], kind=EventKind.PAPER)
    assert [each.title for each in page.events] == ["Event 1"]
    assert (page.counts, page.total) == ({EventKind.PAPER: 1, EventKind.LOG: 2}, 3)


@pytest.mark.parametrize(
    ("asked", "number", "shown"), [(-9, 1, PER_PAGE), (1, 1, PER_PAGE), (2, 2, 1), (3, 2, 1), (10**30, 2, 1)]
)
def test_a_page_that_there_is_not_is_the_nearest_one(asked: int, number: int, shown: int) -> None:
    page = timeline_page([event(n) for n in range(PER_PAGE + 1)], number=asked)
    assert (page.number, page.pages, len(page.events)) == (number, 2, shown)


def test_without_anything_there_is_one_empty_page() -> None:
    page = timeline_page([])
    assert (page.events, page.number, page.pages, page.counts) == ([], 1, 1, {})


def test_what_is_small_is_told_in_sum_per_day_with_the_last_moment_of_each() -> None:
    moments = [NOON, NOON + timedelta(hours=2), NOON + timedelta(days=1)]
    assert per_day(moments, datetime.date) == [(NOON + timedelta(hours=2), 2), (NOON + timedelta(days=1), 1)]
