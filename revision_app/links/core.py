"""When a link still works, and what whoever opens one that does not is told."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..shared.refusal import Refusal

LASTS = timedelta(days=14)
"""*Ours:* somebody may be on holiday for a fortnight; what waits longer is better asked again."""
MOST_OPEN = 5
"""*Ours:* how many links for one subject may work at the same time."""


class LinkState(StrEnum):
    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"


class LinkClosed(Refusal):
    status = 410

    def __init__(self, state: LinkState | None = None) -> None:
        super().__init__(
            "This link has been used already, and each works once. There is nothing more to do."
            if state is LinkState.USED
            else "This link no longer works. Ask whoever sent it to you for a new one."
        )


class TooManyLinks(Refusal):
    def __init__(self) -> None:
        super().__init__(
            f"{MOST_OPEN} links for this work already. Send one of them, or revoke one before you make another."
        )


@dataclass(frozen=True)
class Link:
    """``shows`` is the digest of what was to be seen by it when it was made; ``made_by`` is a person's id."""

    id: int
    purpose: str
    subject_id: int
    shows: str
    made_by: int
    at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    revoked_at: datetime | None = None

    def state(self, at: datetime) -> LinkState:
        if self.used_at:
            return LinkState.USED
        if self.revoked_at:
            return LinkState.REVOKED
        return LinkState.OPEN if at < self.expires_at else LinkState.EXPIRED

    def must_be_open(self, at: datetime) -> None:
        """Raise ``LinkClosed`` unless it still works."""
        state = self.state(at)
        if state is not LinkState.OPEN:
            raise LinkClosed(state)
