from datetime import UTC, datetime, timedelta

import pytest

from revision_app.quiz.bank.core.reveal import PRACTICE, TIMED, Moment, Part, moment, parts_beside, shown

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)
ANSWERS_ONLY = {Part.ATTEMPT}


def at(minute: float) -> datetime:
    return NINE + timedelta(minutes=minute)


@pytest.mark.parametrize(
    ("minute", "finished", "closes", "expected"),
    [
        (5, None, None, Moment.DURING),
        (5, None, 3, Moment.DURING),
        (5, 4, None, Moment.JUST_AFTER),
        (6, 4, None, Moment.LATER),
        (6, 4, 60, Moment.LATER),
        (5, 4, 5, Moment.CLOSED),
        (600, 4, 60, Moment.CLOSED),
    ],
)
def test_where_in_its_life_an_attempt_is(minute, finished, closes, expected):
    found = moment(at(minute), None if finished is None else at(finished), None if closes is None else at(closes))
    assert found is expected


def test_practice_shows_everything_at_once_and_a_timed_paper_nothing_but_the_answers_while_it_runs():
    dates = {"finished_at": None, "closes_at": None, "release_at": None}
    assert shown(PRACTICE, at(0), **dates) == set(Part)
    assert shown(TIMED, at(0), **dates) == ANSWERS_ONLY
    assert shown(TIMED, at(1), **dates | {"finished_at": at(1)}) == set(Part)


def test_before_results_are_released_nothing_of_them_is_shown():
    dates = {"finished_at": at(0), "closes_at": None, "release_at": at(60)}
    assert (shown(TIMED, at(59), **dates), shown(TIMED, at(60), **dates)) == (ANSWERS_ONLY, set(Part))


@pytest.mark.parametrize(
    ("keeping", "may_be_shown"),
    [
        ((), set(Part)),
        (("this",), {Part.ATTEMPT, Part.MARKS}),
        (("other",), ANSWERS_ONLY),
        (("this", "other"), ANSWERS_ONLY),
    ],
)
def test_a_paper_that_is_open_again_leaves_its_marks_and_another_leaves_the_answers_only(keeping, may_be_shown):
    assert parts_beside(keeping, "this") == may_be_shown
