"""What somebody else says of a learner's work.

*Ours:* it is dated, names who says it and how they stand to the learner, and never changes. A witness describes what
they saw; whether it shows a criterion is for an assessor (VACSR, https://www.proaet.co.uk/training/assessing/video/vacsr).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from hashlib import sha256

from ..evidence.core import Content, Draft
from ..shared.refusal import Refusal
from ..study.core.practical.checklist import Checklist

LINE_LIMIT = 120  # characters, of a title, a name or a standing
TEXT_LIMIT = 6_000
MOST_QUESTIONS = 12  # of one discussion
MOST_REQUESTS = 30  # of one learner
PURPOSE = "witness statement"


class StatementKind(StrEnum):
    OBSERVATION = "observation"
    DISCUSSION = "professional discussion"
    WITNESS = "witness statement"


class StepOutcome(StrEnum):
    """What an observer saw of one step."""

    DONE = "done"
    NOT_DONE = "not done"
    NOT_SEEN = "not seen"


class NoSuchStatement(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such statement about your work.")


class NoSuchRequest(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("You have not asked for this statement.")


class TooManyRequests(Refusal):
    def __init__(self) -> None:
        super().__init__(
            f"You have asked for {MOST_REQUESTS} statements, the most that can be asked for. Take one back first."
        )


class NotAsWitness(Refusal):
    """A witness never decides, and a tutor of this learner does."""

    def __init__(self) -> None:
        super().__init__(
            "You teach this learner, and a witness never decides on their work. Record an observation on their page."
        )


@dataclass(frozen=True)
class Author:
    """Who makes a statement: their name, what they are, how they know the learner, and what could make them partial."""

    name: str
    standing: str
    relation: str
    conflict: str = ""


@dataclass(frozen=True)
class Said:
    """What is said, and the criteria that its author thinks it bears on. ``content`` is in the shape of its kind."""

    title: str
    day: date
    author: Author
    content: Mapping[str, object]
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True)
class Statement:
    id: int
    kind: StatementKind
    learner_id: int
    author_id: int | None
    at: datetime
    said: Said

    def as_evidence(self, criteria: Collection[str]) -> Draft:
        """What its learner would put forward for these criteria."""
        return Draft(self.kind, self.id, self.said.title, as_content(self.said), tuple(criteria))


@dataclass(frozen=True)
class WitnessRequest:
    """That a learner asks somebody without an account what they saw; ``statement_id`` is what came of it."""

    id: int
    learner_id: int
    about: str
    witness: str
    at: datetime
    statement_id: int | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of what the witness is shown."""
        return sha256(f"{self.learner_id}\n{self.witness}\n{self.about}".encode()).hexdigest()


def as_content(said: Said) -> Content:
    """A statement as it is frozen and shown."""
    by = {
        "name": said.author.name,
        "standing": said.author.standing,
        "relation": said.author.relation,
        "conflict": said.author.conflict,
    }
    return {"day": said.day.isoformat(), "by": by, **said.content}


def observed(
    checklist: Checklist, outcomes: Mapping[str, StepOutcome], happened: Collection[str], grade: str
) -> tuple[dict[str, object], tuple[str, ...]]:
    """What an observation says of each step, in the words of the checklist of its day, and the criteria it bears on.

    No score makes up for a critical step that was not done, or for what fails an observation whatever its marks
    (content/checklist.yml); ``critical`` lists both.
    """
    done = [step for step in checklist.steps if outcomes[step.id] is StepOutcome.DONE]
    fails = [fail for fail in checklist.fails if fail.id in happened]
    missed = [step for step in checklist.critical if outcomes[step.id] is StepOutcome.NOT_DONE]
    content: dict[str, object] = {
        "stages": [
            {"title": stage.title, "steps": [[step.text.plain, outcomes[step.id].value] for step in stage.steps]}
            for stage in checklist.stages
        ],
        "critical": [*(step.text.plain for step in missed), *(fail.text.plain for fail in fails)],
        "grade": grade,
        "marks": sum(step.marks for step in done),
        "of": checklist.marks,
        "ready": checklist.ready,
    }
    return content, tuple(sorted({criterion for step in done for criterion in step.criteria}))
