"""What quality assurance offers for Today: to assessors, what was returned to them."""

from collections.abc import Iterable, Mapping

from ..shared.feed import FeedItem, FeedKind, Link, Waiting
from ..web.filters import bdi, moment
from .queries import RETURNED


def returned(waiting: Iterable[Waiting], names: Mapping[int, str]) -> list[FeedItem]:
    """The decisions that were returned and are to be looked at again, that of longest ago first."""
    return [
        FeedItem(
            FeedKind.RETURNED,
            bdi(names[each.learner_id]) + f": {each.words}",
            Link("marking.submission", {"piece_id": each.id}, f"quality-{each.number}"),
            f"returned {moment(each.at)}",
            at=each.at,
            action="Look at it again",
        )
        for each in waiting
        if each.kind == RETURNED
    ]
