"""Marks, exactly: what an attempt's answers earned, by item and by criterion. Nothing here is rounded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from .attempt import Attempt
from .items import Response
from .paper import ItemVersion, Paper


class Reason(StrEnum):
    """Why a result was written."""

    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"


@dataclass(frozen=True)
class ItemMark:
    """What one item earned. ``unsafe`` are the chosen options that would harm a client."""

    version: ItemVersion
    response: Response
    scored: Fraction
    available: int
    unsafe: Response

    @property
    def is_full(self) -> bool:
        return self.scored == self.available


@dataclass(frozen=True)
class CriterionMark:
    criterion: str
    scored: Fraction
    available: int

    @property
    def share(self) -> Fraction:
        return Fraction(self.scored, self.available)


@dataclass(frozen=True)
class Grade:
    """The marks of an attempt, ready to be written down once."""

    items: tuple[ItemMark, ...]
    criteria: tuple[CriterionMark, ...]
    scored: Fraction
    available: int
    passed: bool


@dataclass(frozen=True)
class Result:
    """A result as it was written: the ``number``-th of its attempt, of which the latest counts.

    ``at`` is when the answers became final: the submission, or the deadline where time ran out.
    """

    attempt_id: int
    learner_id: int
    attempt_number: int
    paper: Paper
    started_at: datetime
    number: int
    at: datetime
    reason: Reason
    grade: Grade

    @property
    def share(self) -> Fraction:
        return Fraction(self.grade.scored, self.grade.available)

    @property
    def unsafe(self) -> tuple[ItemMark, ...]:
        return tuple(mark for mark in self.grade.items if mark.unsafe)


def grade(attempt: Attempt) -> Grade:
    """Mark the latest response to each item of the paper; no answer earns nothing."""
    responses = attempt.responses
    items = tuple(_mark(version, responses.get(version.item.id, ())) for version in attempt.paper.items)
    scored = sum((mark.scored for mark in items), start=Fraction(0))
    available = sum(mark.available for mark in items)
    return Grade(items, by_criterion(items), scored, available, 100 * scored >= attempt.paper.pass_mark * available)


def by_criterion(marks: Iterable[ItemMark]) -> tuple[CriterionMark, ...]:
    """The marks under each criterion; an item's marks count in full for every criterion that it names."""
    totals: dict[str, tuple[Fraction, int]] = {}
    for mark in marks:
        for criterion in mark.version.item.criteria:
            scored, available = totals.get(criterion, (Fraction(0), 0))
            totals[criterion] = (scored + mark.scored, available + mark.available)
    return tuple(CriterionMark(criterion, *totals[criterion]) for criterion in sorted(totals))


def _mark(version: ItemVersion, response: Response) -> ItemMark:
    item = version.item
    share = item.mark(response) or Fraction(0)  # what a tutor is still to mark has earned nothing yet
    return ItemMark(version, response, item.marks * share, item.marks, item.unsafe(response))
