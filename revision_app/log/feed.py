"""What the log offers for Today."""

from typing import Any

from ..shared.feed import FeedItem, FeedKind, Link
from . import library, queries
from .core import counting

LOGGING_TIME = 5  # minutes for one record; *ours*


def said(learner_id: int) -> list[dict[str, Any]]:
    """What a learner's records say; nothing where the site has no log, or asks for no number of them."""
    guide = library.guide()
    return queries.said_of(learner_id) if guide and guide.targets else []


def gaps(said: list[dict[str, Any]]) -> list[FeedItem]:
    """What records lack of the centre's targets; nothing where the site has no log, or nothing is lacking."""
    guide = library.guide()
    lacking = counting.next_gap(guide, said) if guide and guide.targets else ""
    if not guide or not lacking:
        return []
    return [
        FeedItem(
            FeedKind.GAP,
            lacking,
            Link("log.counts"),
            "asked for by your centre",
            LOGGING_TIME,
            action="See what is missing",
            more=(f"Log a {guide.one}", Link("log.new")),
        )
    ]
