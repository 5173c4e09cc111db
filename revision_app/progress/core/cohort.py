"""A cohort at a glance: each learner with what was decided and why they may need somebody, sorted and narrowed down."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from statistics import median

from ...accounts.core import Person
from ...criteria.core import Criterion
from ...quiz.readiness.core.readiness import Readiness
from . import CriterionStanding, MatrixRow
from .risk import Risk, Urgency

NEED, NAME = "need", "name"  # what to sort by, besides the id of a criterion
_ORDER = tuple(CriterionStanding)


class Shown(StrEnum):
    """Which learners of a cohort are listed."""

    ALL = "all"
    IN_NEED = "need"
    WITH_TUTOR = "with tutor"
    REFERRED = "referred"


@dataclass(frozen=True)
class CohortLine:
    """One learner of a cohort; ``blind`` is how many of their pieces are left out, because they are marked blind.

    ``known`` is their readiness by criterion: it stands beside what was decided, and decides nothing.
    """

    person: Person
    rows: Sequence[MatrixRow]
    blind: int
    risk: Risk
    known: Mapping[str, Readiness] = field(default_factory=dict)

    def stands(self, criterion_id: str) -> MatrixRow | None:
        return next((row for row in self.rows if row.criterion.id == criterion_id), None)

    def is_among(self, shown: Shown) -> bool:
        standings = {row.standing for row in self.rows}
        match shown:
            case Shown.IN_NEED:
                return self.risk.urgency is not Urgency.NONE
            case Shown.WITH_TUTOR:
                return CriterionStanding.WITH_TUTOR in standings
            case Shown.REFERRED:
                return not standings.isdisjoint({CriterionStanding.REFERRED, CriterionStanding.NOT_EVIDENCED})
        return True


def in_order(lines: Iterable[CohortLine], by: str) -> list[CohortLine]:
    """The lines, which come by name: those in most need first, by name, or the furthest from a criterion first."""
    if by == NAME:
        return list(lines)
    if by == NEED:
        return sorted(lines, key=lambda line: -line.risk.weight)
    return sorted(lines, key=lambda line: _distance(line.stands(by)))


def _distance(row: MatrixRow | None) -> tuple[int, Fraction]:
    """Less is further from achieved, and then from knowing it."""
    return (-_ORDER.index(row.standing), row.share or Fraction(0)) if row else (0, Fraction(0))


@dataclass(frozen=True)
class Spread:
    """How a cohort stands on one criterion: ``achieved`` of ``n``; the median share of marks of ``known`` learners."""

    criterion: Criterion
    achieved: int
    n: int
    median: float | None
    known: int


def spread(lines: Sequence[CohortLine], criteria: Iterable[Criterion]) -> list[Spread]:
    found = []
    for criterion in criteria:
        rows = [row for line in lines if (row := line.stands(criterion.id))]
        shares = [float(row.share) for row in rows if row.share is not None]
        achieved = sum(row.standing is CriterionStanding.ACHIEVED for row in rows)
        found.append(Spread(criterion, achieved, len(rows), median(shares) if shares else None, len(shares)))
    return found


_COLUMNS = "decision", "quiz marks, per cent", "knowledge from, per cent", "knowledge to, per cent"
Cell = str | int | float | None


def table(lines: Iterable[CohortLine], criteria: Sequence[Criterion]) -> Iterator[list[Cell]]:
    """The heading, then a line for each learner: where each criterion stands, what is known of it, and their risk."""
    heading = [f"{criterion.id} {what}" for criterion in criteria for what in _COLUMNS]
    yield ["Learner", *heading, "Risk", "Reasons"]
    for line in lines:
        cells: list[Cell] = []
        for criterion in criteria:
            row = line.stands(criterion.id)
            share = row.share if row else None
            known = line.known.get(criterion.id)
            ends = (known.low, known.high) if known and known.is_known else (None, None)
            cells += [row.standing if row else None, *map(_per_cent, (share, *ends))]
        reasons = "; ".join(reason.words for reason in line.risk.reasons)
        yield [line.person.name, *cells, line.risk.urgency.words, reasons]


def _per_cent(share: Fraction | float | None) -> float | None:
    return None if share is None else round(float(100 * share), 1)
