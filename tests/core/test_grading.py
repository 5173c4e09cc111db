from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.attempt import Attempt, Step, StepKind
from revision_app.quiz.attempts.core.grading import Grade, grade
from revision_app.quiz.attempts.core.timing import Timing
from tests.support.papers import a_multiple, a_paper, an_item

NINE = datetime(2026, 9, 1, 9, tzinfo=UTC)


def graded(*answers: tuple[str, str], **paper) -> Grade:
    """The grade for these ``(item, letters)`` in order."""
    steps = [
        Step(StepKind.RESPONDED, NINE, str(n), item, tuple(letters), n) for n, (item, letters) in enumerate(answers, 1)
    ]
    return grade(Attempt(1, 1, 1, a_paper(**paper), Timing(NINE, timedelta(minutes=20)), tuple(steps)))


def test_everything_right_is_full_marks():
    marks = graded(("one", "b"), ("many", "ac"), ("two", "b"))
    assert (marks.scored, marks.available, marks.passed) == (4, 4, True)


def test_no_answers_earn_nothing():
    marks = graded()
    assert (marks.scored, marks.available, marks.passed) == (0, 4, False)


def test_part_of_a_multiple_response_earns_part_of_its_marks_exactly():
    items = (a_multiple("many", key=["a", "b", "c"], marks=3),)
    assert graded(("many", "a"), items=items).scored == 1
    assert graded(("many", "abd"), items=items).scored == 1


def test_the_last_answer_is_the_one_that_is_marked():
    assert graded(("one", "b"), ("one", "a")).scored == 0
    assert graded(("one", "a"), ("one", "b")).scored == 1
    assert graded(("one", "b"), ("one", "")).scored == 0


def test_marks_count_in_full_for_each_criterion_that_an_item_names():
    marks = graded(("one", "b"), ("many", "a"))
    assert [(mark.criterion, mark.scored, mark.available) for mark in marks.criteria] == [("1.1", 2, 4), ("1.2", 1, 2)]
    assert marks.criteria[0].share == Fraction(1, 2)


def test_unsafe_choices_are_kept_apart_from_the_score():
    marks = graded(("one", "a"), ("many", "acd"))
    assert [(mark.version.item.id, mark.unsafe) for mark in marks.items if mark.unsafe] == [
        ("one", ("a",)),
        ("many", ("d",)),
    ]
    assert marks.scored == 1


@pytest.mark.parametrize(("pass_mark", "passed"), [(75, True), (76, False)])
def test_the_pass_mark_itself_passes(pass_mark, passed):
    assert graded(("one", "b"), ("many", "ac"), pass_mark=pass_mark).passed is passed


def test_a_third_is_neither_rounded_up_nor_down():
    items = tuple(an_item(f"i{n}") for n in range(3))
    assert graded(("i0", "b"), ("i1", "b"), items=items, pass_mark=67).passed is False
    assert graded(("i0", "b"), ("i1", "b"), items=items, pass_mark=66).passed is True


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["one", "two", "many"]), st.sampled_from(["", "a", "b", "c"]))))
def test_a_grade_adds_up_and_stays_within_its_bounds(answers):
    marks = graded(*answers)
    assert marks.scored == sum(mark.scored for mark in marks.items)
    assert 0 <= marks.scored <= marks.available
    assert all(0 <= mark.scored <= mark.available for mark in (*marks.items, *marks.criteria))
