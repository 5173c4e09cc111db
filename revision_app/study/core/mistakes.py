"""What is often got wrong, and what is right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ...shared.problem import Problems
from ...shared.yaml_text import Document, Place, validate
from .cited_text import CitedText, EntryFile, Known, faults, parse_cited_text

Kind = Literal["mistake", "misconception"]


class MistakeFile(EntryFile):
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
    correction: CitedText
    sections: tuple[str, ...]


def parse_mistakes(document: Document, known: Known, problems: Problems) -> tuple[Mistake, ...]:
    """The mistakes that a file lists; nothing if the file is not as it should be."""
    wrapped = document.under("mistakes")
    written = validate(MistakesFile, wrapped, problems)
    if written is None:
        return ()
    problems.update(wrapped.problem(place, message) for place, message in faults(_entries(written), known))
    return tuple(map(_mistake, written.mistakes))


def _entries(written: MistakesFile) -> Iterator[tuple[Place, EntryFile, str]]:
    for n, mistake in enumerate(written.mistakes):
        yield ("mistakes", n), mistake, "correction"


def _mistake(written: MistakeFile) -> Mistake:
    correction = parse_cited_text(written.correction, written.id)
    return Mistake(written.id, written.kind, written.syllabus, written.text, correction, written.sections)
