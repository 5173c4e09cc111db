"""A job, and what holds of every one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from ..shared.refusal import Refusal

LEASE = timedelta(minutes=2)
"""*Ours:* for so long after its last word a worker may be silent; then somebody else takes the job."""
TRIES = 3  # *ours:* a job that ends its worker so many times is given up
MOST = 3  # *ours:* jobs of one person that are not finished
KEPT = timedelta(days=7)  # *ours:* how long a result can be downloaded


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "in progress"
    DONE = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


class TooManyJobs(Refusal):
    def __init__(self) -> None:
        super().__init__(f"You have {MOST} exports that are not finished yet. Wait for one of them, then ask again.")


class JobFailed(Refusal):
    """The job cannot be done, for a reason that whoever asked can read and do something about."""


class LeaseLost(Exception):
    """Somebody else has taken this job since, so that what this worker makes of it counts no more."""


@dataclass(frozen=True)
class Result:
    """A file that a job made: what it is called where it is kept, and for whoever downloads it."""

    file: str
    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Job:
    """What somebody asked for ``about`` somebody or something, in the words of its kind.

    ``done`` of ``total`` parts are made; a ``total`` of 0 is not known yet.
    """

    id: int
    kind: str
    owner_id: int
    about: str
    asked_at: datetime
    tries: int = 0
    lease_until: datetime | None = None
    done: int = 0
    total: int = 0
    finished_at: datetime | None = None
    failure: str = ""
    result: Result | None = None

    @property
    def expires_at(self) -> datetime | None:
        return self.finished_at + KEPT if self.finished_at else None

    def state(self, at: datetime) -> JobState:
        if self.finished_at is None:
            return JobState.RUNNING if self.lease_until and self.lease_until > at else JobState.WAITING
        if self.failure:
            return JobState.FAILED
        return JobState.DONE if self.result and at < self.finished_at + KEPT else JobState.EXPIRED

    @property
    def is_open(self) -> bool:
        return self.finished_at is None
