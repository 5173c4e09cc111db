"""What statements offer for Today."""

from collections.abc import Iterable

from ..shared.feed import FeedItem, FeedKind, InHand, Link
from ..web.filters import moment
from .core import StatementKind

PUTTING_FORWARD_TIME = 5  # minutes; *ours*


def to_put_forward(in_hand: Iterable[InHand]) -> list[FeedItem]:
    """What others said, among what a learner has in hand."""
    return [
        FeedItem(
            FeedKind.DRAFT,
            statement.title,
            Link("statements.statement", {"statement_id": statement.id}),
            f"{statement.kind} of {moment(statement.at)}, to put forward",
            PUTTING_FORWARD_TIME,
            at=statement.at,
            decides=1,
            action="Put it forward",
        )
        for statement in in_hand
        if statement.kind in set(StatementKind)
    ]
