"""A day to undo. *Ours:* what somebody deletes of their own they can have back for a day; then it is gone for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta

UNDO = timedelta(days=1)
DELETED = "Deleted. You can have it back until this time tomorrow."


@dataclass(frozen=True)
class Deleted:
    """Something that was deleted and can be had back: the id of its row, what it is called, and until when."""

    id: int
    title: str
    until: datetime
