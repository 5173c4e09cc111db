"""Several pieces released together: which are ready, and that they are as they were seen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...shared.refusal import Refusal
from .queue import Lease, lease
from .submission import Submission

MOST = 200
"""*Ours:* how many pieces are released at once: each is locked meanwhile."""


class ChangedSince(Refusal):
    """Marking of some of the pieces was saved after whoever releases them looked."""


def must_be_as_seen(marked: Iterable[Submission], seen: Mapping[int, int]) -> None:
    """Raise ``ChangedSince`` where the latest decision on a piece is not the one that was ``seen``."""
    changed = [each for each in marked if each.latest != seen[each.id]]
    if changed:
        raise ChangedSince(
            f"Marking of {len(changed)} of these was saved after you opened this page, so none has been released. "
            "Read the list again, then release."
        )


@dataclass(frozen=True)
class Preview:
    """What of a tutor's waiting pieces is ready to be released at a moment, what is not, and what has its time."""

    waiting: tuple[Submission, ...]
    planned: tuple[Submission, ...]
    tutor_id: int
    at: datetime

    @classmethod
    def of(
        cls,
        waiting: Iterable[Submission],
        planned: Iterable[Submission],
        *,
        learners: Collection[int] | None,
        tutor_id: int,
        at: datetime,
    ) -> "Preview":
        """The preview for these learners; ``None`` is for all."""

        def chosen(pieces: Iterable[Submission]) -> tuple[Submission, ...]:
            return tuple(each for each in pieces if learners is None or each.learner_id in learners)

        return cls(chosen(waiting), chosen(planned), tutor_id, at)

    @property
    def ready(self) -> tuple[Submission, ...]:
        return tuple(each for each in self.waiting if not each.lacking)

    @property
    def unready(self) -> tuple[Submission, ...]:
        return tuple(each for each in self.waiting if each.lacking)

    def lease(self, submission: Submission) -> Lease | None:
        """That another tutor is marking this piece: it is ready, and perhaps not finished."""
        held = lease(submission, at=self.at)
        return held if held and held.is_anothers(self.tutor_id) else None
