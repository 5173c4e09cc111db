"""What features offer for Today: what is new for somebody, and what they could do next.

A feature says what it has in its ``feed.py``; ``progress`` ranks what all of them say, and one template shows it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class FeedKind(StrEnum):
    """What an item is about; the page groups by it."""

    RUNNING = "running attempt"
    PRACTICE = "unfinished practice"
    SAFETY = "safety"
    DATED = "paper with dates"
    REFERRAL = "referral to answer"
    FEEDBACK = "feedback"
    MISS = "certain and wrong"
    ANSWER = "answer to a comment"
    STEP = "step of the action plan"
    DRAFT = "draft"
    GAP = "gap"
    CARDS = "cards"
    CRITERION = "criterion"
    PLANNED = "part of a plan"
    WITH_TUTOR = "with a tutor"
    PIECE = "piece to mark"
    OVERDUE = "overdue piece to mark"
    WRITTEN = "written answers to mark"
    CHALLENGE = "challenge to answer"
    LEARNER = "learner who may need somebody"
    PAPER = "paper of this week"
    SITTING = "paper being sat"
    FLAGGED = "question to look at"
    RETURNED = "decision returned in quality assurance"
    MESSAGE = "message to read"


@dataclass(frozen=True)
class Link:
    """A page of the site, by its endpoint and the values in its address; ``anchor`` is a place on the page."""

    endpoint: str
    values: Mapping[str, object] = field(default_factory=dict)
    anchor: str | None = None


@dataclass(frozen=True)
class InHand:
    """What a learner has of a kind: evidence, handed in or not, a section read, news; ``at`` is its last change.

    A feature offers a select of these columns, so that one statement asks all features, and reads its own kinds of
    what comes of it.
    """

    kind: str
    id: int
    title: str
    at: datetime


@dataclass(frozen=True)
class Waiting:
    """What a tutor's Today is told of in one statement: that something of a kind waits, goes on or happened last.

    ``words`` and ``number`` mean what the kind says. A feature offers a select of these columns, and reads its own
    kinds of what comes of it.
    """

    kind: str
    id: int
    learner_id: int
    words: str
    number: int
    at: datetime


@dataclass(frozen=True)
class FeedItem:
    """One thing that is new or next: what it is, where it leads, and why it is worth the reader's time.

    ``reason`` is a sentence, or a few words behind the title in a list. ``minutes`` is how long it takes, ``None`` if
    nobody can say. ``criterion`` is the one it serves, ``at`` the moment that it happened or changed last; ``opens``
    and ``due`` are from when and until when it can be done, where it has dates. ``decides`` is on how many criteria
    something more depends on it. ``action`` is what its button says where it is the next step; ``outcomes`` are
    decisions by criterion that the item brings; ``more`` is a second way on.
    """

    kind: FeedKind
    title: str
    link: Link
    reason: str
    minutes: int | None = None
    criterion: str | None = None
    at: datetime | None = None
    opens: datetime | None = None
    due: datetime | None = None
    decides: int = 0
    action: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    unsafe: bool = False
    more: tuple[str, Link] | None = None
