"""What the journal offers for Today."""

from collections.abc import Iterable

from ..shared.feed import FeedItem, FeedKind, InHand, Link
from ..web.filters import moment
from .core.reflection import KIND

WRITING_TIME = 20  # minutes; *ours*: shorter is hardly worth sitting down for


def drafts(in_hand: Iterable[InHand]) -> list[FeedItem]:
    """The reflections among what a learner has in hand."""
    return [
        FeedItem(
            FeedKind.DRAFT,
            draft.title,
            Link("journal.reflection", {"reflection_id": draft.id}),
            f"changed {moment(draft.at)}",
            WRITING_TIME,
            at=draft.at,
            decides=1,
            action="Go on writing",
        )
        for draft in in_hand
        if draft.kind == KIND
    ]
