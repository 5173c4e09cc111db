"""A second marker decides on the same piece without seeing the first's decisions; where they differ, they agree.

*Ours:* until both have finished, neither sees what the other decided or commented. Differences within the tolerance
leave the first marker's decisions as they are; beyond it every criterion that differs gets one agreed outcome with a
reason, by either of the two or by whoever asked for the second marker; once all of these have left, by any tutor of the
learner. The learner sees only what counts in the end, and of the comments those of the first side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ...accounts.core.own_work import must_be_anothers
from ...shared.refusal import Refusal
from .submission import (
    AlreadyReleased,
    Decision,
    Incomplete,
    Judgement,
    MarkedElsewhere,
    OutsideSubmission,
    Submission,
    Withdrawn,
)

PER_CENT = 100


class NotBoth(Refusal):
    """Nobody is first and second marker of one piece."""

    def __init__(self) -> None:
        super().__init__("Nobody marks a piece both first and second. Somebody else has to do this.")


class NotSecondMarker(Refusal):
    """It is somebody else who marks this second, or nobody does."""


class SecondMarkingOpen(Refusal):
    """The piece has a second marker, and the two have not come to one outcome yet."""


class Finished(Refusal):
    """Whoever marks has said that they are done."""

    def __init__(self) -> None:
        super().__init__("You have said that your marking is finished. It stays as it is until both markers agree.")


class NothingToAgree(Refusal):
    """There is no difference to settle on this criterion, or no reason for its outcome."""


def is_chosen(piece_id: int, share: int) -> bool:
    """Whether a piece is among the ``share`` per cent that get a second marker: always the same answer."""
    digest = sha256(f"second marker of piece {piece_id}".encode()).digest()
    return int.from_bytes(digest[:8]) % PER_CENT < share


@dataclass(frozen=True)
class SecondMarking:
    """How the second marking of a piece stands; ``first`` is the piece with the first marker's decisions.

    ``chosen`` says that the centre's share asks for it, ``marker_id`` who does it. ``first_done`` is the id of the
    decision that was the first marker's last when they finished. ``agreed`` are outcomes that both sides settled on.
    ``tolerance`` is how many criteria may differ. ``attended`` says that one of ``parties`` is still a tutor here.
    """

    first: Submission
    chosen: bool = False
    tolerance: int = 0
    marker_id: int | None = None
    asked_by_id: int | None = None
    decisions: tuple[Decision, ...] = ()
    agreed: tuple[Decision, ...] = ()
    first_done: int | None = None
    second_done_at: datetime | None = None
    attended: bool = True

    @property
    def required(self) -> bool:
        return self.chosen or self.marker_id is not None

    @property
    def firsts(self) -> frozenset[int]:
        """Whoever has decided on the first side."""
        return frozenset(decision.assessor_id for decision in self._firsts)

    @property
    def _firsts(self) -> tuple[Decision, ...]:
        """The first side's decisions before anything was agreed."""
        done = self.first_done
        return tuple(each for each in self.first.decisions if done is None or each.id <= done)

    @property
    def first_judgements(self) -> dict[str, Judgement]:
        latest = {decision.criterion: decision.judgement for decision in self._firsts}
        return {criterion: latest.get(criterion, Judgement()) for criterion in self.first.criteria}

    @property
    def second(self) -> Submission:
        """The piece with the second marker's decisions in the place of the first's."""
        return Submission(**{**vars(self.first), "decisions": self.decisions, "release": None, "planned": None})

    @property
    def both_done(self) -> bool:
        return self.first_done is not None and self.second_done_at is not None

    @property
    def differing(self) -> tuple[str, ...]:
        """The criteria of which the two outcomes differ; empty until both have finished."""
        if not self.both_done:
            return ()
        ones, others = self.first_judgements, self.second.judgements
        return tuple(name for name in self.first.criteria if ones[name].outcome != others[name].outcome)

    @property
    def agreements(self) -> dict[str, Decision]:
        return {decision.criterion: decision for decision in self.agreed}

    @property
    def to_agree(self) -> tuple[str, ...]:
        """The criteria that still need an agreed outcome."""
        if len(self.differing) <= self.tolerance:
            return ()
        return tuple(criterion for criterion in self.differing if criterion not in self.agreements)

    @property
    def settled(self) -> bool:
        """Whether there is one outcome of everything, so that it may be released."""
        return not self.required or (self.both_done and not self.to_agree)

    @property
    def is_closed(self) -> bool:
        """Whether the first marker has finished, and what they decided stays until it is settled."""
        return self.required and self.first_done is not None and not self.settled

    @property
    def people(self) -> frozenset[int]:
        ids = {self.marker_id, self.asked_by_id, *(decision.assessor_id for decision in self.agreed)}
        return frozenset(person for person in ids if person is not None)

    def may_take(self, tutor_id: int) -> bool:
        """Whether this tutor, who teaches the learner, could be the second marker: there is a first, and no second."""
        return self.chosen and self.marker_id is None and bool(self.firsts) and tutor_id not in self.firsts

    def hides_first_from(self, tutor_id: int) -> bool:
        """Whether this tutor must not see yet what the first marker decided."""
        return not self.both_done and (tutor_id == self.marker_id or self.may_take(tutor_id))

    @property
    def parties(self) -> frozenset[int | None]:
        """Those whose agreement it is: both markers, and whoever asked for the second."""
        return self.firsts | {self.marker_id, self.asked_by_id}

    def may_agree(self, tutor_id: int) -> bool:
        """Whether this tutor, one of ``parties`` or one who teaches the learner, may settle a difference."""
        return tutor_id != self.first.learner_id and (tutor_id in self.parties or not self.attended)

    def may_be_asked_by(self, tutor_id: int) -> bool:
        """Whether this tutor may name a second marker now."""
        is_over = self.first.release or self.first.planned or self.first.withdrawn_at
        return not (is_over or self.second_done_at or tutor_id in (self.first.learner_id, self.marker_id))

    def could_be(self, tutor_id: int, *, actor_id: int) -> bool:
        """Whether ``actor_id`` could name this tutor as the second marker."""
        return tutor_id not in self.firsts | {self.first.learner_id, self.marker_id, actor_id}

    def waits_for(self, tutor_id: int) -> bool:
        """Whether this tutor has anything to do on the piece, so that it stands in their queue."""
        if not self.required or (self.settled and tutor_id != self.marker_id):
            return True
        if self.both_done:
            return bool(self.to_agree) and self.may_agree(tutor_id)
        if tutor_id == self.marker_id:
            return self.second_done_at is None
        if self.may_take(tutor_id):
            return True
        return self.first_done is None and (not self.firsts or tutor_id in self.firsts)

    # What is allowed

    def must_take_first_decisions(self, judgements: Mapping[str, Judgement], *, assessor_id: int) -> None:
        """Raise unless this assessor may change the first side to these judgements."""
        must_be_anothers(self.first.learner_id, actor_id=assessor_id)
        if self.required and (assessor_id == self.marker_id or self.hides_first_from(assessor_id)):
            raise NotBoth
        saved = self.first.judgements
        changed = {name: judged for name, judged in judgements.items() if judged != saved.get(name)}
        if changed and self.is_closed:
            raise Finished
        if (
            self.required
            and any(saved[name].outcome != judged.outcome for name, judged in changed.items())
            and (self.settled)
        ):
            raise SecondMarkingOpen(
                "Both markers have settled on these outcomes. Change the words if you like; the outcomes stay."
            )

    def must_be_settled(self) -> None:
        if not self.settled:
            raise SecondMarkingOpen("This piece has a second marker. It is released once both have finished and agree.")

    def must_be_askable(self, marker_id: int, *, actor_id: int) -> None:
        """Raise unless ``actor_id`` may name this second marker, in the place of one who has not finished."""
        must_be_anothers(self.first.learner_id, actor_id=actor_id)
        must_be_anothers(self.first.learner_id, actor_id=marker_id, what="It is their own work")
        self._must_be_open()
        if marker_id == actor_id or marker_id in self.firsts or actor_id == self.marker_id:
            raise NotBoth
        if self.second_done_at:
            raise NotSecondMarker("The second marker has finished already, so nobody else can be asked.")

    def must_be_takeable(self, *, actor_id: int) -> None:
        must_be_anothers(self.first.learner_id, actor_id=actor_id)
        self._must_be_open()
        if actor_id in self.firsts:
            raise NotBoth
        if not self.may_take(actor_id):
            raise NotSecondMarker("Nobody is needed to mark this second, or somebody else does it already.")

    def finished_first(self, *, actor_id: int) -> int:
        """The decision that is the first marker's last. Raises ``Incomplete`` where something is missing."""
        must_be_anothers(self.first.learner_id, actor_id=actor_id)
        self._must_be_open()
        if actor_id == self.marker_id or self.hides_first_from(actor_id):
            raise NotBoth
        if not self.required:
            raise NotSecondMarker("This piece has no second marker. Release it instead.")
        if self.first.lacking:
            raise Incomplete(self.first.lacking)
        return self.first_done if self.first_done is not None else self.first.latest

    def mark(
        self, judgements: Mapping[str, Judgement], *, assessor_id: int, seen: int, finish: bool, at: datetime
    ) -> tuple[Decision, ...]:
        """The decisions that these judgements of the second marker add; with ``finish`` they have to be complete."""
        self._must_be_marked_by(assessor_id)
        if outside := [name for name in judgements if name not in self.first.criteria]:
            raise OutsideSubmission(f"This was not handed in for {', '.join(outside)}. Reload the page and mark again.")
        saved = self.second.judgements
        changed = {name: judged for name, judged in judgements.items() if judged != saved[name]}
        if changed and self.second_done_at:
            raise Finished
        if changed and seen != self.second.latest:
            raise MarkedElsewhere("You saved this in another tab after you opened it here. What you save next counts.")
        lacking = {name: judged.lacks for name, judged in {**saved, **judgements}.items() if judged.lacks}
        if finish and lacking:
            raise Incomplete(lacking)
        return tuple(Decision(name, judged, assessor_id, at) for name, judged in changed.items())

    def must_be_unfinished(self, *, assessor_id: int) -> None:
        """Raise unless this assessor, the second marker, may write anything yet."""
        self._must_be_marked_by(assessor_id)
        if self.second_done_at:
            raise Finished

    def _must_be_marked_by(self, assessor_id: int) -> None:
        must_be_anothers(self.first.learner_id, actor_id=assessor_id)
        if assessor_id in self.firsts:
            raise NotBoth
        if assessor_id != self.marker_id:
            raise NotSecondMarker("Somebody else marks this second.")
        self._must_be_open()

    def agree(self, criterion: str, judged: Judgement, reason: str, *, actor_id: int, at: datetime) -> Decision:
        """The outcome that both sides settle on, with the reason that the record keeps."""
        must_be_anothers(self.first.learner_id, actor_id=actor_id)
        self._must_be_open()
        if not self.may_agree(actor_id):
            raise NotSecondMarker("The two markers, or whoever asked for the second, agree on the outcome.")
        if criterion not in self.to_agree:
            raise NothingToAgree("There is no difference left to settle on this criterion.")
        if judged.lacks:
            raise Incomplete({criterion: judged.lacks})
        if not reason.strip():
            raise NothingToAgree("Say why this is the outcome. The record keeps it; the learner does not read it.")
        return Decision(criterion, judged, actor_id, at, reason=reason)

    def _must_be_open(self) -> None:
        if self.first.withdrawn_at:
            raise Withdrawn
        if self.first.release or self.first.planned:
            raise AlreadyReleased("These decisions are released, or set to be, so the second marking is over.")
