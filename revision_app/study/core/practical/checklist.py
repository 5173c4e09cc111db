"""What an observer looks for, step by step, with marks, and what fails an observation whatever its marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from ....shared.problem import Problems
from ....shared.yaml_text import Document, Place, validate
from ..cited_text import CitedText, Known, Sentences, parse_cited_text, parse_cited_texts
from .entry import PracticalFile, practical_faults


class StepFile(PracticalFile):
    """One step of ``checklist.yml``, as an author writes it. ``critical`` says why a step must never be missed."""

    text: Sentences = Field(min_length=1)
    shows: Sentences = Field(min_length=1)
    marks: int = Field(ge=1, le=5)
    critical: str | None = Field(default=None, min_length=1)


class FailFile(PracticalFile):
    text: Sentences = Field(min_length=1)


class StageFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    title: str = Field(min_length=1)
    steps: tuple[StepFile, ...] = Field(min_length=1)


class GradeFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1)
    means: str = Field(min_length=1)


class ChecklistFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    about: Sentences = Field(min_length=1)
    marks: int = Field(ge=1)
    ready: int = Field(ge=1)
    fails: tuple[FailFile, ...]
    overall: tuple[GradeFile, ...] = Field(min_length=2)
    stages: tuple[StageFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Step:
    """Something that is seen or not: ``shows`` is what earns all of its ``marks``.

    ``critical`` says why no other marks make up for it; ``None`` where they do. ``id`` outlives changes of wording.
    """

    id: str
    text: CitedText
    shows: CitedText
    marks: int
    critical: str | None
    criteria: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Fail:
    """An act that fails an observation whatever its marks."""

    id: str
    text: CitedText
    criteria: tuple[str, ...]
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Stage:
    id: str
    title: str
    steps: tuple[Step, ...]

    @property
    def marks(self) -> int:
        return sum(step.marks for step in self.steps)


@dataclass(frozen=True)
class Grade:
    """One answer to how the whole was done, apart from the marks."""

    name: str
    means: str


@dataclass(frozen=True)
class Checklist:
    """An observation from its first step to its last; with ``ready`` of its ``marks`` somebody is ready to be seen."""

    title: str
    about: CitedText
    marks: int
    ready: int
    fails: tuple[Fail, ...]
    overall: tuple[Grade, ...]
    stages: tuple[Stage, ...]

    @property
    def steps(self) -> list[Step]:
        return [step for stage in self.stages for step in stage.steps]

    @property
    def critical(self) -> list[Step]:
        return [step for step in self.steps if step.critical]

    @property
    def citations(self) -> frozenset[str]:
        texts = [self.about, *(step.text for step in self.steps), *(fail.text for fail in self.fails)]
        return frozenset(name for text in texts for name in text.citations)


def parse_checklist(document: Document, known: Known, problems: Problems) -> Checklist | None:
    """The checklist of a file; ``None`` where it is not as it should be."""
    written = validate(ChecklistFile, document, problems)
    if written is None:
        return None
    problems.update(document.problem(place, message) for place, message in practical_faults(_entries(written), known))
    problems.update(document.problem(place, message) for place, message in _faults(written))
    about = parse_cited_text(written.about, "about")
    fails = tuple(_fail(fail) for fail in written.fails)
    overall = tuple(Grade(grade.name, grade.means) for grade in written.overall)
    stages = tuple(Stage(stage.id, stage.title, tuple(map(_step, stage.steps))) for stage in written.stages)
    return Checklist(written.title, about, written.marks, written.ready, fails, overall, stages)


def _entries(written: ChecklistFile) -> Iterator[tuple[Place, PracticalFile]]:
    for n, fail in enumerate(written.fails):
        yield ("fails", n), fail
    for s, stage in enumerate(written.stages):
        for n, step in enumerate(stage.steps):
            yield ("stages", s, "steps", n), step


def _faults(written: ChecklistFile) -> Iterator[tuple[Place, str]]:
    steps = [step for stage in written.stages for step in stage.steps]
    total = sum(step.marks for step in steps)
    if total != written.marks:
        yield ("marks",), f"the steps come to {total} marks, not {written.marks}; mend this number or the steps"
    if written.ready > total:
        yield ("ready",), f"nobody can have {written.ready} of {total} marks; write fewer"
    if not written.fails or not any(step.critical for step in steps):
        yield ("fails",), "a checklist says what fails it: give at least one step a `critical`, and one entry here"
    ids = [stage.id for stage in written.stages]
    for n, name in enumerate(ids):
        if name in ids[:n]:
            yield ("stages", n, "id"), f"two stages are called {name}; give this one another id"


def _step(written: StepFile) -> Step:
    text, shows = parse_cited_texts((written.text, written.shows), written.id)
    return Step(written.id, text, shows, written.marks, written.critical, written.criteria, written.sections)


def _fail(written: FailFile) -> Fail:
    return Fail(written.id, parse_cited_text(written.text, written.id), written.criteria, written.sections)
