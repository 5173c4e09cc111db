"""What happened to an item: versions, regrades and challenges, in one list."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ItemEventKind(StrEnum):
    VERSION = "version"
    REGRADE = "regrade"
    CHALLENGE = "challenge"


@dataclass(frozen=True)
class ItemEvent:
    """``id`` is the regrade's or the challenge's; ``by`` the name of who decided on a regrade.

    A version counts from when an answer to it was first marked: files that nobody sat leave no trace. ``words`` are the
    way of a regrade, or where a challenge stands; ``reason`` is why a regrade was decided. Who challenged is told on
    the challenge's own page, which notes who reads it.
    """

    kind: ItemEventKind
    at: datetime
    id: int = 0
    by: str = ""
    words: str = ""
    reason: str = ""


def newest_first(events: Iterable[ItemEvent]) -> list[ItemEvent]:
    return sorted(events, key=lambda event: (event.at, event.kind, event.id), reverse=True)
