"""Marking again: what an author changed in an item, and what that does to results that are written already."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from ...shared.refusal import Refusal
from .grading import Correction, CriterionMark, ItemMark, Way, can_be_given, corrected, passes
from .paper import ItemVersion, Rules

# Fields that are read and never marked. Every other field, and any that comes to be added, may touch marks.
_READ_ONLY = frozenset(
    "stem text rationale citations section difficulty part update case title facts vignette figure svg name description"
    " shape panel model scale point words keep_last".split()
)
_COMPARED = frozenset({"wrong"})  # the texts in here are compared with what was typed
_ORDERED = frozenset({"elements"})  # the order of these is the key

Value = object
Marks = tuple[Fraction, int]
"""Marks scored, and marks available."""


class NothingToRegrade(Refusal):
    """No result would be written."""


class StillRunning(Refusal):
    """Another regrade of the same item has not come to its end."""


class NothingLeft(Refusal):
    """Taking the item out would leave a paper without a mark to earn."""


class NotYours(Refusal):
    """The regrade touches learners whom this tutor does not teach."""

    status = 403


@dataclass(frozen=True)
class Change:
    """One field that two versions say otherwise; none where one of them does not have it."""

    where: tuple[str, ...]
    old: str | None
    new: str | None
    marks: bool  # whether it may touch what a response earns


def changes(old: ItemVersion, new: ItemVersion) -> tuple[Change, ...]:
    """What changed from one version of an item to another, field by field; what touches marks stands first."""
    found = _changes(_fields(old), _fields(new), ())
    return tuple(sorted(found, key=lambda change: (not change.marks, change.where[:1] != ("key",))))


def _fields(version: ItemVersion) -> dict[str, Value]:
    said = json.loads(version.text)
    drawing = {"drawing": said["figure"]} if "figure" in said else {}
    return {**said["item"], "client": said["case"], **drawing}


def _changes(old: Value, new: Value, where: tuple[str, ...]) -> Iterator[Change]:
    if json.dumps(old) == json.dumps(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            yield from _changes(old.get(name), new.get(name), (*where, name))
        if _in_another_order(old, new):
            touches = bool(where) and where[-1] in _ORDERED
            yield Change((*where, "order"), ", ".join(old), ", ".join(new), touches)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new) and _has_parts(old):
        for n, (before, after) in enumerate(zip(old, new, strict=True), 1):
            yield from _changes(before, after, (*where, str(n)))
    else:
        yield Change(where, _said(old), _said(new), _touches_marks(where, old) or _touches_marks(where, new))


def _in_another_order(old: Value, new: Value) -> bool:
    if not (isinstance(old, dict) and isinstance(new, dict)):
        return False
    return [name for name in old if name in new] != [name for name in new if name in old]


def _has_parts(values: list[Value]) -> bool:
    return any(isinstance(value, dict) for value in values)


def _touches_marks(where: tuple[str, ...], value: Value) -> bool:
    """Whether anything at or under this place may be marked."""
    if isinstance(value, dict):
        return any(_touches_marks((*where, name), part) for name, part in value.items())
    if isinstance(value, list) and _has_parts(value):
        return any(_touches_marks(where, part) for part in value)
    if value in (None, False) or "client" in where[:1] or "drawing" in where[:1] or "rationale" in where:
        return False
    return bool(_COMPARED.intersection(where)) or not _READ_ONLY.intersection(where)


def _said(value: Value) -> str | None:
    """A value in words; parts on lines of their own."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "\n".join(f"{name.replace('_', ' ')}: {_said(part)}" for name, part in value.items() if name != "svg")
    if isinstance(value, list):
        return ("\n" if _has_parts(value) else ", ").join(_said(part) or "" for part in value)
    return str(value)


@dataclass(frozen=True)
class Standing:
    """What the latest result of an attempt says that marking one of its items again can change.

    ``unsafe_elsewhere`` is whether another item was answered unsafely; ``given`` is the share of the item's marks that
    a tutor gave, where one did. ``looked_at`` is the digest of the version by which the item was last marked again, or
    would have been if the response could have been given to it.
    """

    attempt_id: int
    learner_id: int
    result_id: int
    rules: Rules
    mark: ItemMark
    scored: Fraction
    available: int
    pending: int
    passed: bool
    criteria: Mapping[str, Marks]
    unsafe_elsewhere: bool
    given: Fraction | None = None
    looked_at: str | None = None

    @property
    def marks(self) -> Marks:
        return self.scored, self.available

    @property
    def by_criterion(self) -> tuple[CriterionMark, ...]:
        return tuple(CriterionMark(name, *self.criteria[name]) for name in sorted(self.criteria))

    def after(self, correction: Correction) -> "Standing":
        """The same once the item is marked again."""
        given = {} if self.given is None else {self.mark.version.item.id: self.given}
        mark = corrected(self.mark, [correction], given)
        then = replace(
            self,
            mark=mark,
            scored=self.scored - self.mark.scored + mark.scored,
            available=self.available - self.mark.available + mark.available,
            pending=self.pending - self.mark.pending + mark.pending,
            criteria=_moved(self.criteria, self.mark, mark),
        )
        unsafe = self.unsafe_elsewhere or bool(mark.unsafe)
        return replace(then, passed=passes(self.rules, then.scored, then.available, then.by_criterion, unsafe=unsafe))


def _moved(criteria: Mapping[str, Marks], old: ItemMark, new: ItemMark) -> dict[str, Marks]:
    """The marks by criterion with one item's marks taken away and put in anew; what has none left is not there."""
    found = dict(criteria)
    for mark, sign in ((old, -1), (new, 1)):
        for name in mark.version.item.criteria:
            scored, available = found.get(name, (Fraction(0), 0))
            found[name] = (scored + sign * mark.scored, available + sign * mark.available)
    return {name: marks for name, marks in found.items() if marks[1]}


@dataclass(frozen=True)
class Before:
    """A result beside what it becomes."""

    now: Standing
    then: Standing

    @property
    def is_other(self) -> bool:
        """Whether its marks or its outcome become others: that is what a learner is told."""
        return self.now.marks != self.then.marks or self.outcome != 0 or self.now.pending != self.then.pending

    @property
    def difference(self) -> int:
        """Whether its share of the marks rises (1), falls (-1) or stays (0)."""
        now, then = (one.scored * other.available for one, other in ((self.now, self.then), (self.then, self.now)))
        return (then > now) - (then < now)

    @property
    def outcome(self) -> int:
        """Whether it is passed only then (1), or passed no longer (-1)."""
        return self.then.passed - self.now.passed


@dataclass(frozen=True)
class Effect:
    """What marking an item again does to the results of one paper, as counts.

    ``kept`` are responses that the new version could not have been given; they keep what they earned.
    """

    paper_id: str
    title: str
    attempts: int = 0
    other: int = 0
    rise: int = 0
    fall: int = 0
    newly_passed: int = 0
    no_longer_passed: int = 0
    kept: int = 0

    def __add__(self, other: "Effect") -> "Effect":
        return Effect(
            self.paper_id,
            self.title,
            *(getattr(self, name) + getattr(other, name) for name in _COUNTS),
        )


_COUNTS = ("attempts", "other", "rise", "fall", "newly_passed", "no_longer_passed", "kept")


@dataclass(frozen=True)
class DryRun:
    """What one way of marking again would do, before anything is written."""

    correction: Correction
    results: tuple[Before, ...]

    @property
    def papers(self) -> tuple[Effect, ...]:
        """The counts by paper, in the order of their titles."""
        found: dict[str, Effect] = {}
        for before in self.results:
            one = self._counted(before)
            found[one.paper_id] = found[one.paper_id] + one if one.paper_id in found else one
        return tuple(sorted(found.values(), key=lambda effect: effect.title))

    @property
    def whole(self) -> Effect:
        return sum(self.papers, Effect("", ""))

    @property
    def changed(self) -> tuple[Before, ...]:
        """The results whose marks or outcome become others."""
        return tuple(before for before in self.results if before.is_other)

    @property
    def leaves_nothing(self) -> bool:
        """Whether a paper would have no mark left that could be earned."""
        return any(not before.then.available for before in self.results)

    def _counted(self, before: Before) -> Effect:
        new, mark = self.correction.new, before.now.mark
        return Effect(
            before.now.rules.id,
            before.now.rules.title,
            attempts=1,
            other=before.is_other,
            rise=before.difference > 0,
            fall=before.difference < 0,
            newly_passed=before.outcome > 0,
            no_longer_passed=before.outcome < 0,
            kept=new is not None and not can_be_given(mark.response, mark.version, new),
        )


def dry_run(standings: Iterable[Standing], correction: Correction) -> DryRun:
    """What a correction would do to these results; those that it does not speak of are left out."""
    concerned = [one for one in standings if concerns(correction, one)]
    return DryRun(correction, tuple(Before(one, one.after(correction)) for one in concerned))


def concerns(correction: Correction, standing: Standing) -> bool:
    """Whether this is one of the marks to be given otherwise, and is not given so already."""
    mark, new = standing.mark, correction.new
    if mark.version.digest not in correction.old:
        return False
    if new is None:
        return mark.ruling is not correction.way
    return (mark.version.digest != new.digest or mark.ruling is not None) and standing.looked_at != new.digest


def offered(stored: Mapping[str, ItemVersion], now: ItemVersion | None, in_use: Iterable[str]) -> dict[Way, Correction]:
    """The corrections that can be chosen for an item, given its versions that were ever sat.

    *Ours:* taking out and full marks speak of the versions that the files no longer say, where results are still
    marked by one (``in_use``); otherwise of every version. So a question that was put right counts from then on.
    """
    every = frozenset(stored)
    earlier = every - {now.digest} if now else every
    ruled = earlier if earlier.intersection(in_use) else every
    ways = {Way.AS_NOW: Correction(Way.AS_NOW, every, now)} if now else {}
    return ways | {way: Correction(way, ruled) for way in (Way.VOID, Way.FULL)}


@dataclass(frozen=True)
class Regrade:
    """A decision to mark an item again; ``counted`` results were to be written, ``done`` are."""

    id: int
    item_id: str
    correction: Correction
    reason: str
    author_id: int
    at: datetime
    counted: int
    done: int
    finished_at: datetime | None

    @property
    def way(self) -> Way:
        return self.correction.way

    @property
    def share(self) -> Fraction:
        return Fraction(min(self.done, self.counted), self.counted) if self.counted else Fraction(1)
