"""What marking offers for Today: decisions to read, and pieces that wait for one."""

from collections.abc import Mapping
from datetime import datetime

from ..accounts import queries as accounts
from ..shared.feed import FeedItem, FeedKind, Link
from ..web.filters import bdi, moment
from .core.submission import Outcome
from .queries import second as seconds


def decided(
    piece_id: int, title: str, outcomes: Mapping[str, Outcome], *, at: datetime, amended: bool = False
) -> FeedItem:
    """Decisions on a piece that its learner may not have read yet."""
    link = Link("marking.evidence", {"piece_id": piece_id})
    reason = f"{'amended' if amended else 'released'} {moment(at)}"
    return FeedItem(FeedKind.FEEDBACK, title, link, reason, at=at, action="Read the feedback", outcomes=outcomes)


def to_mark(tutor_id: int, *, at: datetime) -> list[FeedItem]:
    """The pieces that wait for a tutor, oldest first."""
    waiting, *_ = seconds.waiting(tutor_id, since=at, at=at)
    names = accounts.names(piece.learner_id for piece in waiting)
    return [
        FeedItem(
            FeedKind.PIECE,
            bdi(names[piece.learner_id]) + f": {piece.title}",
            Link("marking.submission", {"piece_id": piece.id}),
            moment(piece.at),
            at=piece.at,
            action="Mark the next one",
        )
        for piece in waiting
    ]
