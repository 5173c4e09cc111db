"""What the journal offers for Today."""

from collections.abc import Container

from ..shared.feed import FeedItem, FeedKind, Link
from ..web.filters import moment
from . import queries


def drafts(learner_id: int, *, handed_in: Container[int]) -> list[FeedItem]:
    """The reflections of a learner that were never handed in, the last changed first."""
    return [
        FeedItem(
            FeedKind.DRAFT,
            draft.text.title,
            Link("journal.reflection", {"reflection_id": draft.id}),
            f"changed {moment(draft.changed_at)}",
            at=draft.changed_at,
            action="Go on writing",
        )
        for draft in queries.reflections_of(learner_id)
        if draft.id not in handed_in
    ]
