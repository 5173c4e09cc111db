"""What is often got wrong, and what is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ...shared.problem import Problem
from ...shared.yaml_text import Document, Place, check
from .short import Entry, Known, Short, faults, read_short

Kind = Literal["mistake", "misconception"]


class MistakeFile(Entry):
    """One entry of ``mistakes.yml``, as an author writes it."""

    kind: Kind
    syllabus: bool = False
    text: str = Field(min_length=1)
    correction: str = Field(min_length=1)


class MistakesFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    mistakes: tuple[MistakeFile, ...]


@dataclass(frozen=True)
class Mistake:
    """Something done (a mistake) or thought (a misconception) wrongly, and what is right.

    ``syllabus`` says that the syllabus names it; ``sections`` are the ``unit#section`` where it may be met.
    """

    id: str
    kind: Kind
    syllabus: bool
    text: str
    correction: Short
    sections: tuple[str, ...]


def read_mistakes(document: Document, known: Known) -> tuple[tuple[Mistake, ...], list[Problem]]:
    """The mistakes that a file holds, and everything that is wrong with it."""
    wrapped = document.under("mistakes")
    found = check(MistakesFile, wrapped)
    if isinstance(found, list):
        return (), found
    problems = sorted(wrapped.problem(place, words) for place, words in faults(_entries(found), known))
    return tuple(map(_mistake, found.mistakes)), problems


def _entries(found: MistakesFile) -> Iterator[tuple[Place, Entry, str]]:
    for n, mistake in enumerate(found.mistakes):
        yield ("mistakes", n), mistake, "correction"


def _mistake(written: MistakeFile) -> Mistake:
    correction = read_short(written.correction, written.id)
    return Mistake(written.id, written.kind, written.syllabus, written.text, correction, written.sections)
