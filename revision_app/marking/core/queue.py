"""What waits for a tutor: which of it is shown and in which order, and who is marking what just now."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar

from ...accounts.core.names import name_key
from .returning import is_overdue
from .submission import Submission
from .task import Task

NO_TASKS: Mapping[int, Task] = {}
LEASE = timedelta(minutes=30)  # after each saving


class QueueOrder(StrEnum):
    OLDEST = "oldest"
    LEARNER = "learner"


@dataclass(frozen=True)
class Lease:
    """That somebody is marking a piece. ``since`` is their first saving in a row, ``until`` when it runs out."""

    assessor_id: int
    since: datetime
    until: datetime

    def is_anothers(self, tutor_id: int) -> bool:
        return self.assessor_id != tutor_id


def lease(submission: Submission, *, at: datetime) -> Lease | None:
    """Who is marking this: whoever saved marking last, for ``LEASE`` after that or until its end. *Ours.*

    Nothing is stored for it, so nothing has to be given back: it runs out by itself.
    """
    if submission.release or submission.planned or submission.withdrawn_at or not submission.decisions:
        return None
    *earlier, last = submission.decisions
    if at >= last.at + LEASE:
        return None
    since = last.at
    for decision in reversed(earlier):
        if decision.assessor_id != last.assessor_id or since >= decision.at + LEASE:
            break
        since = decision.at
    return Lease(last.assessor_id, since, last.at + LEASE)


def overdue_first(waiting: Iterable[Submission], *, today: date) -> list[Submission]:
    """What waits, and of it first what should have been back by now; each in the order in which it came."""
    return sorted(waiting, key=lambda submission: not is_overdue(submission.due, today=today))


@dataclass(frozen=True)
class QueueFilter:
    """What of a queue is shown. ``begun``: only what this tutor has saved marking of."""

    cohort: int | None = None
    criterion: str = ""
    resubmitted: bool = False
    begun: bool = False
    order: QueueOrder = QueueOrder.OLDEST
    task: Task | None = None

    NAMES: ClassVar = ("cohort", "criterion", "task", "resubmitted", "begun", "order")

    @property
    def narrows(self) -> bool:
        return bool(self.cohort or self.criterion or self.task or self.resubmitted or self.begun)

    @property
    def query(self) -> dict[str, str]:
        """How an address says it: each value by its name, and nothing where there is nothing to say."""
        values = (
            str(self.cohort or ""),
            self.criterion,
            self.task.value if self.task else "",
            "yes" if self.resubmitted else "",
            "yes" if self.begun else "",
            "" if self.order is QueueOrder.OLDEST else self.order.value,
        )
        return {name: value for name, value in zip(self.NAMES, values, strict=True) if value}

    def of(
        self,
        waiting: Iterable[Submission],
        *,
        tutor_id: int,
        cohorts: Mapping[int, Collection[int]],
        called: Callable[[Submission], str],
        tasks: Mapping[int, Task] = NO_TASKS,
    ) -> list[Submission]:
        """The queue as filtered; ``waiting`` comes in its order. ``cohorts`` are the ids of learners by cohort.

        ``tasks`` says what each piece asks of them.
        ``called`` gives the name by which the tutor knows a piece's learner: the order must not tell another.
        """
        shown = [
            submission
            for submission in waiting
            if (self.cohort is None or submission.learner_id in cohorts.get(self.cohort, ()))
            and (not self.criterion or self.criterion in submission.criteria)
            and (not self.task or tasks[submission.id] is self.task)
            and (not self.resubmitted or submission.number > 1)
            and (not self.begun or any(decision.assessor_id == tutor_id for decision in submission.decisions))
        ]
        if self.order is QueueOrder.LEARNER:
            shown.sort(key=lambda submission: (name_key(called(submission)), submission.learner_id))
        return shown


@dataclass(frozen=True)
class Queue:
    """A queue as filtered, seen by one tutor at one moment, out of ``waiting`` pieces in all."""

    submissions: Sequence[Submission]
    waiting: int
    tutor_id: int
    at: datetime
    tasks: Mapping[int, Task] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.submissions)

    def place(self, piece_id: int) -> int | None:
        """Where a piece is, counted from 1; ``None`` for one that is not in the queue."""
        ids = [submission.id for submission in self.submissions]
        return ids.index(piece_id) + 1 if piece_id in ids else None

    def lease(self, submission: Submission) -> Lease | None:
        """That another tutor is marking this piece; whoever signed it, or has a second marker, has left it."""
        if self.tasks.get(submission.id, Task.MARK) is not Task.MARK:
            return None
        held = lease(submission, at=self.at)
        return held if held and held.is_anothers(self.tutor_id) else None

    def next(self, piece_id: int = 0) -> Submission | None:
        """What to mark after a piece: what follows it, or the first for one no longer in the queue.

        What another tutor is marking is passed over.
        """
        after = self.submissions[self.place(piece_id) or 0 :]
        return next((one for one in after if not self.lease(one)), None)
