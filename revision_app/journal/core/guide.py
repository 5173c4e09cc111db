from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator


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
    familiar: tuple[str, ...] = ()
    """Words of the subject with a capital letter that are nobody's name, for the anonymity check."""
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

    def title_of(self, passage: str) -> str:
        """What a passage of a reflection is called: a stage, or the title."""
        return next((stage.title for stage in self.stages if stage.id == passage), "Title")

    def titles(self, stages: Iterable[Stage]) -> list[str]:
        """What these stages are called, as within a sentence that begins with them."""
        wanted = set(stages)
        titles = [prompt.title for prompt in self.stages if prompt.id in wanted]
        return titles[:1] + [title[:1].lower() + title[1:] for title in titles[1:]]
