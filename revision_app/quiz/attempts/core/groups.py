"""Whose results somebody may count who does not teach the learners: those of whole groups, never of a few."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol, TypeVar

SMALLEST_GROUP = 5
"""*Ours:* whoever does not teach the learners sees results only in whole groups of so many learners."""


class OfALearner(Protocol):
    """Something of one learner at one paper."""

    @property
    def learner_id(self) -> int: ...
    @property
    def group(self) -> Hashable: ...


R = TypeVar("R", bound=OfALearner)


def in_whole_groups(results: Iterable[R]) -> Sequence[R]:
    """The results of whole groups of learners at each paper, in the order in which they came.

    So two looks at what has grown meanwhile never differ by fewer, either.
    """
    results = list(results)
    learners: dict[Hashable, dict[int, None]] = {}
    for one in results:
        learners.setdefault(one.group, {})[one.learner_id] = None
    counted = {group: set(_whole(list(members))) for group, members in learners.items()}
    return [one for one in results if one.learner_id in counted[one.group]]


def _whole(learners: Sequence[int]) -> Sequence[int]:
    return learners[: len(learners) - len(learners) % SMALLEST_GROUP]
