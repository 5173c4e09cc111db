"""What happens to a decision after the learner has read it: sampled, then confirmed or returned.

*Ours, after the state rules of the definitions:* the quality assurer (IQA) judges the decision and not the learner.
What they confirm is locked; what they return, with a reason, goes back to the assessors, who amend it, so that it is
overturned, or stand by it with a reason, and it is looked at again. Returning what was confirmed unlocks it. Until a
decision is amended it counts for the learner as it was released. Nobody assures the quality of what they decided,
signed or handed in themselves (https://www.tquk.org/2018/10/02/5-questions-new-centres-should-ask-themselves-about-iqa-and-sampling/).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256

from ..accounts.core.own_work import OwnWork, must_be_anothers
from ..marking.core.submission import Outcome
from ..shared.refusal import Refusal

MOST = 50  # decisions in one sample
REASON_LIMIT = 2_000  # characters
SEED_LIMIT = 40  # characters


class NoSuchDecision(Refusal):
    """It is not in a sample, or was withdrawn since."""

    status = 404


class ChangedSince(Refusal):
    """The decision is not the one that was looked at."""

    def __init__(self) -> None:
        super().__init__(
            "The decision was amended, or somebody else looked at it, since you opened this page. Look again."
        )


class NotAssured(Refusal):
    """The state of the decision does not allow this, or there is no reason."""


class NothingToSample(Refusal):
    """No decision is left that fits."""


class Step(StrEnum):
    """What somebody did about a decision that was sampled."""

    CONFIRMED = "confirmed"
    RETURNED = "returned"
    KEPT = "kept"
    """An assessor stands by it."""


class QualityState(StrEnum):
    SAMPLED = "sampled"
    CONFIRMED = "confirmed"
    RETURNED = "returned"
    KEPT = "kept"
    OVERTURNED = "overturned"

    @property
    def waits_for_assurer(self) -> bool:
        return self in (QualityState.SAMPLED, QualityState.KEPT, QualityState.OVERTURNED)


@dataclass(frozen=True)
class Taken:
    """A step about one decision: by whom, when and why."""

    step: Step
    decision_id: int
    by_id: int
    at: datetime
    reason: str = ""
    id: int = 0


@dataclass(frozen=True)
class Sampled:
    """A criterion of a piece that is in a sample, with the decision on it that counts now and the steps, oldest first.

    ``learner`` is their name, ``drawn_id`` the decision that counted when it was drawn. ``barred`` says that it is the
    work of whoever asks, or that they decided or signed it.
    """

    id: int
    sample_id: int
    piece_id: int
    learner_id: int
    learner: str
    title: str
    criterion: str
    drawn_id: int
    decision_id: int
    outcome: Outcome
    assessor_id: int
    steps: tuple[Taken, ...] = ()
    barred: bool = False

    @property
    def latest(self) -> int:
        """The id of the latest step; 0 where nobody has taken one."""
        return max((step.id for step in self.steps), default=0)

    @property
    def state(self) -> QualityState:
        if not self.steps:
            return QualityState.SAMPLED
        last = self.steps[-1]
        if last.decision_id != self.decision_id:
            return QualityState.OVERTURNED
        return QualityState(last.step.value)

    @property
    def is_locked(self) -> bool:
        return self.state is QualityState.CONFIRMED

    @property
    def returned(self) -> Taken | None:
        """The latest return, with its reason."""
        return next((step for step in reversed(self.steps) if step.step is Step.RETURNED), None)

    def judged(
        self, step: Step, reason: str, *, actor_id: int, decided: bool, seen: tuple[int, int], at: datetime
    ) -> Taken | None:
        """The step of a quality assurer; ``None`` where they have just taken it.

        ``decided`` says that they decided or signed anything on the piece; ``seen`` is the decision and the latest
        step that were looked at. Raises ``OwnWork``, ``ChangedSince``, ``NotAssured``.
        """
        must_be_assurable_by(actor_id, learner_id=self.learner_id, decided=decided)
        if self.steps and self._is_again(step, reason, actor_id):
            return None
        if seen != (self.decision_id, self.latest):
            raise ChangedSince
        if step is Step.RETURNED and self.state is QualityState.RETURNED:
            raise NotAssured("It is returned already, and waits for its assessors.")
        if step is Step.CONFIRMED and self.is_locked:
            raise NotAssured("It is confirmed already.")
        if step is Step.RETURNED and not reason.strip():
            raise NotAssured("Say why you return it. The assessors read your reason.")
        return Taken(step, self.decision_id, actor_id, at, reason)

    def kept(self, reason: str, *, actor_id: int, at: datetime) -> Taken | None:
        """The step of an assessor who stands by the decision; ``None`` where they have just taken it.

        Raises ``OwnWork``, ``NotAssured``.
        """
        must_be_anothers(self.learner_id, actor_id=actor_id)
        if self.steps and self._is_again(Step.KEPT, reason, actor_id):
            return None
        if self.state is not QualityState.RETURNED:
            raise NotAssured("It is not returned, or was amended since. There is nothing to stand by.")
        if self.returned and self.returned.by_id == actor_id:
            raise OwnWork("You returned it yourself. Somebody else has to do this.")
        if not reason.strip():
            raise NotAssured("Say why you stand by it. The quality assurer reads your reason.")
        return Taken(Step.KEPT, self.decision_id, actor_id, at, reason)

    def _is_again(self, step: Step, reason: str, actor_id: int) -> bool:
        last = self.steps[-1]
        return (last.step, last.reason, last.by_id, last.decision_id) == (step, reason, actor_id, self.decision_id)


def must_be_assurable_by(actor_id: int, *, learner_id: int, decided: bool) -> None:
    """Raise ``OwnWork`` where a quality assurer would look at their own work, or at what they decided or signed."""
    must_be_anothers(learner_id, actor_id=actor_id)
    if decided:
        raise OwnWork("You decided or signed this yourself. Another quality assurer has to look at it.")


@dataclass(frozen=True)
class Wanted:
    """What a sample is drawn from, and how much of it. ``None`` and empty words are for any."""

    size: int
    seed: str
    assessor_id: int | None = None
    cohort_id: int | None = None
    criterion: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Sample:
    """A sample as it was drawn, out of ``of`` decisions that fitted."""

    id: int
    drawn_by_id: int
    at: datetime
    wanted: Wanted
    of: int


@dataclass(frozen=True)
class Decided:
    """A decision that counts, that its learner has read and that is in no sample."""

    id: int
    piece_id: int
    criterion: str
    assessor_id: int


def drawn(decided: Iterable[Decided], wanted: Wanted) -> list[Decided]:
    """The decisions that a seed draws, by chance and always the same: those whose SHA-256 with the seed is the least.

    Raises ``NothingToSample``.
    """

    def lot(each: Decided) -> str:
        return sha256(f"{wanted.seed} {each.id}".encode()).hexdigest()

    every = sorted(decided, key=lot)
    if not every:
        raise NothingToSample("No decision is left that fits: all are sampled already, or none was released.")
    return every[: wanted.size]


@dataclass(frozen=True)
class Share:
    """How much of what one assessor decided is sampled, and how that stands."""

    assessor_id: int
    decided: int
    sampled: int
    returned: int


def shares(left: Iterable[Decided], sampled: Sequence[Sampled]) -> list[Share]:
    """For each assessor, those first of whom the smallest share is sampled; ``left`` is in no sample."""
    waiting: dict[int, int] = {}
    for each in left:
        waiting[each.assessor_id] = waiting.get(each.assessor_id, 0) + 1
    taken: Mapping[int, list[Sampled]] = {
        assessor: [each for each in sampled if each.assessor_id == assessor]
        for assessor in {each.assessor_id for each in sampled}
    }
    found = [
        Share(
            assessor,
            waiting.get(assessor, 0) + len(taken.get(assessor, [])),
            len(taken.get(assessor, [])),
            sum(each.returned is not None for each in taken.get(assessor, [])),
        )
        for assessor in waiting.keys() | taken.keys()
    ]
    return sorted(found, key=lambda share: (share.sampled / share.decided, -share.decided, share.assessor_id))
