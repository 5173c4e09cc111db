"""Marks, exactly: what an attempt's answers earned, by item and by criterion. Nothing here is rounded."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from ...bank.core.items import Item, Response, Unreadable
from ...bank.core.paper import ItemVersion, Paper, PassRules, shown
from .attempt import Attempt, StepKind


class ResultReason(StrEnum):
    """Why a result was written."""

    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"
    MARKED = "marked"  # by a tutor, after the parts that the site can mark
    REGRADED = "regraded"


class Way(StrEnum):
    """How an item is marked again."""

    AS_NOW = "as now"  # by the question as the files say it
    VOID = "void"  # taken out of every paper: nothing is earned and nothing was to be earned
    FULL = "full"  # every mark for everybody


@dataclass(frozen=True)
class ItemMark:
    """What one item earned. ``unsafe`` are the chosen options that would harm a client.

    ``pending`` means that a tutor is still to mark it; until then it has earned nothing. ``certainty`` is how sure the
    learner was. ``took`` is how long the learner was at it, as far as the saves tell. ``ruling`` says that the item
    was taken out, or its marks given to everybody.
    """

    version: ItemVersion
    response: Response
    scored: Fraction
    available: int
    unsafe: Response
    pending: bool = False
    certainty: int | None = None
    took: timedelta | None = None
    ruling: Way | None = None

    @property
    def is_full(self) -> bool:
        return self.scored == self.available

    @property
    def unmarked(self) -> int:
        """How many marks a person is still to decide on."""
        return self.available if self.pending else 0

    @property
    def is_void(self) -> bool:
        return self.ruling is Way.VOID


@dataclass(frozen=True)
class Correction:
    """An item is to be marked otherwise than by its versions ``old`` (their digests); ``new`` only for ``AS_NOW``."""

    way: Way
    old: frozenset[str]
    new: ItemVersion | None = None


@dataclass(frozen=True)
class CriterionMark:
    """The marks under one criterion; ``unmarked`` are those of ``available`` that a person is still to decide on."""

    criterion: str
    scored: Fraction
    available: int
    unmarked: int = 0

    @property
    def share(self) -> Fraction:
        return share(self.scored, self.available)


class NewMarks(Protocol):
    """What an attempt's marks are once one of its items was marked again; ``mark`` is that item's."""

    @property
    def attempt_id(self) -> int: ...
    @property
    def mark(self) -> ItemMark: ...
    @property
    def scored(self) -> Fraction: ...
    @property
    def available(self) -> int: ...
    @property
    def pending(self) -> int: ...
    @property
    def passed(self) -> bool: ...
    @property
    def by_criterion(self) -> tuple[CriterionMark, ...]: ...


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

    @property
    def unmarked(self) -> int:
        """How many of the marks a person is still to decide on; with any of them, no share says how it went."""
        return sum(mark.unmarked for mark in self.items)


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
    reason: ResultReason
    grade: Grade

    @property
    def share(self) -> Fraction:
        return share(self.grade.scored, self.grade.available)

    def shown(self, version: ItemVersion) -> Item:
        """An item in the order in which the attempt showed it."""
        return shown(self.paper, version, self.seed)

    @property
    def unsafe(self) -> tuple[ItemMark, ...]:
        return tuple(mark for mark in self.grade.items if mark.unsafe)


Corrections = Mapping[str, Sequence[Correction]]
"""By item, the corrections that its marks have come to, in their order."""


def share(scored: Fraction | int, available: int) -> Fraction:
    """What was earned of what could be; nothing where everything was taken out."""
    return Fraction(scored, available) if available else Fraction(0)


def grade(
    attempt: Attempt, given: Mapping[str, Fraction] | None = None, corrections: Corrections | None = None
) -> Grade:
    """Mark the latest response to each item of the paper; no answer earns nothing.

    ``given`` are the shares that a tutor has given, by item, where the item itself cannot say.
    """
    took, given, corrections = times(attempt), given or {}, corrections or {}
    items = tuple(
        corrected(_mark(version, attempt, given, took), corrections.get(version.item.id, ()), given)
        for version in attempt.paper.items
    )
    criteria = by_criterion(items)
    scored = sum((mark.scored for mark in items), start=Fraction(0))
    available = sum(mark.available for mark in items)
    unsafe = any(mark.unsafe for mark in items)
    return Grade(items, criteria, scored, available, passes(attempt.paper, scored, available, criteria, unsafe=unsafe))


def corrected(mark: ItemMark, corrections: Iterable[Correction], given: Mapping[str, Fraction]) -> ItemMark:
    """The mark as it is after these corrections, in their order.

    *Ours:* a response that the new version could not have been given, because an option is gone or the kind is
    another, keeps what it earned by the version that it answered. Full marks do not hide a choice that would harm.
    """
    for correction in corrections:
        if mark.version.digest in correction.old:
            mark = _corrected(mark, correction, given)
    return mark


def _corrected(mark: ItemMark, correction: Correction, given: Mapping[str, Fraction]) -> ItemMark:
    item = mark.version.item
    match correction.way:
        case Way.VOID:
            return replace(mark, scored=Fraction(0), available=0, unsafe=(), pending=False, ruling=Way.VOID)
        case Way.FULL:
            unsafe, full = item.unsafe(mark.response), Fraction(item.marks)
            return replace(mark, scored=full, available=item.marks, unsafe=unsafe, pending=False, ruling=Way.FULL)
        case Way.AS_NOW if correction.new and can_be_given(mark.response, mark.version, correction.new):
            new = correction.new
            earned = _earned(new, new.item.read(mark.response), given)
            return replace(earned, certainty=mark.certainty, took=mark.took)
    return mark


def can_be_given(response: Response, old: ItemVersion, new: ItemVersion) -> bool:
    """Whether a response to one version of an item says the same of another."""
    if old.item.kind != new.item.kind:
        return False
    try:
        return sorted(new.item.read(response)) == sorted(response)
    except Unreadable:
        return False


def passes(
    rules: PassRules, scored: Fraction, available: int, criteria: Iterable[CriterionMark], *, unsafe: bool
) -> bool:
    """Whether these marks meet the paper's rules: in all, in each criterion, and without an unsafe choice."""
    if rules.pass_mark is None or 100 * scored < rules.pass_mark * available:
        return False
    if rules.must_be_safe and unsafe:
        return False
    least = rules.pass_each_criterion or 0
    return all(100 * mark.scored >= least * mark.available for mark in criteria)


def by_criterion(marks: Iterable[ItemMark]) -> tuple[CriterionMark, ...]:
    """The marks under each criterion; an item's marks count in full for every criterion that it names."""
    totals: dict[str, tuple[Fraction, int, int]] = {}
    for mark in marks:
        for criterion in () if mark.is_void else mark.version.item.criteria:
            scored, available, unmarked = totals.get(criterion, (Fraction(0), 0, 0))
            totals[criterion] = (scored + mark.scored, available + mark.available, unmarked + mark.unmarked)
    return tuple(CriterionMark(criterion, *totals[criterion]) for criterion in sorted(totals))


def times(attempt: Attempt) -> dict[str, timedelta]:
    """How long was spent at each item: the time up to each of its saves since whatever was done before.

    Neither breaks count, nor the time between a submission and the reopening. What was read after the last save is not
    known.
    """
    spent: dict[str, timedelta] = {}
    before = attempt.started_at
    moments = [(step.at, step) for step in attempt.steps] + [(moment, None) for moment in attempt.reopened_at]
    for moment, step in sorted(moments, key=lambda dated: dated[0]):
        if step and step.item_id and step.kind is not StepKind.LATE:
            spent[step.item_id] = spent.get(step.item_id, timedelta(0)) + (moment - before)
        before = moment
    return spent


def _mark(
    version: ItemVersion, attempt: Attempt, given: Mapping[str, Fraction], took: Mapping[str, timedelta]
) -> ItemMark:
    step = attempt.answers.get(version.item.id)
    mark = _earned(version, step.response if step else (), given)
    return replace(mark, certainty=step.certainty if step else None, took=took.get(version.item.id))


def _earned(version: ItemVersion, response: Response, given: Mapping[str, Fraction]) -> ItemMark:
    item = version.item
    earned = item.mark(response)
    if earned is None:
        earned = given.get(item.id)
    scored = item.marks * (earned or Fraction(0))
    return ItemMark(version, response, scored, item.marks, item.unsafe(response), pending=earned is None)
