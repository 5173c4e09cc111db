"""A submission is judged criterion by criterion; what has been decided is added to, never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ...accounts.core.own_work import must_be_anothers
from ...evidence.core import Piece
from ...shared.refusal import Refusal

COMMENT_LIMIT = 5_000  # characters
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def ordinal(number: int) -> str:
    """``second``; in figures beyond ten: ``11th``."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in (11, 12, 13) else "th"
    return f"{number}{ending}"


class Outcome(StrEnum):
    """Whether a criterion is achieved: the field's binary wording, and a third word for what was not there to judge."""

    ACHIEVED = "achieved"
    REFERRED = "referred"
    NOT_EVIDENCED = "not evidenced"


class SubmissionStanding(StrEnum):
    WITH_TUTOR = "with tutor"
    ACHIEVED = "achieved"
    REFERRED = "referred"


class NoSuchSubmission(Refusal):
    status = 404


class AlreadyReleased(Refusal):
    pass


class OutsideSubmission(Refusal):
    """The criterion is not one that this submission was handed in for."""


class MarkedElsewhere(Refusal):
    """Somebody has saved marking since this assessor opened the submission."""


class Incomplete(Refusal):
    """Something is lacking before release; ``lacking`` says what, criterion by criterion."""

    def __init__(self, lacking: Mapping[str, str]) -> None:
        super().__init__(" ".join(f"{criterion}: {words}" for criterion, words in lacking.items()))
        self.lacking = lacking


@dataclass(frozen=True)
class Judgement:
    """What an assessor says of one criterion; its outcome is ``None`` while they are still thinking."""

    outcome: Outcome | None = None
    comment: str = ""

    @property
    def lacks(self) -> str:
        """What is missing before this may be released; empty when nothing is."""
        if self.outcome is None:
            return "Choose achieved, referred or not evidenced."
        if self.outcome is Outcome.REFERRED and not self.comment.strip():
            return "A referral needs a comment that says what to do next."
        return ""


@dataclass(frozen=True)
class Decision:
    """A judgement as it was saved, by whom and when. Ids grow in the order of saving; 0 is not yet saved."""

    criterion: str
    judgement: Judgement
    assessor_id: int
    at: datetime
    id: int = 0


@dataclass(frozen=True)
class Release:
    assessor_id: int
    at: datetime


@dataclass(frozen=True)
class Submission(Piece):
    """A piece of evidence with what has been decided about it, oldest decision first."""

    decisions: tuple[Decision, ...] = ()
    release: Release | None = None

    @property
    def standing(self) -> SubmissionStanding:
        if self.release is None:
            return SubmissionStanding.WITH_TUTOR
        achieved = all(judgement.outcome is Outcome.ACHIEVED for judgement in self.judgements.values())
        return SubmissionStanding.ACHIEVED if achieved else SubmissionStanding.REFERRED

    @property
    def decided(self) -> dict[str, Decision]:
        """The decision that counts for each criterion that has one: the latest."""
        return {decision.criterion: decision for decision in self.decisions}

    @property
    def judgements(self) -> dict[str, Judgement]:
        """What is said of every criterion, in the submission's order."""
        latest = {decision.criterion: decision.judgement for decision in self.decisions}
        return {criterion: latest.get(criterion, Judgement()) for criterion in self.criteria}

    @property
    def outcomes(self) -> dict[str, Outcome]:
        return {criterion: judged.outcome for criterion, judged in self.judgements.items() if judged.outcome}

    @property
    def latest(self) -> int:
        """The id of the decision saved last; 0 where there is none."""
        return max((decision.id for decision in self.decisions), default=0)

    @property
    def for_learner(self) -> "Submission":
        """This submission as its learner may see it: nothing of the marking before it is released."""
        return self if self.release else replace(self, decisions=())

    @property
    def claims(self) -> list["CriterionEvidence"]:
        """What it says of each criterion that it claims, once that is released."""
        released_at = self.release.at if self.release else None
        outcomes = self.for_learner.outcomes
        return [CriterionEvidence(self, criterion, released_at, outcomes.get(criterion)) for criterion in self.criteria]

    def with_decisions(self, added: Iterable[Decision]) -> "Submission":
        return replace(self, decisions=(*self.decisions, *added))

    def mark(
        self, judgements: Mapping[str, Judgement], *, assessor_id: int, seen: int, at: datetime
    ) -> tuple[Decision, ...]:
        """The decisions these judgements add; empty where nothing changes.

        ``seen`` is the id of the latest decision the assessor had before them (0 for none): marking that somebody
        saved meanwhile is not overwritten unseen.
        """
        must_be_anothers(self.learner_id, actor_id=assessor_id)
        if outside := [criterion for criterion in judgements if criterion not in self.criteria]:
            raise OutsideSubmission(f"This was not handed in for {', '.join(outside)}. Reload the page and mark again.")
        saved = self.judgements
        changed = {criterion: judged for criterion, judged in judgements.items() if judged != saved[criterion]}
        if changed and self.release:
            raise AlreadyReleased(
                "These decisions have been released, and the learner may have read them. They stay as they are; "
                "a new submission gets new decisions."
            )
        if changed and seen != self.latest:
            raise MarkedElsewhere(
                "Marking of this submission was saved after you opened it, in another tab or by another tutor. "
                "Both are shown below; what you save next counts."
            )
        return tuple(Decision(criterion, judged, assessor_id, at) for criterion, judged in changed.items())

    def released(self, *, assessor_id: int, at: datetime) -> Release:
        """The release of what has been decided; the one there is where it was released before."""
        must_be_anothers(self.learner_id, actor_id=assessor_id)
        if lacking := {criterion: judged.lacks for criterion, judged in self.judgements.items() if judged.lacks}:
            raise Incomplete(lacking)
        return self.release or Release(assessor_id, at)


@dataclass(frozen=True)
class CriterionEvidence:
    """One criterion that a piece claims: the outcome is known once it is released."""

    piece: Piece
    criterion: str
    released_at: datetime | None
    outcome: Outcome | None


@dataclass(frozen=True)
class Series:
    """Every submission from one source, oldest first, seen from one of them."""

    submissions: tuple[Submission, ...]
    shown: Submission

    @property
    def earlier(self) -> tuple[Submission, ...]:
        return tuple(other for other in self.submissions if other.number < self.shown.number)

    @property
    def later(self) -> tuple[Submission, ...]:
        return tuple(other for other in self.submissions if other.number > self.shown.number)

    @property
    def for_learner(self) -> "Series":
        return Series(tuple(each.for_learner for each in self.submissions), self.shown.for_learner)

    @property
    def people(self) -> frozenset[int]:
        """Everyone whose name a page about this needs: the learner and whoever judged."""
        judged = {decision.assessor_id for each in self.submissions for decision in each.decisions}
        released = {each.release.assessor_id for each in self.submissions if each.release}
        return frozenset({self.shown.learner_id} | judged | released)
