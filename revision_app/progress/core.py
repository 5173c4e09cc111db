from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from ..criteria.core import Criterion, Mastery
from ..marking.core.submission import CriterionEvidence, Outcome


class Standing(StrEnum):
    """Where a learner stands on one criterion; the words are those on the page."""

    ACHIEVED = "achieved"
    WITH_TUTOR = "with tutor"
    REFERRED = "referred"
    NOT_EVIDENCED = "not evidenced"
    IN_PROGRESS = "in progress"
    NOT_STARTED = "not started"


@dataclass(frozen=True)
class Line:
    """One criterion of a learner's matrix: what they know, what they handed in, what was decided."""

    criterion: Criterion
    mastery: Mastery | None
    evidence: tuple[CriterionEvidence, ...]

    @property
    def share(self) -> Fraction | None:
        """Marks scored of marks available; none before the first result."""
        return Fraction(self.mastery.scored, self.mastery.available) if self.mastery else None

    @property
    def achieved(self) -> int:
        return sum(piece.outcome is Outcome.ACHIEVED for piece in self.evidence)

    @property
    def standing(self) -> Standing:
        """*Ours:* once achieved it stays so; otherwise what happened last counts; a quiz result alone is progress."""
        if self.achieved:
            return Standing.ACHIEVED
        latest = self.latest
        if latest is None:
            return Standing.IN_PROGRESS if self.mastery else Standing.NOT_STARTED
        if latest.outcome is None:
            return Standing.WITH_TUTOR
        return Standing.REFERRED if latest.outcome is Outcome.REFERRED else Standing.NOT_EVIDENCED

    @property
    def latest(self) -> CriterionEvidence | None:
        """The piece that the standing rests on: the last one achieved, or else the last one handed in."""
        accepted = [piece for piece in self.evidence if piece.outcome is Outcome.ACHIEVED]
        pieces = accepted or self.evidence
        return pieces[-1] if pieces else None


def matrix(
    criteria: Iterable[Criterion], mastery: Mapping[str, Mastery], evidence: Iterable[CriterionEvidence]
) -> tuple[Line, ...]:
    """A line for every criterion, in the qualification's order. ``evidence`` comes oldest first."""
    pieces = tuple(evidence)
    return tuple(
        Line(criterion, mastery.get(criterion.id), tuple(piece for piece in pieces if piece.criterion == criterion.id))
        for criterion in criteria
    )


@dataclass(frozen=True)
class News:
    """Decisions on one submission that its learner may not have read yet."""

    piece_id: int
    title: str
    at: datetime
    outcomes: Mapping[str, Outcome]


def news(lines: Iterable[Line], *, since: datetime) -> list[News]:
    """What was released after ``since``, the latest first."""
    found: dict[int, News] = {}
    for piece in (piece for line in lines for piece in line.evidence):
        if piece.released_at and piece.released_at > since and piece.outcome:
            known = found.get(piece.piece.id)
            outcomes = {**(known.outcomes if known else {}), piece.criterion: piece.outcome}
            found[piece.piece.id] = News(piece.piece.id, piece.piece.title, piece.released_at, outcomes)
    return sorted(found.values(), key=lambda one: (one.at, one.piece_id), reverse=True)


def weakest(lines: Iterable[Line]) -> Line | None:
    """The criterion to work on next: not achieved, not with the tutor, with the lowest share of marks."""
    open_lines = [line for line in lines if line.standing not in (Standing.ACHIEVED, Standing.WITH_TUTOR)]
    return min(open_lines, key=lambda line: line.share or 0, default=None)


def summary(lines: Iterable[Line]) -> dict[Standing, int]:
    """How many criteria stand where, without the standings that none has."""
    standings = [line.standing for line in lines]
    return {standing: standings.count(standing) for standing in Standing if standing in standings}
