"""What could be done until the date, how long it takes and how much it is worth, and the order that this makes.

All numbers are *ours* and are explained in ``docs/planning.md``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from ...shared.feed import Link

GRAIN = 5
"""Minutes: a plan is made in steps of so many, so that nothing is split into slivers."""


class WorkKind(StrEnum):
    """What somebody does; the words are those on the page."""

    READ = "Read"
    PRACTISE = "Practise"
    CASE = "Client case"
    REFLECT = "Reflect"
    EVIDENCE = "Evidence"


@dataclass(frozen=True)
class Span:
    """Minutes: if it goes well, likely, and at worst; each a multiple of ``GRAIN``."""

    best: int
    likely: int
    worst: int

    @classmethod
    def of(cls, best: float, likely: float, worst: float) -> "Span":
        """The same in whole steps; likely at least one, and never more at best than at worst."""
        middle = max(GRAIN, stepped(likely))
        return cls(min(stepped(best), middle), middle, max(stepped(worst), middle))

    def __add__(self, other: "Span") -> "Span":
        return Span(self.best + other.best, self.likely + other.likely, self.worst + other.worst)


NOTHING = Span(0, 0, 0)


def stepped(minutes: float) -> int:
    """Minutes rounded up to whole steps."""
    return -int(-minutes // GRAIN) * GRAIN


@dataclass(frozen=True)
class Work:
    """One thing to do: ``name`` is unique in a plan, ``worth`` what it is expected to bring (see ``wanted``).

    ``is_on_today`` says that Today offers it without a plan, too.
    """

    name: str
    kind: WorkKind
    title: str
    link: Link
    minutes: Span
    worth: float
    criterion: str
    action: str
    is_on_today: bool = False


def in_order(chains: Iterable[Sequence[Work]]) -> tuple[Work, ...]:
    """All work, what brings most per minute first; in each chain what comes first stays first.

    Smith's rule for chains (Smith 1956; Sidney 1975): each chain is cut into the runs that are worth more per minute
    the earlier they come, and the runs of all chains are put in order by that.
    """
    runs = [run for chain in chains for run in _runs(chain)]
    return tuple(work for run in sorted(runs, key=_rate, reverse=True) for work in run)


def _runs(chain: Iterable[Work]) -> list[list[Work]]:
    runs: list[list[Work]] = []
    for work in chain:
        runs.append([work])
        while len(runs) > 1 and _rate(runs[-1]) > _rate(runs[-2]):
            last = runs.pop()
            runs[-1] += last
    return runs


def _rate(run: Sequence[Work]) -> float:
    """Worth per minute."""
    return sum(work.worth for work in run) / sum(work.minutes.likely for work in run)


def minutes_by_kind(work: Iterable[Work]) -> dict[WorkKind, int]:
    """How many likely minutes go to each kind, in the order of kinds."""
    kinds = list(WorkKind)
    ordered = sorted(work, key=lambda each: kinds.index(each.kind))
    return {kind: sum(each.minutes.likely for each in of) for kind, of in groupby(ordered, lambda each: each.kind)}
