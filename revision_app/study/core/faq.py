"""What learners ask, with its answers."""

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field

from ...shared.problem import Problems
from ...shared.yaml_text import Document, Place, validate
from .cited_text import CitedText, EntryFile, Known, faults, parse_cited_text


class QuestionFile(EntryFile):
    """One question of ``faq.yml``, as an author writes it."""

    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)


class GroupFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    questions: tuple[QuestionFile, ...] = Field(min_length=1)


class FaqFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    note: str
    groups: tuple[GroupFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Question:
    """A question and its answer; ``sections`` are the ``unit#section`` that say more."""

    id: str
    question: str
    answer: CitedText
    sections: tuple[str, ...]


@dataclass(frozen=True)
class Faq:
    """Questions under the titles of their groups, and a note on how to take the answers."""

    note: str = ""
    groups: tuple[tuple[str, tuple[Question, ...]], ...] = ()

    @property
    def questions(self) -> list[Question]:
        return [question for _title, questions in self.groups for question in questions]


def parse_faq(document: Document, known: Known, problems: Problems) -> Faq:
    """The questions of a file; an empty ``Faq`` where it is not as it should be."""
    written = validate(FaqFile, document, problems)
    if written is None:
        return Faq()
    problems.update(document.problem(place, message) for place, message in faults(_entries(written), known))
    groups = tuple((group.title, tuple(map(_question, group.questions))) for group in written.groups)
    return Faq(written.note, groups)


def _entries(written: FaqFile) -> Iterator[tuple[Place, EntryFile, str]]:
    for g, group in enumerate(written.groups):
        for q, question in enumerate(group.questions):
            yield ("groups", g, "questions", q), question, "answer"


def _question(written: QuestionFile) -> Question:
    return Question(written.id, written.question, parse_cited_text(written.answer, written.id), written.sections)
