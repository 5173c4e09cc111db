"""What the log offers for Today."""

from ..shared.feed import FeedItem, FeedKind, Link
from . import library, queries
from .core import counting


def gaps(learner_id: int) -> list[FeedItem]:
    """What a learner's log lacks of the centre's targets; nothing where the site has no log, or nothing is lacking."""
    guide = library.guide()
    lacking = counting.next_gap(guide, queries.said_of(learner_id)) if guide and guide.targets else ""
    if not guide or not lacking:
        return []
    return [
        FeedItem(
            FeedKind.GAP,
            lacking,
            Link("log.counts"),
            "asked for by your centre",
            action="See what is missing",
            more=(f"Log a {guide.one}", Link("log.new")),
        )
    ]
