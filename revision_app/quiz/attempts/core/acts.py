"""What a tutor did to an attempt, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from .attempt import Step, StepKind

BY_TUTORS = (StepKind.EXTENDED, StepKind.REOPENED, StepKind.VOIDED)


@dataclass(frozen=True)
class Act:
    """What a tutor did to an attempt and why; no ``minutes`` where it was not about time."""

    kind: StepKind
    at: datetime
    author_id: int
    reason: str
    minutes: int = 0

    def step(self, key: str) -> Step:
        """The step that says so. The dot keeps its key apart from any that a learner's page may send."""
        said = (str(self.minutes), str(self.author_id), self.reason)
        return Step(self.kind, self.at, f".{self.kind}.{key}", response=said)


def acts(steps: Iterable[Step]) -> tuple[Act, ...]:
    """What tutors did to an attempt, in the order in which they did it."""
    found = []
    for step in steps:
        if step.kind in BY_TUTORS:
            minutes, author_id, reason = step.response
            found.append(Act(step.kind, step.at, int(author_id), reason, int(minutes)))
    return tuple(found)
