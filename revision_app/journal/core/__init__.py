from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator

from ...evidence.core import Draft, NotHandedIn
from ...shared.refusal import Refusal

KIND = "reflection"
"""What a reflection that was handed in is as a piece of evidence."""

TITLE_LIMIT = 120
STAGE_LIMIT = 20_000  # characters


class Stage(StrEnum):
    """Gibbs' six stages, in their order (https://gpexams.com/reflection-gibbs-cycle/?cat=15)."""

    DESCRIPTION = "description"
    FEELINGS = "feelings"
    EVALUATION = "evaluation"
    ANALYSIS = "analysis"
    CONCLUSION = "conclusion"
    ACTION_PLAN = "action-plan"


def _stage(name: object) -> Stage:
    if name not in list(Stage):
        raise ValueError(f"there is no such stage; write one of {', '.join(Stage)}")
    return Stage(str(name))


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Prompt(_Written):
    """What a learner is asked in one stage."""

    id: Annotated[Stage, BeforeValidator(_stage)]
    title: str
    prompt: str
    help: tuple[str, ...]
    placeholder: str


class CriterionPrompt(_Written):
    """A question for one stage of a reflection that is to show one criterion."""

    criterion: str
    stage: Annotated[Stage, BeforeValidator(_stage)]
    prompt: str


class Guide(_Written):
    """How a reflection is asked for, as ``content/journal.yml`` says it."""

    model: str
    citation: str
    privacy: str
    stages: tuple[Prompt, ...]
    before_hand_in: tuple[str, ...]
    prompts: tuple[CriterionPrompt, ...] = ()

    @field_validator("stages")
    @classmethod
    def _six_in_order(cls, stages: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
        if [prompt.id for prompt in stages] != list(Stage):
            raise ValueError(f"write each of these stages once, in this order: {', '.join(Stage)}")
        return stages

    def prompts_on(self, criterion_id: str) -> list[tuple[str, str]]:
        """What to ask oneself on a criterion, each with the title of its stage."""
        titles = {stage.id: stage.title for stage in self.stages}
        return [(titles[prompt.stage], prompt.prompt) for prompt in self.prompts if prompt.criterion == criterion_id]

    def titles(self, stages: Iterable[Stage]) -> list[str]:
        """What these stages are called, as within a sentence that begins with them."""
        wanted = set(stages)
        titles = [prompt.title for prompt in self.stages if prompt.id in wanted]
        return titles[:1] + [title[:1].lower() + title[1:] for title in titles[1:]]


class NoSuchReflection(Refusal):
    status = 404


class ChangedElsewhere(Refusal):
    """Another version was saved since this one was opened."""


@dataclass(frozen=True)
class Text:
    """What a learner has written: a title, the stages, and the criteria they say it speaks to."""

    title: str
    writing: Mapping[Stage, str] = field(default_factory=dict)
    criteria: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "writing", {stage: self.writing.get(stage, "") for stage in Stage})

    @property
    def unwritten(self) -> tuple[Stage, ...]:
        return tuple(stage for stage in Stage if not self.writing[stage].strip())

    @property
    def lacking(self) -> list[str]:
        """What it needs before it can be handed in, in words."""
        if Stage.DESCRIPTION in self.unwritten:
            return ["The description is empty. Write what happened, so that your tutor can follow the rest."]
        return []


@dataclass(frozen=True)
class Reflection:
    """A learner's draft. ``revision`` counts what was saved, so that one tab cannot overwrite another unseen."""

    id: int
    learner_id: int
    text: Text
    started_at: datetime
    changed_at: datetime
    revision: int = 1

    def saved(self, text: Text, *, revision: int, at: datetime) -> "Reflection":
        """This reflection with ``text``, written by someone who had seen ``revision``; itself where nothing changes."""
        if text == self.text:
            return self
        if revision != self.revision:
            raise ChangedElsewhere(
                "Another version of this reflection was saved after you opened it here, in another tab or on another "
                "device. Press “Save draft” to see both; neither is lost."
            )
        return replace(self, text=text, changed_at=at, revision=self.revision + 1)

    @property
    def as_evidence(self) -> Draft:
        """The piece of evidence that it would be if it were handed in now."""
        content = {stage.value: text for stage, text in self.text.writing.items()}
        return Draft(KIND, self.id, self.text.title, content, self.text.criteria)

    def must_be_seen(self, revision: int) -> None:
        """Raise ``NotHandedIn`` unless whoever hands it in had the latest ``revision`` before them."""
        if revision != self.revision:
            raise NotHandedIn(
                "The draft has changed since you opened this page. Here is how it stands now: look at it again, then "
                "hand it in."
            )
