"""A result as a learner reads it: what may be shown, how it stands beside earlier ones, and why answers went wrong."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from ...bank.core.items.open_answer import OpenAnswer
from ...bank.core.paper import ItemVersion, PaperFile
from ...bank.core.reveal import Part
from .grading import ItemMark, Result, ResultReason, Way, share
from .self_marking import SelfMark


class MissReason(StrEnum):
    """Why an answer went wrong, as the learner sees it; the words stand on buttons."""

    DID_NOT_KNOW = "I did not know"
    MISREAD = "I misread"
    REASONED_WRONGLY = "I reasoned wrongly"
    RAN_OUT_OF_TIME = "I ran out of time"


_MISSED = "-missed"
_ADVICE = {
    MissReason.DID_NOT_KNOW: "Reread the sections that these questions point to; then retry what you missed.",
    MissReason.MISREAD: "Read the stem once more before you choose, and cover the options while you do.",
    MissReason.REASONED_WRONGLY: "Compare your reason with the one given for each option, and say where they part.",
    MissReason.RAN_OUT_OF_TIME: "Answer every question once before you go back to any; a flag keeps the place.",
}


@dataclass(frozen=True)
class KindMark:
    kind: str
    count: int
    scored: Fraction
    available: int
    unmarked: int

    @property
    def share(self) -> Fraction:
        return share(self.scored, self.available)


@dataclass(frozen=True)
class Earlier:
    """An earlier result of the same paper: its number, its marks, and the share of each item that it had."""

    attempt_id: int
    number: int
    share: Fraction
    criteria: Mapping[str, Fraction]
    items: Mapping[str, Fraction]


@dataclass(frozen=True)
class Marked:
    """The marks of one result, the ``number``-th of its attempt."""

    number: int
    scored: Fraction
    available: int
    passed: bool
    pending: int

    @property
    def share(self) -> Fraction:
        return share(self.scored, self.available)

    def differs(self, other: "Marked") -> bool:
        """Whether the marks or the outcome are others."""
        return replace(self, number=other.number) != other


@dataclass(frozen=True)
class RegradeDecision:
    """That an item is marked again, as it is told to those whom it touches."""

    id: int
    item_id: str
    way: Way
    reason: str
    at: datetime


@dataclass(frozen=True)
class HistoryEntry:
    """A result in the history of its attempt; ``decision`` where marking an item again wrote it."""

    marks: Marked
    reason: ResultReason
    decision: RegradeDecision | None = None


@dataclass(frozen=True)
class Report:
    """A result with everything that stands beside it on its page. ``parts`` are those that may be shown now.

    By item, ``reasons`` and ``self_marks`` are the learner's own, ``comments`` a tutor's, and ``asked`` is when a tutor
    was asked for a mark. ``withheld`` says that nothing but the answers may be shown because a timed paper asks one of
    the questions.
    """

    result: Result
    parts: frozenset[Part]
    release_at: datetime | None = None
    earlier: tuple[Earlier, ...] = ()
    reasons: Mapping[str, MissReason] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    self_marks: Mapping[str, SelfMark] = field(default_factory=dict)
    asked: Mapping[str, datetime] = field(default_factory=dict)
    history: tuple[HistoryEntry, ...] = ()
    withheld: bool = False

    @property
    def again(self) -> tuple[tuple[Marked, HistoryEntry], ...]:
        """How this result came from earlier ones by marking items again, the latest first, each with that before it."""
        steps = [step for step in pairwise(self.history) if step[1].marks.number <= self.result.number]
        return tuple((before.marks, entry) for before, entry in reversed(steps) if entry.decision)

    @property
    def counts(self) -> bool:
        """Whether this is the result that counts: none was written after it."""
        return not self.history or self.history[-1].marks.number == self.result.number

    def waits(self, mark: ItemMark) -> bool:
        """Whether a tutor is to mark this answer: any of a timed paper, and what they were asked to of practice."""
        return mark.pending and (not self.result.paper.is_practice or mark.version.item.id in self.asked)

    @property
    def waiting(self) -> int:
        """How many answers a tutor is to mark."""
        return sum(map(self.waits, self.result.grade.items))

    def is_self_marked(self, mark: ItemMark) -> bool:
        """Whether its learner may mark this answer: written in practice, as long as the guide may be shown."""
        shown = {Part.RATIONALE, Part.KEY} <= self.parts
        written = isinstance(mark.version.item, OpenAnswer) and bool(mark.response) and mark.ruling is None
        return shown and written and self.result.paper.is_practice

    def can_be_asked_for(self, mark: ItemMark) -> bool:
        """Whether its learner may still ask a tutor to mark this answer."""
        return mark.pending and self.counts and not self.waits(mark) and Part.MARKS in self.parts

    @property
    def timed_out(self) -> bool:
        """Whether it was the time that ended the attempt."""
        ends = [entry.reason for entry in self.history if entry.marks.number <= self.result.number]
        ended = [reason for reason in ends if reason in (ResultReason.SUBMITTED, ResultReason.TIMED_OUT)]
        return ended[-1:] == [ResultReason.TIMED_OUT]

    def place(self, item_id: str) -> int | None:
        """Which question of the paper this item is, from 1."""
        ids = [mark.version.item.id for mark in self.result.grade.items]
        return ids.index(item_id) + 1 if item_id in ids else None

    @property
    def choices(self) -> tuple[MissReason, ...]:
        """The reasons to choose from."""
        return tuple(MissReason)

    @property
    def last(self) -> Earlier | None:
        """The attempt before this one."""
        return self.earlier[-1] if self.earlier else None

    @property
    def kinds(self) -> tuple[KindMark, ...]:
        """The marks by kind of item, where the paper has several kinds."""
        by_kind: dict[str, list[ItemMark]] = {}
        for mark in self.result.grade.items:
            by_kind.setdefault(mark.version.item.kind, []).append(mark)
        return tuple(
            KindMark(
                kind,
                len(marks),
                sum((mark.scored for mark in marks), Fraction(0)),
                sum(mark.available for mark in marks),
                sum(mark.unmarked for mark in marks),
            )
            for kind, marks in by_kind.items()
        )

    @property
    def missed(self) -> tuple[ItemMark, ...]:
        """The questions that were marked and did not earn full marks; a case is played again as a whole instead."""
        if self.result.paper.branching:
            return ()
        return tuple(mark for mark in self.result.grade.items if not mark.is_full and not mark.pending)

    def change(self, mark: ItemMark) -> int:
        """Whether an item went better (1), worse (-1) or as before (0), where the attempt before asked it too."""
        before = self.last.items.get(mark.version.item.id) if self.last else None
        now = share(mark.scored, mark.available)
        return 0 if before is None or mark.pending or mark.is_void else (now > before) - (now < before)

    @property
    def mostly(self) -> tuple[MissReason, int, str] | None:
        """The reason that the learner gave most often, how often, and what helps; the first of several as frequent."""
        counted = Counter(self.reasons.values())
        reason = max(MissReason, key=counted.__getitem__)
        return (reason, counted[reason], _ADVICE[reason]) if counted else None


def paper_of_missed(report: Report) -> tuple[PaperFile, tuple[ItemVersion, ...]]:
    """A practice paper of the items that were missed, each with what its client's story told before it."""
    paper, missed = report.result.paper, {mark.version.item.id for mark in report.missed}
    items = tuple(
        version for version in paper.items if version.item.id in missed or leads_to(version, missed, paper.items)
    )
    again = paper.id.endswith(_MISSED)
    written = PaperFile(
        id=paper.id if again else f"{paper.id[: 80 - len(_MISSED)]}{_MISSED}",
        title=paper.title if again else f"{paper.title}: what you missed",
        summary="The questions that did not earn full marks, with the reasons as soon as you ask for them.",
        mode="practice",
        shuffle=True,
        items=tuple(version.item.id for version in items),
    )
    return written, items


def leads_to(version: ItemVersion, missed: Iterable[str], items: tuple[ItemVersion, ...]) -> bool:
    """Whether an item tells something of a client's story that a later missed item rests on."""
    if version.case is None or version.item.update is None:
        return False
    later = items[items.index(version) + 1 :]
    return any(other.case == version.case and other.item.id in set(missed) for other in later)
