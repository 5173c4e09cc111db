"""What recall offers for Today."""

from collections.abc import Callable, Collection
from datetime import datetime

from ..shared.feed import FeedItem, FeedKind, Link
from . import queries


def due(learner_id: int, *, held_back: Callable[[], Collection[str]], at: datetime) -> list[FeedItem]:
    """The cards of today; nothing where none is due, or where today's minutes are used."""
    waiting = queries.waiting(queries.known(learner_id, at=at), held_back=held_back, at=at)
    if not waiting.cards:
        return []
    many = "1 card" if waiting.cards == 1 else f"{waiting.cards} cards"
    return [
        FeedItem(
            FeedKind.CARDS,
            f"Look at {many}",
            Link("recall.today"),
            "They are due now, just before you would forget them.",
            waiting.minutes,
            action="Begin",
        )
    ]
