from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from functools import cached_property

from ...criteria.core import Criterion, Mastery
from ...marking.core.submission import CriterionEvidence, Outcome


class CriterionStanding(StrEnum):
    """Where the evidence of one criterion stands, whatever is known of it; the words are those on the page."""

    ACHIEVED = "achieved"
    WITH_TUTOR = "with tutor"
    WAITING = "waiting for a tutor"
    REFERRED = "referred"
    NOT_EVIDENCED = "not evidenced"
    DRAFTED = "drafted"  # said only to its learner, who alone sees drafts
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class MatrixRow:
    """One criterion of a learner's matrix: what they know, what they handed in, what was decided."""

    criterion: Criterion
    mastery: Mastery | None
    evidence: tuple[CriterionEvidence, ...]

    @property
    def share(self) -> Fraction | None:
        """Marks scored of marks available; ``None`` before the first result."""
        return Fraction(self.mastery.scored, self.mastery.available) if self.mastery else None

    @cached_property
    def achieved(self) -> int:
        return sum(claim.outcome is Outcome.ACHIEVED for claim in self.evidence)

    @cached_property
    def standing(self) -> CriterionStanding:
        """*Ours:* once achieved it stays so; otherwise what happened last counts. What is known counts for nothing."""
        if self.achieved:
            return CriterionStanding.ACHIEVED
        latest = self.latest
        if latest is None:
            return CriterionStanding.NOT_STARTED
        if latest.outcome is None:
            return CriterionStanding.WITH_TUTOR if latest.seen else CriterionStanding.WAITING
        return CriterionStanding.REFERRED if latest.outcome is Outcome.REFERRED else CriterionStanding.NOT_EVIDENCED

    @cached_property
    def latest(self) -> CriterionEvidence | None:
        """The claim that the standing rests on: the last one achieved, or else the last one handed in."""
        accepted = [claim for claim in self.evidence if claim.outcome is Outcome.ACHIEVED]
        claims = accepted or self.evidence
        return claims[-1] if claims else None

    @property
    def asked_since(self) -> CriterionEvidence | None:
        """A later piece for which the tutor asks for more, though an earlier one achieved the criterion."""
        last = self.evidence[-1] if self.evidence else None
        return last if last and self.achieved and last.asks_for_more else None


def matrix(
    criteria: Iterable[Criterion], mastery: Mapping[str, Mastery], evidence: Iterable[CriterionEvidence]
) -> tuple[MatrixRow, ...]:
    """A row for every criterion, in the qualification's order. ``evidence`` comes oldest first."""
    claims: dict[str, list[CriterionEvidence]] = {}
    for claim in evidence:
        claims.setdefault(claim.criterion, []).append(claim)
    return tuple(
        MatrixRow(criterion, mastery.get(criterion.id), tuple(claims.get(criterion.id, ()))) for criterion in criteria
    )


@dataclass(frozen=True)
class TutorsMatrix:
    """A learner's matrix as tutors see it, without what is marked blind; ``blind`` is how many pieces those are."""

    rows: tuple[MatrixRow, ...]
    blind: int

    @classmethod
    def of(cls, rows: Iterable[MatrixRow]) -> "TutorsMatrix":
        every = tuple(rows)
        left_out = {claim.piece.id for row in every for claim in row.evidence if claim.is_blind}
        if not left_out:
            return cls(every, 0)
        shown = (replace(row, evidence=tuple(each for each in row.evidence if not each.is_blind)) for row in every)
        return cls(tuple(shown), len(left_out))


@dataclass(frozen=True)
class DecisionNews:
    """Decisions on one submission that its learner may not have read yet; ``amended`` where ``at`` is an amendment."""

    piece_id: int
    title: str
    at: datetime
    outcomes: Mapping[str, Outcome]
    amended: bool = False


def news(rows: Iterable[MatrixRow], *, since: datetime) -> list[DecisionNews]:
    """What was released or amended after ``since``, the latest first."""
    newest: dict[int, DecisionNews] = {}
    for claim in (claim for row in rows for claim in row.evidence):
        if claim.released_at and claim.released_at > since and claim.outcome:
            piece = claim.piece
            outcomes = {claim.criterion: claim.outcome}
            told = DecisionNews(piece.id, piece.title, claim.released_at, outcomes, claim.amended)
            known = newest.get(piece.id, told)
            latest = max(known, told, key=lambda item: item.at)
            newest[piece.id] = replace(latest, outcomes={**known.outcomes, **outcomes})
    return sorted(newest.values(), key=lambda item: (item.at, item.piece_id), reverse=True)


def to_work_on(rows: Iterable[MatrixRow]) -> list[MatrixRow]:
    """The criteria not achieved for which nothing is to be marked, that with the lowest share of marks first."""
    done = CriterionStanding.ACHIEVED, CriterionStanding.WITH_TUTOR, CriterionStanding.WAITING
    return sorted((row for row in rows if row.standing not in done), key=lambda row: row.share or 0)


def referred(rows: Iterable[MatrixRow]) -> dict[int, tuple[CriterionEvidence, tuple[Criterion, ...]]]:
    """By id, the pieces whose decisions keep criteria open: the latest claim, and the criteria, in their order."""
    asked = CriterionStanding.REFERRED, CriterionStanding.NOT_EVIDENCED
    pieces: dict[int, tuple[CriterionEvidence, tuple[Criterion, ...]]] = {}
    for row in rows:
        claim = row.latest
        if claim and row.standing in asked:
            latest, criteria = pieces.get(claim.piece.id, (claim, ()))
            latest = max(latest, claim, key=lambda one: one.released_at or one.piece.at)
            pieces[claim.piece.id] = latest, (*criteria, row.criterion)
    return pieces


class Step(StrEnum):
    """What is best done next for a criterion."""

    READ = "read"
    SIT = "sit a paper"
    READ_AGAIN = "read again"
    REFLECT = "reflect"


WEAK = Fraction(3, 5)  # *Ours:* under this share of the marks a criterion is gone over again before it is reflected on


def step(row: MatrixRow, *, unread: bool, explained: bool) -> Step:
    """The next step for a criterion; ``explained`` and ``unread`` say whether any section is on it, and unread.

    *Ours:* what was not read comes first, then a first paper, then what was not known.
    A referral has a step of its own.
    """
    if row.share is None and explained:
        return Step.READ if unread else Step.SIT
    if row.share is not None and row.share < WEAK and explained:
        return Step.READ_AGAIN
    return Step.REFLECT


def summary(rows: Iterable[MatrixRow]) -> dict[CriterionStanding, int]:
    """How many criteria stand where, without the standings that none has."""
    standings = [row.standing for row in rows]
    return {standing: standings.count(standing) for standing in CriterionStanding if standing in standings}
