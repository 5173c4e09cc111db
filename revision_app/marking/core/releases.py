"""Several pieces released together: which are ready, and that they are as they were seen."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from ...shared.refusal import Refusal
from .queue import Lease, lease
from .second import SecondMarking
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
    seconds: Mapping[int, SecondMarking]
    tutor_id: int
    at: datetime

    @classmethod
    def of(
        cls,
        waiting: Iterable[Submission],
        planned: Iterable[Submission],
        *,
        seconds: Mapping[int, SecondMarking],
        learners: Collection[int] | None,
        tutor_id: int,
        at: datetime,
    ) -> "Preview":
        """The preview for these learners; ``None`` is for all."""

        def chosen(pieces: Iterable[Submission]) -> tuple[Submission, ...]:
            return tuple(each for each in pieces if learners is None or each.learner_id in learners)

        firsts = [each for each in waiting if seconds[each.id].marker_id != tutor_id]
        return cls(chosen(firsts), chosen(planned), seconds, tutor_id, at)

    @property
    def ready(self) -> tuple[Submission, ...]:
        return tuple(each for each in self.waiting if not self.obstacle(each))

    @property
    def unready(self) -> dict[Submission, str]:
        """Each of the rest with what is missing, in words."""
        obstacles = ((each, self.obstacle(each)) for each in self.waiting)
        return {each: words for each, words in obstacles if words}

    def obstacle(self, submission: Submission) -> str:
        """Why a piece cannot be released yet; empty where it can. It tells nobody more than they may see."""
        second = self.seconds[submission.id]
        if second.hides_first_from(self.tutor_id):
            return "It waits for a second marker."
        if submission.lacking:
            return " ".join(f"{criterion}: {words}" for criterion, words in submission.lacking.items())
        if second.to_agree:
            return f"The two markers have to agree on {', '.join(second.to_agree)}."
        if second.required and second.first_done is None:
            return "A second marker marks it too. Say on its page when your marking is finished."
        return "" if second.settled else "It waits for the second marker."

    def lease(self, submission: Submission) -> Lease | None:
        """That another tutor is marking this piece: it is ready, and perhaps not finished."""
        held = lease(submission, at=self.at)
        return held if held and held.is_anothers(self.tutor_id) else None
