"""What a result leads with, what a pass still needs, and the one step that is next."""

from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest

from revision_app.quiz.attempts.core.grading import CriterionMark, Result, ResultReason
from revision_app.quiz.attempts.core.outline import MOST_LINES, NextStep, next_step, outline, shortfall, weakest
from revision_app.quiz.attempts.core.report import Report
from revision_app.quiz.attempts.core.self_marking import SelfMark
from revision_app.quiz.bank.core.reveal import Part
from tests.core.test_grading import graded
from tests.support.papers import a_paper, an_item, an_open_answer

AT = datetime(2026, 9, 1, 9, tzinfo=UTC)
ALL = frozenset(Part)
PRACTICE: dict[str, Any] = {"mode": "practice", "minutes": ..., "attempts": ..., "pass_mark": ...}


def a_report(*answers: tuple[str, str], parts: frozenset[Part] = ALL, **paper: Any) -> Report:
    result = Result(1, 1, 1, a_paper(**paper), "seed", AT, 1, AT, ResultReason.SUBMITTED, graded(*answers, **paper))
    return Report(result, parts)


def places(report: Report, **how: bool) -> tuple[list[int], list[int]]:
    found = outline(report, **how)
    return [one.n for one in found.leading], [one.n for one in found.rest]


def test_what_was_missed_or_is_to_be_marked_leads_in_its_order() -> None:
    items = (an_item("one"), an_open_answer("open"), an_item("two"), an_item("three"))
    report = a_report(("one", "b"), ("open", "x"), ("three", "c"), items=items)
    assert places(report) == ([2, 3, 4], [1])
    assert places(report, everything=True) == ([1, 2, 3, 4], [])
    assert places(replace(report, parts=frozenset({Part.ATTEMPT, Part.MARKS}))) == ([1, 2, 3, 4], [])


@pytest.mark.parametrize(
    ("missed", "right", "stretches"),
    [
        (MOST_LINES, 20, []),
        (13, 0, [(1, 10, 10), (11, 13, 3)]),
        (30, 30, [(1, 10, 10), (11, 20, 10), (21, 30, 10)]),
    ],
)
def test_more_than_fit_stand_together_by_tens(missed: int, right: int, stretches: list[tuple[int, int, int]]) -> None:
    items = tuple(an_item(f"item-{n}") for n in range(missed + right))
    report = a_report(*((f"item-{n}", "b") for n in range(missed, missed + right)), items=items)
    assert [(one.first, one.last, one.missed) for one in outline(report).stretches] == stretches


@pytest.mark.parametrize(
    ("answers", "rules", "lacks"),
    [
        ((("one", "b"),), {}, (2, (), False)),  # 1 of 4, and 2.4 are needed
        ((("one", "b"), ("many", "a")), {"pass_each_criterion": 80}, (1, ("1.1", "1.2"), False)),
        ((("one", "b"), ("many", "ac"), ("two", "a")), {"must_be_safe": True}, (0, (), True)),
        ((("one", "b"), ("many", "ac"), ("two", "a")), {}, None),  # passed
        ((), {"pass_mark": ...} | PRACTICE, None),
    ],
)
def test_a_result_says_what_a_pass_still_needs(answers: Any, rules: Any, lacks: Any) -> None:
    result = a_report(*answers, **rules).result
    found = shortfall(result.paper, result.grade, unsafe=bool(result.unsafe))
    assert (found and (found.marks, found.criteria, found.unsafe)) == lacks


def test_nothing_is_said_of_a_pass_while_marks_are_open() -> None:
    result = a_report(("open", "x"), items=(an_open_answer("open"),)).result
    assert shortfall(result.paper, result.grade, unsafe=False) is None


def test_of_many_criteria_the_weakest_are_shown_in_their_order() -> None:
    marks = [CriterionMark(f"1.{n}", Fraction(n % 5), 5) for n in range(1, 10)]
    assert weakest(marks[:6]) == tuple(marks[:6])
    assert [one.criterion for one in weakest(marks)] == ["1.1", "1.2", "1.5", "1.6", "1.7"]


OPEN: dict[str, Any] = {"items": (an_open_answer("open"), an_item("one"))}
MARKED = {"self_marks": {"open": SelfMark(frozenset({0}), AT)}}


@pytest.mark.parametrize(
    ("answers", "paper", "more", "step"),
    [
        ((("one", "c"),), {}, {}, NextStep.PRACTISE_MISSED),
        ((("one", "b"), ("many", "ac"), ("two", "b")), {}, {}, NextStep.PUT_FORWARD),
        ((("one", "b"), ("many", "ac"), ("two", "b")), PRACTICE, {}, NextStep.NOTHING),
        ((("open", "x"), ("one", "c")), OPEN | PRACTICE, {}, NextStep.MARK_OWN),
        ((("open", "x"), ("one", "c")), OPEN | PRACTICE, MARKED, NextStep.PRACTISE_MISSED),
        ((("open", "x"), ("one", "c")), OPEN | PRACTICE, {"asked": {"open": AT}}, NextStep.PRACTISE_MISSED),
        ((("open", "x"), ("one", "b")), OPEN, {}, NextStep.NOTHING),  # a tutor is to mark it
        ((("one", "c"),), {}, {"parts": frozenset({Part.ATTEMPT, Part.MARKS})}, NextStep.NOTHING),
        ((("one", "c"),), {}, {"parts": frozenset({Part.ATTEMPT})}, NextStep.NOTHING),
    ],
)
def test_one_step_is_next(answers: Any, paper: Any, more: Any, step: NextStep) -> None:
    assert next_step(replace(a_report(*answers, **paper), **more)) is step
