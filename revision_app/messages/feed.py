"""What messages offer for Today."""

from collections.abc import Iterable, Mapping

from ..shared.feed import FeedItem, FeedKind, InHand, Link, Waiting
from ..web.filters import bdi, moment
from .queries import UNREAD


def unread(in_hand: Iterable[InHand]) -> list[FeedItem]:
    """What a learner has not read, among what they have in hand."""
    return [
        FeedItem(
            FeedKind.MESSAGE,
            each.title,
            Link("messages.thread", {"thread_id": each.id}),
            moment(each.at),
            at=each.at,
            action="Read it",
        )
        for each in in_hand
        if each.kind == UNREAD
    ]


def to_read(waiting: Iterable[Waiting], names: Mapping[int, str]) -> list[FeedItem]:
    """The same for a tutor, with who wrote it, the latest first."""
    return [
        FeedItem(
            FeedKind.MESSAGE,
            bdi(names.get(each.learner_id)) + f": {each.words}",
            Link("messages.thread", {"thread_id": each.id}),
            moment(each.at),
            at=each.at,
            action="Read it",
        )
        for each in reversed(list(waiting))
        if each.kind == UNREAD
    ]
