"""A letter, and how long it is tried."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LEASE = timedelta(minutes=2)
"""*Ours:* for so long a letter is with the process that sends it; then another may. A server answers in ten seconds."""
PAUSES = [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440)]
"""*Ours:* how long a letter waits after each try that failed; after the last it is given up, some two days later."""
KEPT = timedelta(days=30)  # *ours:* how long it is known that a letter was sent, or was not
LATELY = timedelta(days=7)  # *ours:* how long administrators are told on Today of what was given up
REST = timedelta(minutes=1)  # *ours:* how long a server is left alone that does not answer


class LetterState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "not sent"


@dataclass(frozen=True)
class Letter:
    """What is to be sent to whom. ``person_id`` is whose address that is; after ``expires_at`` it is of no use."""

    to: str
    subject: str
    text: str
    person_id: int | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True)
class Taken:
    """A letter that a process is sending, and the tries at it so far, this one among them."""

    id: int
    message_id: str
    letter: Letter
    tries: int


@dataclass(frozen=True)
class Posted:
    """What is known of a letter; never what it says."""

    id: int
    to: str
    subject: str
    at: datetime
    tries: int
    next_at: datetime
    sent_at: datetime | None
    failed_at: datetime | None
    failure: str

    @property
    def state(self) -> LetterState:
        if self.sent_at:
            return LetterState.SENT
        return LetterState.FAILED if self.failed_at else LetterState.WAITING


def next_try(tries: int, at: datetime) -> datetime | None:
    """When a letter is tried again after so many tries that failed; ``None``: it is given up."""
    return at + PAUSES[tries - 1] if tries <= len(PAUSES) else None
