from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from pydantic import BaseModel, ConfigDict, Field


class _Written(BaseModel):
    """Something an author wrote: every field is needed, no other is allowed, nothing changes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Outcome(_Written):
    """``asks`` says in plain words what the statement wants of a learner."""

    id: str
    statement: str
    asks: str


class Criterion(_Written):
    """``asks`` says in plain words what the statement wants of a learner."""

    id: str
    title: str
    statement: str
    asks: str
    outcomes: tuple[str, ...]
    evidence: str


class _Placed(_Written):
    """``sections`` are the ``unit#section`` in which it applies, checked once the units are read."""

    id: str
    sections: tuple[str, ...] = Field(min_length=1)


class Guidance(_Placed):
    text: str
    criteria: tuple[str, ...]


class Term(_Placed):
    term: str
    definition: str


class Concept(_Placed):
    title: str
    text: str


class Rail(_Written):
    """What reading progress is drawn as: marks from the first section to the last, in a unit."""

    unit: str
    marks: tuple[str, ...] = Field(min_length=2)


class Qualification(_Written):
    """What a centre offers, as ``content/qualification.yml`` says it.

    ``diagnostic`` is the paper that shows a newcomer where they stand, if there is one.
    """

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
    prior_knowledge: tuple[Concept, ...]
    diagnostic: str | None = None

    def criterion(self, criterion_id: str) -> Criterion | None:
        return next((criterion for criterion in self.criteria if criterion.id == criterion_id), None)

    def guidance_at(self, section: str) -> list[Guidance]:
        """What the syllabus advises where a ``unit#section`` is read."""
        return [guidance for guidance in self.guidance if section in guidance.sections]

    def guidance_on(self, criterion_id: str) -> list[Guidance]:
        """What the syllabus advises on a criterion."""
        return [guidance for guidance in self.guidance if criterion_id in guidance.criteria]

    @property
    def placed(self) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        """Everything that names sections: the field and the place it stands in, and the sections."""
        for name in ("guidance", "terms", "key_concepts", "prior_knowledge"):
            for n, part in enumerate(getattr(self, name)):
                yield name, n, part.sections

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
