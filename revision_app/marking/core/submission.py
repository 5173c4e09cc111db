"""A submission is judged criterion by criterion; what has been decided is added to, never changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise

from ...accounts.core.own_work import must_be_anothers
from ...evidence.core import Piece
from ...shared.refusal import Refusal
from .planned import PlannedStep, TutorsAnswer

COMMENT_LIMIT = 5_000  # characters
NEXT_STEP_LIMIT = 500  # characters: one step
REASON_LIMIT = 1_000  # characters
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


class Quality(StrEnum):
    """VACSR, what has to hold of evidence before its criterion is achieved.

    Valid: it bears on the criterion. Authentic: it is the learner's own. Current: it reflects present practice.
    Sufficient: it covers all of the criterion. Reliable: another assessor would agree. Sources:
    https://www.proaet.co.uk/training/assessing/video/vacsr and
    https://www.understandingstandards.org.uk/Subjects/SVQ/BusinessAdministration/TheAssessorRole
    """

    VALID = "valid"
    AUTHENTIC = "authentic"
    CURRENT = "current"
    SUFFICIENT = "sufficient"
    RELIABLE = "reliable"


class SubmissionStanding(StrEnum):
    WITH_TUTOR = "with tutor"
    WAITING = "waiting for a tutor"
    WITHDRAWN = "withdrawn"
    ACHIEVED = "achieved"
    REFERRED = "referred"


class NoSuchSubmission(Refusal):
    status = 404


class AlreadyReleased(Refusal):
    pass


class Withdrawn(Refusal):
    """The learner has taken back what was to be judged."""

    def __init__(self) -> None:
        super().__init__(
            "The learner withdrew this submission, so there is nothing to decide. What you had saved is kept; what you "
            "typed last was not saved, and stands below."
        )


class ReleaseSet(Refusal):
    """The decisions are to be released at a moment to come, and stay as they are until it is called back."""

    def __init__(self) -> None:
        super().__init__(
            "These decisions are set to be released at a later time. Call the release back before you change them or "
            "choose another time."
        )


class ReleaseInPast(Refusal):
    def __init__(self) -> None:
        super().__init__("That time has passed. Choose one to come, or release now.")


class NotAmended(Refusal):
    """There is no released decision to amend, nothing that would change, or no reason for it."""


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
    """What an assessor says of one criterion; its outcome is ``None`` while they are still thinking.

    ``next_step`` is the one thing that the learner is to do next. ``unmet`` is what of VACSR does not hold.
    """

    outcome: Outcome | None = None
    comment: str = ""
    next_step: str = ""
    unmet: frozenset[Quality] = frozenset()

    @property
    def lacks(self) -> str:
        """What is missing before this may be released; empty when nothing is. *Ours*, but for VACSR."""
        match self.outcome:
            case None:
                return "Choose achieved, referred or not evidenced."
            case Outcome.ACHIEVED if self.unmet:
                short = ", ".join(quality for quality in Quality if quality in self.unmet)
                return f"Achieved means that all five hold. Untick {short}, or refer it."
            case Outcome.REFERRED if not self.next_step.strip():
                return "A referral needs one next step: what to do before handing in again."
        return ""


@dataclass(frozen=True)
class Decision:
    """A judgement as it was saved, by whom and when. Ids grow in the order of saving; 0 is not yet saved.

    ``reason`` says why a decision that the learner had seen was amended; it is empty for every other.
    """

    criterion: str
    judgement: Judgement
    assessor_id: int
    at: datetime
    id: int = 0
    reason: str = ""


@dataclass(frozen=True)
class Release:
    """``at`` is the moment from which the learner sees the decisions, by whoever set it."""

    assessor_id: int
    at: datetime


@dataclass(frozen=True)
class Submission(Piece):
    """A piece of evidence with what has been decided about it, oldest decision first.

    ``seen`` says whether it is for anybody to mark, which may change as long as it is not released. ``planned`` is a
    release whose moment is still to come: its decisions stay as they are, and the learner sees nothing of them yet.
    ``due`` is the last day by which the centre aims to return it; ``None`` where it names none, or has returned it.
    ``without_name`` says that the rules it was handed in under ask for blind marking.
    """

    decisions: tuple[Decision, ...] = ()
    release: Release | None = None
    planned: Release | None = None
    seen: bool = True
    due: date | None = None
    without_name: bool = False

    @property
    def is_blind(self) -> bool:
        """Whether tutors are not told yet whose it is: see ``core.blind``."""
        return self.without_name and self.release is None

    @property
    def standing(self) -> SubmissionStanding:
        if self.withdrawn_at:
            return SubmissionStanding.WITHDRAWN
        if self.release is None:
            return SubmissionStanding.WITH_TUTOR if self.seen else SubmissionStanding.WAITING
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
        return self if self.release else replace(self, decisions=(), planned=None)

    def _amended_at(self, criterion: str) -> datetime | None:
        """When the decision that counts took the place of one that the learner had seen."""
        decision = self.decided.get(criterion)
        return decision.at if self.release and decision and decision.reason else None

    @property
    def amended_at(self) -> datetime | None:
        """When a decision of it was last amended; ``None`` where all are as they were released."""
        return max(filter(None, map(self._amended_at, self.criteria)), default=None)

    @property
    def amended(self) -> dict[str, tuple[Decision, ...]]:
        """For each criterion whose decision was amended: what the learner was shown before, the latest first."""
        shown = {
            criterion: [decision for decision in self.decisions if decision.criterion == criterion]
            for criterion in {decision.criterion for decision in self.decisions if decision.reason}
        }
        return {
            criterion: tuple(before for before, after in reversed(list(pairwise(decisions))) if after.reason)
            for criterion, decisions in shown.items()
        }

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
        if self.withdrawn_at:
            raise Withdrawn
        saved = self.judgements
        changed = {criterion: judged for criterion, judged in judgements.items() if judged != saved[criterion]}
        if changed and self.release:
            raise AlreadyReleased(
                "These decisions have been released, and the learner may have read them. Amend them one by one, each "
                "with a reason."
            )
        if changed and self.planned:
            raise ReleaseSet
        if changed and seen != self.latest:
            raise MarkedElsewhere(
                "Marking of this submission was saved after you opened it, in another tab or by another tutor. "
                "Both are shown below; what you save next counts."
            )
        return tuple(Decision(criterion, judged, assessor_id, at) for criterion, judged in changed.items())

    def amend(
        self, criterion: str, judged: Judgement, reason: str, *, assessor_id: int, seen: int, at: datetime
    ) -> Decision:
        """The decision that takes the place of one that the learner has seen; both stay readable.

        ``seen`` is as in ``mark``. Raises ``NotAmended``, ``OutsideSubmission``, ``MarkedElsewhere``, ``Incomplete``.
        """
        must_be_anothers(self.learner_id, actor_id=assessor_id)
        if criterion not in self.criteria:
            raise OutsideSubmission(f"This was not handed in for {criterion}. Reload the page and try again.")
        if self.release is None:
            raise NotAmended("This has not been released yet. Change the marking instead, and release it.")
        if seen != self.latest:
            raise MarkedElsewhere("A decision was amended after you opened this page. Look at it, then save yours.")
        if judged.lacks:
            raise Incomplete({criterion: judged.lacks})
        if judged == self.judgements[criterion]:
            raise NotAmended("This is what the decision says already. Change something, or leave it as it is.")
        if not reason.strip():
            raise NotAmended("Say why you amend it. The learner reads your reason.")
        return Decision(criterion, judged, assessor_id, at, reason=reason)

    @property
    def reference(self) -> str:
        """What the audit calls it: no words of anybody."""
        return f"submission {self.id}, number {self.number} of its {self.kind}"

    @property
    def lacking(self) -> dict[str, str]:
        """What is missing before this may be released, criterion by criterion; empty where it is ready."""
        return {criterion: judged.lacks for criterion, judged in self.judgements.items() if judged.lacks}

    def released(self, *, assessor_id: int, at: datetime, on: datetime | None = None) -> Release:
        """The release of what has been decided, now or ``on`` a moment to come; the one there is if it is the same.

        Raises ``Withdrawn``, ``Incomplete``, ``ReleaseInPast``, ``ReleaseSet``, ``AlreadyReleased``.
        """
        must_be_anothers(self.learner_id, actor_id=assessor_id)
        if self.withdrawn_at:
            raise Withdrawn
        if lacking := self.lacking:
            raise Incomplete(lacking)
        if self.release and on is None:
            return self.release
        if self.release:
            raise AlreadyReleased("These decisions have been released already. Nothing is left to set a time for.")
        if self.planned and on == self.planned.at:
            return self.planned
        if self.planned:
            raise ReleaseSet
        if on and on <= at:
            raise ReleaseInPast
        return Release(assessor_id, on or at)

    def must_be_called_back(self, *, assessor_id: int) -> bool:
        """Whether there is a release to call back; one whose moment has come raises ``AlreadyReleased``."""
        must_be_anothers(self.learner_id, actor_id=assessor_id)
        if self.release:
            raise AlreadyReleased(
                "These decisions have been released, and the learner may have read them. A release can be called back "
                "only before its time."
            )
        return self.planned is not None


@dataclass(frozen=True)
class CriterionEvidence:
    """One criterion that a piece claims: the outcome is known once it is released.

    ``released_at`` is when the learner could first read the decision that counts: its release, or its amendment.
    ``seen``, ``due`` and ``is_blind`` are the piece's. ``step`` is the decision's next step, if its learner took it on
    and it is to be done, and ``answer`` a tutor's latest to a comment on the piece.
    """

    piece: Piece
    criterion: str
    released_at: datetime | None
    outcome: Outcome | None
    amended: bool = False
    seen: bool = True
    step: PlannedStep | None = None
    answer: TutorsAnswer | None = None
    due: date | None = None
    is_blind: bool = False

    @property
    def asks_for_more(self) -> bool:
        """Whether it is decided, and more has to be shown before the criterion is achieved by this piece."""
        return self.outcome is not None and self.outcome is not Outcome.ACHIEVED


@dataclass(frozen=True)
class Claimed:
    """A piece with what holds for each criterion that it claims; ``released_at`` is ``None`` before its release."""

    piece: Piece
    released_at: datetime | None
    seen: bool = True
    answer: TutorsAnswer | None = None
    due: date | None = None
    without_name: bool = False

    def on(
        self,
        criterion: str,
        outcome: Outcome | None,
        amended_at: datetime | None = None,
        step: PlannedStep | None = None,
    ) -> CriterionEvidence:
        """What it says of one criterion, whose latest decision has this outcome; it is told once it is released."""
        known = self.released_at is not None
        return CriterionEvidence(
            self.piece,
            criterion,
            (amended_at or self.released_at) if known else None,
            outcome if known else None,
            known and amended_at is not None,
            self.seen,
            step,
            self.answer,
            self.due,
            self.without_name and not known,
        )


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
    def for_tutor(self) -> "Series":
        """The same without what would lead from a learner's name to a piece that is blind, or back."""
        return Series(tuple(each for each in self.submissions if self._stands_beside(each)), self.shown)

    def _stands_beside(self, other: Submission) -> bool:
        # A blind piece shows the earlier ones whole, and links to none; of a later one there is only the link.
        earlier = self.shown.is_blind and other.number < self.shown.number
        return earlier or other.is_blind == self.shown.is_blind

    @property
    def people(self) -> frozenset[int]:
        """Everyone whose name a page about this needs: the learner and whoever judged."""
        judged = {decision.assessor_id for each in self.submissions for decision in each.decisions}
        released = {
            release.assessor_id for each in self.submissions for release in (each.release, each.planned) if release
        }
        return frozenset({self.shown.learner_id} | judged | released)
