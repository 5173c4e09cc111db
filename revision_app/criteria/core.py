from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Written(BaseModel):
    """Something an author wrote: every field is asked for, none is left over, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Written):
    id: str
    statement: str


class Criterion(_Written):
    id: str
    title: str
    statement: str
    outcomes: tuple[str, ...]
    evidence: str


class Guidance(_Written):
    id: str
    text: str
    criteria: tuple[str, ...]


class Term(_Written):
    id: str
    term: str
    definition: str


class Concept(_Written):
    id: str
    title: str
    text: str


class Mistake(_Written):
    id: str
    kind: Literal["mistake", "misconception"]
    text: str
    correction: str
    citations: tuple[str, ...] = ()


class Rail(_Written):
    """What reading progress is drawn as: marks from the first section to the last, in a unit."""

    unit: str
    marks: tuple[str, ...] = Field(min_length=2)


class Qualification(_Written):
    """What a centre offers, as ``content/qualification.yml`` says it."""

    title: str
    short_title: str
    strapline: str
    awarding_body: str
    source: str
    numbering: str
    overview: str
    units: tuple[str, ...]
    rail: Rail
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    guidance: tuple[Guidance, ...]
    terms: tuple[Term, ...]
    key_concepts: tuple[Concept, ...]
    mistakes: tuple[Mistake, ...]
    prior_knowledge: tuple[Concept, ...]

    def criterion(self, criterion_id: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)

    @property
    def criterion_ids(self) -> tuple[str, ...]:
        return tuple(criterion.id for criterion in self.criteria)

    @property
    def outcome_ids(self) -> tuple[str, ...]:
        return tuple(outcome.id for outcome in self.outcomes)


@dataclass(frozen=True)
class Mastery:
    """What a learner's quiz results say of one criterion: marks scored of marks available."""

    criterion: str
    scored: Fraction
    available: int
    at: datetime  # of the latest result among them
