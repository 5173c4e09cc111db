"""What a tutor did to an attempt, and why."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class InterventionKind(StrEnum):
    EXTENDED = "extended"
    REOPENED = "reopened"
    VOIDED = "voided"


@dataclass(frozen=True)
class Intervention:
    """``minutes`` are those that were given, ``None`` if it was not about time."""

    kind: InterventionKind
    at: datetime
    author_id: int
    reason: str
    minutes: int | None = None
