"""When a letter is due, by what somebody chose and around the changes of the clock, and what of it is new."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from revision_app.accounts.core import Person, Role
from revision_app.digest.core import (
    LAG,
    NEWS,
    HowOften,
    Reader,
    Subject,
    Waits,
    is_due,
    is_near,
    is_new,
    is_news,
    is_unseen,
    to_tell,
    told,
    worth_a_letter,
)
from revision_app.shared.feed import Link

LONDON = ZoneInfo("Europe/London")
LEA = Reader(Person(1, "Demo Learner", "lea@example.org", frozenset({Role.LEARNER})))
TODAY = Link("progress.today")
NOW, DAILY, WEEKLY, NEVER = HowOften


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("how_often", "looked_at", "at", "due"),
    [
        (DAILY, None, "2026-09-01 06:00", True),  # seven in the morning, in summer
        (DAILY, None, "2026-09-01 05:59", False),
        (DAILY, None, "2026-09-01 10:59", True),
        (DAILY, None, "2026-09-01 11:00", False),  # noon
        (DAILY, None, "2026-12-01 06:59", False),
        (DAILY, None, "2026-12-01 07:00", True),  # seven in the morning, in winter
        (DAILY, "2026-09-01 06:00", "2026-09-01 08:00", False),  # once a day
        (DAILY, "2026-09-01 06:00", "2026-09-02 06:00", True),
        (DAILY, "2026-09-01 10:59", "2026-09-02 06:00", True),
        (DAILY, "2026-08-31 10:00", "2026-09-01 06:00", True),
        (DAILY, "2026-10-24 06:00", "2026-10-25 06:59", False),  # the clocks went back in the night
        (DAILY, "2026-10-24 06:00", "2026-10-25 07:00", True),
        (DAILY, "2026-10-25 07:00", "2026-10-25 11:59", False),
        (DAILY, "2027-03-27 07:00", "2027-03-28 05:59", False),  # the clocks went forward in the night
        (DAILY, "2027-03-27 07:00", "2027-03-28 06:00", True),
        (WEEKLY, None, "2026-08-31 06:00", True),  # a Monday
        (WEEKLY, None, "2026-09-01 06:00", False),
        (WEEKLY, "2026-08-31 06:00", "2026-08-31 09:00", False),
        (WEEKLY, "2026-08-31 06:00", "2026-09-07 06:00", True),
        (WEEKLY, "2026-08-17 06:00", "2026-08-31 05:59", False),
        (WEEKLY, "2026-10-19 06:00", "2026-10-26 07:00", True),  # the first Monday of winter time
        (NOW, None, "2026-09-01 23:00", True),
        (NOW, "2026-09-01 22:59", "2026-09-01 23:00", True),
        (NEVER, None, "2026-08-31 06:00", False),
    ],
)
def test_a_letter_is_due_in_the_morning_of_a_day_or_of_a_monday_at_once_or_never(how_often, looked_at, at, due):
    assert is_due(how_often, looked_at and utc(looked_at), at=utc(at), zone=LONDON) is due


@pytest.mark.parametrize(
    ("looked_at", "happened", "news"),
    [
        (None, "2026-08-31 12:00", True),
        (None, "2026-08-01 12:00", False),  # long ago
        ("2026-08-31 06:00", "2026-08-31 05:58", False),  # was told
        ("2026-08-31 06:00", "2026-08-31 06:01", True),
        ("2026-08-31 06:00", "2026-08-31 05:59:30", True),  # was too young then
        ("2026-08-31 06:00", "2026-09-01 05:59:30", False),  # is too young now
        ("2026-08-31 06:00", "2026-09-01 07:00", False),  # is to come
        ("2026-06-01 06:00", "2026-08-01 12:00", False),
    ],
)
def test_what_happened_between_two_looks_is_told_at_one_of_them(looked_at, happened, news):
    reader = replace(LEA, looked_at=looked_at and utc(looked_at))
    assert is_news(utc(happened), reader, at=utc("2026-09-01 06:00")) is news


def test_looks_follow_on_each_other_without_a_gap_and_reach_back_over_a_monday_left_out():
    first, second = utc("2026-08-31 06:00"), utc("2026-09-01 06:00")
    assert replace(LEA, looked_at=first).since(second) == first - LAG
    assert timedelta(days=14) <= NEWS


def test_what_somebody_used_the_site_after_is_seen():
    happened = utc("2026-09-01 06:00")
    assert is_unseen(happened, LEA)
    assert is_unseen(happened, replace(LEA, seen_at=utc("2026-09-01 06:59")))
    assert not is_unseen(happened, replace(LEA, seen_at=utc("2026-09-01 07:00")))


@pytest.mark.parametrize(
    ("how_often", "days", "near"),
    [(DAILY, 2, True), (DAILY, 3, False), (WEEKLY, 7, True), (WEEKLY, 8, False), (NOW, 2, True), (NEVER, 1, False)],
)
def test_a_date_is_near_some_days_before(how_often, days, near):
    at = utc("2026-09-01 06:00")
    reader = replace(LEA, chosen=how_often)
    assert is_near(at + timedelta(days=days), reader, at=at) is near
    assert not is_near(at, reader, at=at)


def test_what_waits_by_keys_is_new_until_it_was_told_and_again_when_it_comes_back():
    at = utc("2026-09-01 06:00")
    two = Waits(Subject.PIECE, "2 submissions to mark", TODAY, keys=frozenset({"1 mark", "2 mark"}))
    reader = replace(LEA, told=told([two]))
    assert is_new(two, LEA, at=at)
    assert not is_new(two, reader, at=at)
    assert is_new(replace(two, keys=two.keys | {"2 second"}), reader, at=at)
    assert not worth_a_letter([], reader, at=at)
    assert is_new(two, replace(LEA, told=told([replace(two, keys=frozenset({"1 mark"}))])), at=at)


def test_a_letter_repeats_what_is_not_done_and_no_date():
    at = utc("2026-09-01 06:00")
    paper = Waits(Subject.PAPER, "“First paper” closes", TODAY, keys=frozenset({"first closes"}))
    pieces = Waits(Subject.PIECE, "2 submissions to mark", TODAY, keys=frozenset({"1 mark", "2 mark"}))
    reader = replace(LEA, told=told([paper, pieces]))
    assert to_tell([paper, pieces], reader, at=at) == [pieces]
    assert to_tell([paper, pieces], LEA, at=at) == [paper, pieces]
    assert told([paper, replace(paper, keys=frozenset({"second opens"}))]) == {
        "paper with dates": ["first closes", "second opens"]
    }
