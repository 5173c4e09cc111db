"""A learner's matrix on two scales that never mix: what they know of each criterion, and where its evidence stands."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ...criteria.core import Criterion, Outcome
from ...marking.core import submission
from ...marking.core.submission import CriterionEvidence
from ...quiz.readiness.core.readiness import Readiness, Verdict
from . import CriterionStanding, MatrixRow
from .sufficiency import Accepted, Need, Sufficiency, needs


@dataclass(frozen=True)
class Drafted:
    """Something that could be handed in and has not been, with the criteria it is tagged with."""

    kind: str
    id: int
    title: str
    at: datetime
    criteria: tuple[str, ...]


class Way(StrEnum):
    """The shortest way to what is missing of a criterion's evidence."""

    NOTHING = "nothing to do"
    WAIT = "wait"
    READ_FEEDBACK = "read feedback"
    HAND_IN = "hand in"
    START = "start"


@dataclass(frozen=True)
class OwnRow:
    """One criterion: its evidence with what was decided, what is drafted for it, what the centre asks for, and what is
    known of it. ``knowledge`` is ``None`` where the bank asks nothing about it."""

    decided: MatrixRow
    drafts: tuple[Drafted, ...]
    needs: tuple[Need, ...]
    knowledge: Readiness | None

    @property
    def criterion(self) -> Criterion:
        return self.decided.criterion

    @property
    def status(self) -> CriterionStanding:
        """Where its evidence stands, whatever is known."""
        if self.decided.evidence:
            return self.decided.standing
        return CriterionStanding.DRAFTED if self.drafts else CriterionStanding.NOT_STARTED

    @property
    def missing(self) -> tuple[Need, ...]:
        return tuple(need for need in self.needs if not need.is_met)

    @property
    def is_enough(self) -> bool:
        """Whether it is achieved, by as much as the centre asks for."""
        return self.status is CriterionStanding.ACHIEVED and not self.missing

    @property
    def way(self) -> Way:
        """*Ours:* a tutor's word comes first, then what is handed in already, then what is drafted."""
        if self.is_enough:
            return Way.NOTHING
        if self.status in (CriterionStanding.REFERRED, CriterionStanding.NOT_EVIDENCED):
            return Way.READ_FEEDBACK
        if any(claim.outcome is None for claim in self.decided.evidence):
            return Way.WAIT
        return Way.HAND_IN if self.drafts else Way.START

    @property
    def wanted_kinds(self) -> tuple[str, ...]:
        """The kinds of evidence that would meet what is missing; none where any would."""
        return next((need.kinds for need in self.missing if need.kinds), ())

    def of_kinds(self, kinds: Sequence[str]) -> tuple[CriterionEvidence, ...]:
        """What was handed in of these kinds, the oldest first."""
        return tuple(claim for claim in self.decided.evidence if claim.piece.kind in kinds)

    def drafts_of(self, kinds: Sequence[str]) -> tuple[Drafted, ...]:
        return tuple(draft for draft in self.drafts if draft.kind in kinds)


@dataclass(frozen=True)
class OutcomeRow:
    """A learning outcome with the rows of its criteria."""

    outcome: Outcome
    rows: tuple[OwnRow, ...]

    @property
    def enough(self) -> int:
        return sum(row.is_enough for row in self.rows)


@dataclass(frozen=True)
class OwnMatrix:
    """``orphans`` are drafts that are tagged with no criterion of the qualification."""

    rows: tuple[OwnRow, ...]
    orphans: tuple[Drafted, ...]

    @property
    def statuses(self) -> Counter[CriterionStanding]:
        return Counter(row.status for row in self.rows)

    @property
    def verdicts(self) -> Counter[Verdict]:
        return Counter(row.knowledge.verdict for row in self.rows if row.knowledge)

    @property
    def enough(self) -> int:
        return sum(row.is_enough for row in self.rows)

    def row(self, criterion_id: str) -> OwnRow | None:
        return next((row for row in self.rows if row.criterion.id == criterion_id), None)

    def by_outcome(self, outcomes: Iterable[Outcome]) -> tuple[OutcomeRow, ...]:
        return tuple(
            OutcomeRow(outcome, tuple(row for row in self.rows if outcome.id in row.criterion.outcomes))
            for outcome in outcomes
        )


def own_matrix(
    decided: Iterable[MatrixRow],
    drafted: Iterable[Drafted],
    knowledge: Mapping[str, Readiness],
    sufficiency: Sufficiency,
    *,
    said: Mapping[int, Mapping[str, frozenset[str]]],
    record_kind: str,
    at: datetime,
) -> OwnMatrix:
    """A learner's matrix. ``said`` is what the records in each piece say, by piece and field of the log."""
    decided = tuple(decided)
    handed_in = {(claim.piece.kind, claim.piece.source_id) for row in decided for claim in row.evidence}
    drafts = [draft for draft in drafted if (draft.kind, draft.id) not in handed_in]
    known = {row.criterion.id for row in decided}
    rows = tuple(
        OwnRow(
            row,
            tuple(draft for draft in drafts if row.criterion.id in draft.criteria),
            needs(
                sufficiency.rule(row.criterion.id),
                [
                    Accepted(claim.piece.kind, claim.piece.at, said.get(claim.piece.id, {}))
                    for claim in row.evidence
                    if claim.outcome is submission.Outcome.ACHIEVED
                ],
                record_kind=record_kind,
                at=at,
            ),
            knowledge.get(row.criterion.id),
        )
        for row in decided
    )
    return OwnMatrix(rows, tuple(draft for draft in drafts if known.isdisjoint(draft.criteria)))
