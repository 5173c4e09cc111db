"""A result in outline: what a pass still needs, the one step that is next, and which questions stand open."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil

from ...bank.core.paper import PassRules
from ...bank.core.reveal import Part
from .grading import CriterionMark, Grade, ItemMark
from .report import Report

MOST_LINES = 12
"""So many questions stand as lines of their own; more are put together, so that a phone shows all in four screens."""

STRETCH = 10
MOST_CRITERIA = 6
WEAKEST = 5


class NextStep(StrEnum):
    """What its learner does next about a result."""

    MARK_OWN = "mark own"
    PRACTISE_MISSED = "practise missed"
    PUT_FORWARD = "put forward"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Shortfall:
    """What a pass still needs: so many marks more, enough in these criteria, and no unsafe choice."""

    marks: int
    criteria: tuple[str, ...]
    unsafe: bool


@dataclass(frozen=True)
class Question:
    """A question of a result; ``n`` is its place in the paper, from 1."""

    n: int
    mark: ItemMark

    @property
    def is_missed(self) -> bool:
        return not self.mark.is_full and not self.mark.pending


@dataclass(frozen=True)
class Stretch:
    """Questions that stand together under the places from ``first`` to ``last``."""

    first: int
    last: int
    questions: tuple[Question, ...]

    @property
    def missed(self) -> int:
        return sum(question.is_missed for question in self.questions)


@dataclass(frozen=True)
class Outline:
    """The questions in order. Those that need their learner lead; the ``rest`` stands behind one line.

    ``stretches`` are what leads, put together by tens, where it is more than ``MOST_LINES``.
    """

    leading: tuple[Question, ...]
    rest: tuple[Question, ...]

    @property
    def needs_map(self) -> bool:
        """Whether the questions are so many that one finds them by their numbers."""
        return len(self.leading) + len(self.rest) > MOST_LINES

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        if len(self.leading) <= MOST_LINES:
            return ()
        tens: dict[int, list[Question]] = {}
        for question in self.leading:
            tens.setdefault((question.n - 1) // STRETCH, []).append(question)
        end = max(question.n for question in (*self.leading, *self.rest))
        return tuple(
            Stretch(ten * STRETCH + 1, min((ten + 1) * STRETCH, end), tuple(questions))
            for ten, questions in tens.items()
        )


def outline(report: Report, *, everything: bool = False) -> Outline:
    """The questions of a result. ``everything`` in order, or first what was missed or is still to be marked.

    Where it may not be said yet what was right, everything leads.
    """
    questions = tuple(Question(n, mark) for n, mark in enumerate(report.result.grade.items, 1))
    if everything or Part.CORRECTNESS not in report.parts:
        return Outline(questions, ())
    leading = tuple(one for one in questions if one.is_missed or one.mark.pending)
    return Outline(leading, tuple(one for one in questions if one not in leading))


def shortfall(rules: PassRules, grade: Grade, *, unsafe: bool) -> Shortfall | None:
    """What these marks lack to a pass; ``None`` if they pass, if nothing is passed, or while any mark is open.

    Marks are rounded up to whole ones, for so many more are sure to be enough in all.
    """
    if rules.pass_mark is None or grade.passed or grade.unmarked:
        return None
    marks = max(0, ceil(Fraction(rules.pass_mark * grade.available, 100) - grade.scored))
    least = rules.pass_each_criterion or 0
    low = tuple(one.criterion for one in grade.criteria if 100 * one.scored < least * one.available)
    return Shortfall(marks, low, rules.must_be_safe and unsafe)


def weakest(criteria: Iterable[CriterionMark]) -> tuple[CriterionMark, ...]:
    """All criteria if they are few, else those with the least share of their marks, in the order of their codes."""
    listed = tuple(criteria)
    if len(listed) <= MOST_CRITERIA:
        return listed
    low = sorted(listed, key=lambda one: one.share)[:WEAKEST]
    return tuple(one for one in listed if one in low)


def next_step(report: Report) -> NextStep:
    """The one step that is next for its learner: their own marking, then what they missed, then to put it forward."""
    grade = report.result.grade
    if not report.counts or Part.MARKS not in report.parts:
        return NextStep.NOTHING
    if any(report.is_self_marked(mark) and mark.pending and not _is_marked(report, mark) for mark in grade.items):
        return NextStep.MARK_OWN
    if report.missed and Part.CORRECTNESS in report.parts:
        return NextStep.PRACTISE_MISSED
    paper = report.result.paper
    if not grade.pending and not paper.is_practice and (grade.passed or paper.pass_mark is None):
        return NextStep.PUT_FORWARD
    return NextStep.NOTHING


def _is_marked(report: Report, mark: ItemMark) -> bool:
    return mark.version.item.id in report.self_marks or report.waits(mark)
