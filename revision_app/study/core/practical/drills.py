"""Emergencies to rehearse: what is seen, what is done in which order, and what is never done."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from ....shared.problem import Problems
from ....shared.yaml_text import Document, Place, validate
from ..cited_text import CitedText, Known, Sentences, parse_cited_texts
from .entry import PracticalFile, practical_faults


class ActionFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    do: Sentences = Field(min_length=1)
    say: str = ""
    critical: bool = False


class DrillFile(PracticalFile):
    """One drill of ``drills.yml``, as an author writes it."""

    title: str = Field(min_length=1)
    minutes: int = Field(ge=1, le=30)
    scene: str = Field(min_length=1)
    signs: tuple[str, ...] = Field(min_length=1)
    actions: tuple[ActionFile, ...] = Field(min_length=3)
    never: tuple[Sentences, ...] = Field(min_length=1)
    debrief: tuple[str, ...] = Field(min_length=1)


class DrillsFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    drills: tuple[DrillFile, ...]


@dataclass(frozen=True)
class Action:
    """One thing to do, and the words to say with it or ``""``."""

    do: CitedText
    say: str
    critical: bool


@dataclass(frozen=True)
class Drill:
    """An emergency to act out within ``minutes``: a partner reads the ``scene`` and gives the ``signs`` one by one."""

    id: str
    title: str
    minutes: int
    scene: str
    signs: tuple[str, ...]
    actions: tuple[Action, ...]
    never: tuple[CitedText, ...]
    debrief: tuple[str, ...]
    criteria: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        return self.actions[0].do.citations


def parse_drills(document: Document, known: Known, problems: Problems) -> tuple[Drill, ...]:
    """The drills that a file lists; none where it is not as it should be."""
    wrapped = document.under("drills")
    written = validate(DrillsFile, wrapped, problems)
    if written is None:
        return ()
    problems.update(wrapped.problem(place, message) for place, message in practical_faults(_entries(written), known))
    problems.update(wrapped.problem(place, message) for place, message in _faults(written))
    return tuple(map(_drill, written.drills))


def _entries(written: DrillsFile) -> Iterator[tuple[Place, PracticalFile]]:
    for n, drill in enumerate(written.drills):
        yield ("drills", n), drill


def _faults(written: DrillsFile) -> Iterator[tuple[Place, str]]:
    for n, drill in enumerate(written.drills):
        if not any(action.critical for action in drill.actions):
            yield ("drills", n, "actions"), "no action is critical; write `critical: true` at what must not be missed"


def _drill(written: DrillFile) -> Drill:
    texts = parse_cited_texts([*(action.do for action in written.actions), *written.never], written.id)
    actions = tuple(
        Action(text, action.say, action.critical) for text, action in zip(texts, written.actions, strict=False)
    )
    return Drill(
        written.id,
        written.title,
        written.minutes,
        written.scene,
        written.signs,
        actions,
        tuple(texts[len(actions) :]),
        written.debrief,
        written.criteria,
        written.sections,
    )
