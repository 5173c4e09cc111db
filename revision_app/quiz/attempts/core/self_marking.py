"""A learner marks a written practice answer against its guide, before a tutor does and whether or not one ever does.

*Ours:* this is practice in judging and no decision. What a learner ticks is kept beside the result and never written
into it: it earns no marks, shows no criterion and counts in no statistics, so the rule that nobody acts on their own
work stands. A tutor sees it beside the guide and gives their own mark. In practice a tutor marks only what they were
asked to; in a timed paper every written answer waits for one.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from ....shared.refusal import Refusal
from ...bank.core.items.open_answer import OpenAnswer, Point


class NotToSelfMark(Refusal):
    """The answer is not one that its learner marks, or asks a tutor to mark."""


@dataclass(frozen=True)
class SelfMark:
    """The points of the guide, counted from 0, that a learner found in their own answer.

    *Ours:* a point is ticked whole or not at all; only a tutor gives a part of one.
    """

    points: frozenset[int]
    at: datetime

    def marks(self, guide: Iterable[Point]) -> int:
        """What the ticked points are worth."""
        return sum(point.marks for n, point in enumerate(guide) if n in self.points)


def ticked(item: OpenAnswer, points: Collection[int], at: datetime) -> SelfMark:
    """What a learner ticked. Raises ``NotToSelfMark`` for a point that the guide does not have."""
    if not all(0 <= point < len(item.guide) for point in points):
        raise NotToSelfMark("The guide has changed since this page was made. Open the result again.")
    return SelfMark(frozenset(points), at)
