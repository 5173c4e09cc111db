"""Marks, exactly: what an attempt's answers earned, by item and by criterion. Nothing here is rounded."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from .attempt import Attempt, StepKind
from .items import Item, Response
from .paper import ItemVersion, Paper, shown


class Reason(StrEnum):
    """Why a result was written."""

    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"
    MARKED = "marked"  # by a tutor, after the parts that the site can mark
    REGRADED = "regraded"


@dataclass(frozen=True)
class ItemMark:
    """What one item earned. ``unsafe`` are the chosen options that would harm a client.

    ``pending`` means that a tutor is still to mark it; until then it has earned nothing. ``certainty`` is how sure the
    learner was. ``took`` is how long the learner was at it, as far as the saves tell.
    """

    version: ItemVersion
    response: Response
    scored: Fraction
    available: int
    unsafe: Response
    pending: bool = False
    certainty: int | None = None
    took: timedelta | None = None

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

    @property
    def pending(self) -> int:
        """How many items a tutor is still to mark; the grade is provisional until there is none."""
        return sum(mark.pending for mark in self.items)


@dataclass(frozen=True)
class Result:
    """A result as it was written: the ``number``-th of its attempt, of which the latest counts.

    ``at`` is when the answers became final: the submission, or the deadline where time ran out.
    """

    attempt_id: int
    learner_id: int
    attempt_number: int
    paper: Paper
    seed: str
    started_at: datetime
    number: int
    at: datetime
    reason: Reason
    grade: Grade

    @property
    def share(self) -> Fraction:
        return Fraction(self.grade.scored, self.grade.available)

    def shown(self, version: ItemVersion) -> Item:
        """An item in the order in which the attempt showed it."""
        return shown(self.paper, version, self.seed)

    @property
    def unsafe(self) -> tuple[ItemMark, ...]:
        return tuple(mark for mark in self.grade.items if mark.unsafe)


def grade(attempt: Attempt, given: Mapping[str, Fraction] | None = None) -> Grade:
    """Mark the latest response to each item of the paper; no answer earns nothing.

    ``given`` are the shares that a tutor has given, by item, where the item itself cannot say.
    """
    took = times(attempt)
    items = tuple(_mark(version, attempt, given or {}, took) for version in attempt.paper.items)
    criteria = by_criterion(items)
    scored = sum((mark.scored for mark in items), start=Fraction(0))
    available = sum(mark.available for mark in items)
    return Grade(items, criteria, scored, available, passes(attempt.paper, items, criteria))


def passes(paper: Paper, items: Iterable[ItemMark], criteria: Iterable[CriterionMark]) -> bool:
    """Whether these marks meet the paper's rules: in all, in each criterion, and without an unsafe choice."""
    items = tuple(items)
    scored, available = sum(mark.scored for mark in items), sum(mark.available for mark in items)
    if paper.pass_mark is None or 100 * scored < paper.pass_mark * available:
        return False
    if paper.must_be_safe and any(mark.unsafe for mark in items):
        return False
    least = paper.pass_each_criterion or 0
    return all(100 * mark.scored >= least * mark.available for mark in criteria)


def by_criterion(marks: Iterable[ItemMark]) -> tuple[CriterionMark, ...]:
    """The marks under each criterion; an item's marks count in full for every criterion that it names."""
    totals: dict[str, tuple[Fraction, int]] = {}
    for mark in marks:
        for criterion in mark.version.item.criteria:
            scored, available = totals.get(criterion, (Fraction(0), 0))
            totals[criterion] = (scored + mark.scored, available + mark.available)
    return tuple(CriterionMark(criterion, *totals[criterion]) for criterion in sorted(totals))


def times(attempt: Attempt) -> dict[str, timedelta]:
    """How long was spent at each item: the time up to each of its saves since whatever was done before.

    Breaks do not count. What was read after the last save is not known.
    """
    spent: dict[str, timedelta] = {}
    before = attempt.started_at
    for step in sorted(attempt.steps, key=lambda one: one.at):
        if step.item_id and step.kind is not StepKind.LATE:
            spent[step.item_id] = spent.get(step.item_id, timedelta(0)) + (step.at - before)
        before = step.at
    return spent


def _mark(
    version: ItemVersion, attempt: Attempt, given: Mapping[str, Fraction], took: Mapping[str, timedelta]
) -> ItemMark:
    item, step = version.item, attempt.answers.get(version.item.id)
    response = step.response if step else ()
    share = item.mark(response)
    if share is None:
        share = given.get(item.id)
    return ItemMark(
        version,
        response,
        item.marks * (share or Fraction(0)),
        item.marks,
        item.unsafe(response),
        pending=share is None,
        certainty=step.certainty if step else None,
        took=took.get(item.id),
    )
