"""Questions that are asked and answered aloud, with what a pass and a strong answer contain."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydantic import BaseModel, ConfigDict, Field

from ....shared.problem import Problems
from ....shared.yaml_text import Document, Place, validate
from ..cited_text import CitedText, Known, Sentences, parse_cited_texts
from .entry import PracticalFile, practical_faults


class VivaQuestionFile(PracticalFile):
    """One question of ``viva.yml``, as an author writes it."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    question: str = Field(min_length=1)
    passes: tuple[Sentences, ...] = Field(alias="pass", min_length=1)
    strong: tuple[Sentences, ...] = Field(min_length=1)
    unsafe: Sentences = ""


class TopicFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field(min_length=1)
    questions: tuple[VivaQuestionFile, ...] = Field(min_length=1)


class VivaFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    about: str = Field(min_length=1)
    minutes: int = Field(ge=1, le=15)
    topics: tuple[TopicFile, ...] = Field(min_length=1)


@dataclass(frozen=True)
class VivaQuestion:
    """A question; ``passes`` and ``strong`` are the points of two answers, the second beyond the first.

    ``unsafe`` is what no answer may say, or ``None``.
    """

    id: str
    topic: str
    question: str
    passes: tuple[CitedText, ...]
    strong: tuple[CitedText, ...]
    unsafe: CitedText | None
    criteria: tuple[str, ...]
    sections: tuple[str, ...]

    @property
    def citations(self) -> tuple[str, ...]:
        return self.passes[0].citations


@dataclass(frozen=True)
class Viva:
    """All questions in the order of the file, and how many ``minutes`` an answer may take."""

    about: str
    minutes: int
    questions: tuple[VivaQuestion, ...]

    def asked(self, criterion: str | None, seed: str) -> list[VivaQuestion]:
        """The questions on a criterion, or all; in the file's order without a seed, else in one that the seed gives."""
        found = [one for one in self.questions if criterion is None or criterion in one.criteria]
        return sorted(found, key=lambda one: sha256(f"{seed} {one.id}".encode()).digest()) if seed else found

    @property
    def topics(self) -> dict[str, list[VivaQuestion]]:
        topics: dict[str, list[VivaQuestion]] = {}
        for one in self.questions:
            topics.setdefault(one.topic, []).append(one)
        return topics


def parse_viva(document: Document, known: Known, problems: Problems) -> Viva | None:
    """The questions of a file; ``None`` where it is not as it should be."""
    written = validate(VivaFile, document, problems)
    if written is None:
        return None
    problems.update(document.problem(place, message) for place, message in practical_faults(_entries(written), known))
    questions = (_question(topic.title, one) for topic in written.topics for one in topic.questions)
    return Viva(written.about, written.minutes, tuple(questions))


def _entries(written: VivaFile) -> Iterator[tuple[Place, PracticalFile]]:
    for t, topic in enumerate(written.topics):
        for n, question in enumerate(topic.questions):
            yield ("topics", t, "questions", n), question


def _question(topic: str, written: VivaQuestionFile) -> VivaQuestion:
    texts = parse_cited_texts([*written.passes, *written.strong, written.unsafe], written.id)
    return VivaQuestion(
        written.id,
        topic,
        written.question,
        tuple(texts[: len(written.passes)]),
        tuple(texts[len(written.passes) : -1]),
        texts[-1] if written.unsafe else None,
        written.criteria,
        written.sections,
    )
