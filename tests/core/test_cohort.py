"""The dates of a cohort, and which of its tutors leads it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from revision_app.accounts.core import Person, Role
from revision_app.cohorts.core.archiving import (
    UNDONE_WITHIN,
    Archiving,
    NotArchived,
    must_be_archivable,
    must_be_undoable,
)
from revision_app.cohorts.core.cohort_dates import faults
from revision_app.cohorts.core.staff import Teaching, is_last, lead

TODAY = date(2026, 9, 1)
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
FAR, REVERSED = "Choose a year from 2025 to 2031.", "The cohort would end before it starts."


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "before", "wrong"),
    [
        (None, None, (None, None), {}),
        (TODAY, None, (None, None), {}),
        (None, TODAY, (None, None), {}),
        (TODAY, TODAY, (None, None), {}),
        (date(2025, 1, 1), date(2031, 12, 31), (None, None), {}),
        (date(2026, 10, 2), date(2026, 10, 1), (None, None), {"ends_on": REVERSED}),
        (date(2024, 12, 31), None, (None, None), {"starts_on": FAR}),
        (date(26, 9, 1), None, (None, None), {"starts_on": FAR}),
        (None, date(2032, 1, 1), (None, None), {"ends_on": FAR}),
        (date(9999, 12, 31), date(1, 1, 1), (None, None), {"starts_on": FAR, "ends_on": FAR}),
        (date(2020, 9, 1), TODAY, (date(2020, 9, 1), None), {}),
        (date(2020, 9, 1), TODAY, (None, date(2020, 9, 1)), {"starts_on": FAR}),
        (date(2020, 9, 1), date(2019, 9, 1), (date(2020, 9, 1), date(2019, 9, 1)), {"ends_on": REVERSED}),
    ],
)
def test_dates_of_a_cohort_are_in_order_and_near(starts_on, ends_on, before, wrong) -> None:
    found = faults(starts_on, ends_on, before=before, today=TODAY, ahead=5)
    assert found.keys() == wrong.keys()
    assert all(found[name].startswith(words) for name, words in wrong.items())


def teaching(number: int, began: int, chosen: int | None = None) -> Teaching:
    tutor = Person(number, f"Tutor {number}", f"{number}@example.org", frozenset({Role.TUTOR}))
    moments = [None if hours is None else NOON + timedelta(hours=hours) for hours in (began, chosen)]
    return Teaching(tutor, *moments)


@pytest.mark.parametrize(
    ("tutors", "leads"),
    [
        ([], None),
        ([teaching(1, 5)], 1),
        ([teaching(1, 5), teaching(2, 3)], 2),
        ([teaching(2, 3), teaching(1, 3)], 1),
        ([teaching(1, 5, chosen=7), teaching(2, 3)], 1),
        ([teaching(1, 5, chosen=7), teaching(2, 3, chosen=8)], 2),
        ([teaching(1, 5, chosen=9), teaching(2, 3, chosen=8)], 1),
    ],
)
def test_the_first_tutor_leads_until_another_is_chosen(tutors, leads) -> None:
    found = lead(tutors)
    assert (found and found.id) == leads


@pytest.mark.parametrize(
    ("archived", "sitting", "waiting", "words"),
    [
        (False, 0, [], None),
        (True, 0, [], "archived already"),
        (False, 1, [], "Not archived: 1 timed paper is being sat. "),
        (False, 2, [], "Not archived: 2 timed papers are being sat. "),
        (False, 0, ["1 piece"], "Not archived: 1 piece waiting to be marked. "),
        (
            *(False, 1, ["2 pieces", "1 written answer"]),
            "1 timed paper is being sat, and 2 pieces and 1 written answer waiting to be marked",
        ),
    ],
)
def test_a_cohort_is_archived_when_nothing_of_it_goes_on(archived, sitting, waiting, words) -> None:
    if words is None:
        must_be_archivable(archived=archived, sitting=sitting, waiting=waiting)
    else:
        with pytest.raises(NotArchived, match=words):
            must_be_archivable(archived=archived, sitting=sitting, waiting=waiting)


@pytest.mark.parametrize(("after", "may"), [(timedelta(0), True), (UNDONE_WITHIN / 2, True), (UNDONE_WITHIN, False)])
def test_archiving_is_undone_within_a_day(after: timedelta, may: bool) -> None:
    assert Archiving("Over.", "Chief", NOON).may_be_undone(NOON + after) is may
    if may:
        must_be_undoable(NOON, at=NOON + after)
    else:
        with pytest.raises(NotArchived, match="more than a day old"):
            must_be_undoable(NOON, at=NOON + after)


@pytest.mark.parametrize(("tutors", "last"), [([], False), ([1], True), ([2], False), ([1, 2], False)])
def test_the_last_tutor_is_the_only_one(tutors: list[int], last: bool) -> None:
    assert is_last(1, [teaching(number, 0).tutor for number in tutors]) is last
