"""What stands in somebody's calendar, by what name apps know it again, and for how long."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from revision_app.calendars.core import LOOKS_BACK, Entry, due_back, in_order, of_aim, of_paper
from revision_app.progress.core.aim import Aim, AimKind
from revision_app.quiz.attempts.core.summary import Window
from revision_app.shared.feed import Link

LONDON = ZoneInfo("Europe/London")
AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # half an hour before the clock goes back
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK = Link("progress.today")


def entry(at: datetime | date, name: str = "one", title: str = "“A paper” opens") -> Entry:
    return Entry(name, title, at, LINK)


@pytest.mark.parametrize(
    ("window", "titles"),
    [
        (Window(), []),
        (Window(opens_at=AT), ["“Mock” opens"]),
        (Window(closes_at=AT), ["“Mock” closes"]),
        (Window(AT, AT + HOUR, AT + DAY), ["“Mock” opens", "“Mock” closes", "Results of “Mock” come"]),
        (Window(release_at=AT), ["Results of “Mock” come"]),
    ],
)
def test_a_paper_has_an_entry_for_each_of_its_moments(window: Window, titles: list[str]) -> None:
    assert [each.title for each in of_paper("mock", "Mock", window, LINK, whose="own")] == titles


def test_an_entry_keeps_its_name_when_its_date_moves_and_has_another_for_each_person() -> None:
    (before,) = of_paper("mock", "Mock", Window(opens_at=AT), LINK, whose="own")
    (after,) = of_paper("mock", "Mock exam", Window(opens_at=AT + DAY), LINK, whose="own")
    (closes,) = of_paper("mock", "Mock", Window(closes_at=AT), LINK, whose="own")
    (taught,) = of_paper("mock", "Mock", Window(opens_at=AT), LINK, whose="cohort 1")
    assert before.uid(1) == after.uid(1)
    assert len({before.uid(1), before.uid(2), closes.uid(1), taught.uid(1)}) == 4


@pytest.mark.parametrize(
    ("at", "stays"),
    [
        (AT - LOOKS_BACK, True),
        (AT - LOOKS_BACK - DAY, False),
        ((AT - LOOKS_BACK).date(), True),
        ((AT - LOOKS_BACK - DAY).date(), False),
        (AT + 900 * DAY, True),
    ],
)
def test_what_was_leaves_after_a_month(at: datetime | date, stays: bool) -> None:
    assert bool(in_order([entry(at)], at=AT, zone=LONDON)) is stays


def test_the_earliest_stands_first_and_days_before_the_hours_in_them() -> None:
    late = datetime(2026, 10, 25, 23, 30, tzinfo=UTC)
    hours = [entry(late, "c"), entry(AT + 2 * HOUR, "b"), entry(AT, "a")]
    days = [entry(date(2026, 10, 26), "e"), entry(date(2026, 10, 25), "d")]
    assert [each.name for each in in_order([*hours, *days], at=AT, zone=LONDON)] == ["d", "a", "b", "c", "e"]


def test_what_several_cohorts_have_at_the_same_moment_stands_there_once() -> None:
    same = [entry(AT, "cohort 1"), entry(AT, "cohort 2"), entry(AT + HOUR, "cohort 3")]
    assert [each.name for each in in_order(same, at=AT, zone=LONDON)] == ["cohort 1", "cohort 3"]


def test_work_that_is_due_back_has_one_entry_a_day() -> None:
    days = [date(2026, 10, 26), None, date(2026, 10, 25), date(2026, 10, 26)]
    assert [each.at for each in due_back(days, "Due", LINK, whose="own")] == [date(2026, 10, 25), date(2026, 10, 26)]


@pytest.mark.parametrize("kind", AimKind)
def test_the_day_aimed_for_is_a_whole_day(kind: AimKind) -> None:
    assert of_aim(Aim(date(2026, 10, 25), kind)).at == date(2026, 10, 25)
