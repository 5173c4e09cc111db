"""Marking again: what a decision about an item does to results that are written already."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cached_property

from ....shared.refusal import Refusal
from ...attempts.core.grading import Correction, CriterionMark, ItemMark, Way, can_be_given, corrected, passes
from ...attempts.core.groups import in_whole_groups
from ...attempts.core.report import Marked, RegradeDecision
from ...bank.core.items import Item
from ...bank.core.paper import ItemVersion, Rules
from .changes import Change, changes

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
class ResultStanding:
    """What the latest result of an attempt says that marking one of its items again can change.

    ``unsafe_elsewhere`` is whether another item was answered unsafely; ``given`` is the share of the item's marks that
    a tutor gave, where one did. ``looked_at`` is the digest of the version by which the item was last marked again, or
    would have been if the response could have been given to it. ``shown`` is whether whoever asks may see whose it is.
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
    shown: bool = True

    @property
    def marks(self) -> Marks:
        return self.scored, self.available

    @property
    def by_criterion(self) -> tuple[CriterionMark, ...]:
        return tuple(CriterionMark(name, *self.criteria[name]) for name in sorted(self.criteria))

    def after(self, correction: Correction) -> "ResultStanding":
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
    moved = dict(criteria)
    for mark, sign in ((old, -1), (new, 1)):
        for name in mark.version.item.criteria:
            scored, available = moved.get(name, (Fraction(0), 0))
            moved[name] = (scored + sign * mark.scored, available + sign * mark.available)
    return {name: marks for name, marks in moved.items() if marks[1]}


@dataclass(frozen=True)
class Before:
    """A result beside what it becomes."""

    now: ResultStanding
    then: ResultStanding

    @property
    def learner_id(self) -> int:
        return self.now.learner_id

    @property
    def group(self) -> str:
        """The paper, among whose results it is counted."""
        return self.now.rules.id

    @property
    def is_other(self) -> bool:
        """Whether its marks or its outcome become others: that is what a learner is told."""
        return self.now.marks != self.then.marks or self.outcome != 0 or self.now.pending != self.then.pending

    @property
    def difference(self) -> int:
        """Whether its share of the marks rises (1), falls (-1) or stays (0)."""
        now, then = (marks.scored * other.available for marks, other in ((self.now, self.then), (self.then, self.now)))
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
        effects: dict[str, Effect] = {}
        for before in self.results:
            counted = self._counted(before)
            so_far = effects.get(counted.paper_id)
            effects[counted.paper_id] = so_far + counted if so_far else counted
        return tuple(sorted(effects.values(), key=lambda effect: effect.title))

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

    def in_whole_groups(self) -> "DryRun":
        """The same over whole groups of learners: for whoever does not teach them."""
        return replace(self, results=tuple(in_whole_groups(self.results)))

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


def dry_run(standings: Iterable[ResultStanding], correction: Correction) -> DryRun:
    """What a correction would do to these results; those that it does not speak of are left out."""
    concerned = [standing for standing in standings if concerns(correction, standing)]
    return DryRun(correction, tuple(Before(standing, standing.after(correction)) for standing in concerned))


def concerns(correction: Correction, standing: ResultStanding) -> bool:
    """Whether this is one of the marks to be given otherwise, and is not given so already."""
    mark, new = standing.mark, correction.new
    if mark.version.digest not in correction.old:
        return False
    if new is None:
        return mark.ruling is not correction.way
    return (mark.version.digest != new.digest or mark.ruling is not None) and standing.looked_at != new.digest


@dataclass(frozen=True)
class Outdated:
    """An item that was changed since results were marked by it, and how many these are."""

    item: Item
    results: int
    touches_marks: bool


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


@dataclass(frozen=True)
class ItemResults:
    """An item, its versions that were ever sat, what was decided on it, and how every result with it stands.

    ``now`` is the version that the files say; ``None`` if the item is no longer in the bank.
    """

    item_id: str
    versions: Mapping[str, ItemVersion]
    now: ItemVersion | None
    regrades: tuple[Regrade, ...]
    standings: tuple[ResultStanding, ...]

    @property
    def _undecided(self) -> list[ResultStanding]:
        """The results that are marked by a version which the files no longer say, and no one has decided so."""
        digest = self.now.digest if self.now else None
        return [
            standing
            for standing in self.standings
            if standing.mark.ruling is None and digest not in (standing.mark.version.digest, standing.looked_at)
        ]

    @cached_property
    def corrections(self) -> dict[Way, Correction]:
        """The ways in which it can be marked again.

        *Ours:* taking out and full marks speak of the versions that the files no longer say, where results are still
        marked by one; otherwise of every version. So a question that was put right counts from then on.
        """
        every = frozenset(self.versions)
        earlier = every - {self.now.digest} if self.now else every
        ruled = earlier if self._undecided else every
        ways = {Way.AS_NOW: Correction(Way.AS_NOW, every, self.now)} if self.now else {}
        return ways | {way: Correction(way, ruled) for way in (Way.VOID, Way.FULL)}

    @cached_property
    def runs(self) -> tuple[DryRun, ...]:
        """What each of these ways would do to the results that may be shown."""
        shown = [standing for standing in self.standings if standing.shown]
        return tuple(dry_run(shown, correction) for correction in self.corrections.values())

    @property
    def reaches_beyond(self) -> bool:
        """Whether some way concerns results that may not be shown."""
        hidden = [standing for standing in self.standings if not standing.shown]
        return any(concerns(correction, standing) for correction in self.corrections.values() for standing in hidden)

    @property
    def earlier(self) -> list[tuple[ItemVersion, int]]:
        """The versions which the files no longer say, with how many results they mark, the most first."""
        counted = Counter(standing.mark.version.digest for standing in self._undecided if self.now)
        return [(self.versions[digest], n) for digest, n in counted.most_common()]

    def changes(self, version: ItemVersion) -> tuple[Change, ...]:
        return changes(version, self.now) if self.now else ()

    @property
    def running(self) -> Regrade | None:
        """The regrade that has not come to its end."""
        return next((regrade for regrade in self.regrades if regrade.finished_at is None), None)


@dataclass(frozen=True)
class Remarked:
    """A result that a regrade wrote, and the one before it."""

    attempt_id: int
    learner_id: int
    title: str
    before: Marked
    after: Marked
    decision: RegradeDecision

    @property
    def group(self) -> str:
        """The paper, among whose results it is counted."""
        return self.title

    @property
    def is_other(self) -> bool:
        """Whether its marks or its outcome became others: that is what a learner is told."""
        return self.before.differs(self.after)

    @property
    def difference(self) -> int:
        return (self.after.share > self.before.share) - (self.after.share < self.before.share)

    @property
    def outcome(self) -> int:
        return self.after.passed - self.before.passed
