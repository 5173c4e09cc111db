"""What quality assurance offers for Today: to assessors, what was returned to them."""

from collections.abc import Iterable, Mapping

<<<<<<< HEAD
from ..shared.feed import FeedItem, FeedKind, Link, Waiting
=======
from ..shared.feed import FeedItem, FeedKind, Link
>>>>>>> a5db3d34 (Give quality assurance its words, rules and places)
from ..web.filters import bdi, moment
from .queries import RETURNED


<<<<<<< HEAD
def returned(waiting: Iterable[Waiting], names: Mapping[int, str]) -> list[FeedItem]:
    """The decisions that were returned and are to be looked at again, that of longest ago first."""
    return [
        FeedItem(
            FeedKind.RETURNED,
            bdi(names[each.learner_id]) + f": {each.words}",
            Link("marking.submission", {"piece_id": each.id}, f"quality-{each.number}"),
            f"returned {moment(each.at)}",
            at=each.at,
=======
def returned(tutor_id: int, *, at: datetime) -> list[FeedItem]:
    """The decisions that were returned and are for this tutor to look at again, that of longest ago first."""
    found = [(each, step) for each in queries.returned_to(tutor_id, at=at) if (step := each.returned)]
    return [
        FeedItem(
            FeedKind.RETURNED,
            bdi(each.learner) + f": {each.title}, {each.criterion}",
            Link("marking.submission", {"piece_id": each.piece_id}, f"quality-{each.criterion}"),
            f"returned {moment(step.at)}",
            criterion=each.criterion,
            at=step.at,
>>>>>>> a5db3d34 (Give quality assurance its words, rules and places)
            action="Look at it again",
        )
        for each in waiting
        if each.kind == RETURNED
    ]
