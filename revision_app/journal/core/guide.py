from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator


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


LAST_TIME = "last-time"
"""What a learner says became of their last action plan is called, among the passages of a reflection."""

TAKEN = frozenset(
    {
        "title",
        "criteria",
        "context",
        "revision",
        "model",
        LAST_TIME,
        "files",
        "depth",
        "passages",
        "data",
        "errors",
        "meta",
        "validate",
    }
)
"""Names that the form of a reflection needs itself."""

NO_CONTEXT = "Something else"

StageName = Annotated[Stage, BeforeValidator(_stage)]


def _rising(words: tuple[int, int]) -> tuple[int, int]:
    if not 0 < words[0] < words[1]:
        raise ValueError("write the fewest words that usually say enough, and then the most")
    return words


WordGuidance = Annotated[tuple[int, int], AfterValidator(_rising)]


class Prompt(_Written):
    """What a learner is asked in one of Gibbs' stages. ``words`` is how many usually say enough: from, to."""

    id: StageName
    title: str
    prompt: str
    help: tuple[str, ...]
    placeholder: str
    words: WordGuidance

    @property
    def covers(self) -> tuple[Stage, ...]:
        return (self.id,)


class ModelStage(_Written):
    """What a learner is asked in one stage of another model; it ``covers`` what these of Gibbs' stages ask."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$")
    covers: tuple[StageName, ...] = Field(min_length=1)
    title: str
    prompt: str
    help: tuple[str, ...]
    placeholder: str
    words: WordGuidance

    @field_validator("id")
    @classmethod
    def _free(cls, name: str) -> str:
        if name in TAKEN:
            raise ValueError(f"the form needs {name} itself; write another id")
        return name


class Context(_Written):
    """What a reflection is about, such as a consultation, with more questions for it by Gibbs' stage."""

    id: str = Field(pattern=r"^[a-z]+(-[a-z]+)*$", max_length=40)
    title: str
    prompts: dict[StageName, tuple[str, ...]]


class Asking(_Written):
    """Stages in the order in which they are asked."""

    stages: tuple[Prompt | ModelStage, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(str(stage.id) for stage in self.stages)

    def title_of(self, passage: str) -> str:
        """What a passage of a reflection is called: a stage, what became of the last plan, or the title."""
        others = {LAST_TIME: "Since last time", "title": "Title"}
        return others.get(passage) or next(
            (stage.title for stage in self.stages if stage.id == passage), passage.replace("-", " ").capitalize()
        )

    def titles(self, stages: Iterable[str]) -> list[str]:
        """What these passages are called, as within a sentence that begins with them."""
        wanted = set(stages)
        titles = [self.title_of(name) for name in (LAST_TIME, *self.names) if name in wanted]
        return titles[:1] + [title[:1].lower() + title[1:] for title in titles[1:]]

    def covering(self, stage: Stage) -> list[str]:
        """The stages in which what Gibbs asks in one of his is asked here."""
        return [str(each.id) for each in self.stages if stage in each.covers]

    def with_stages_of(self, writing: Mapping[str, str]) -> "Asking":
        """These stages, and after them those of a text that the file no longer has, so that no word is lost."""
        left = [name for name, words in writing.items() if words.strip() and name not in (*self.names, LAST_TIME)]
        return self.model_copy(update={"stages": (*self.stages, *map(_left, left))}) if left else self


NO_STAGES = Asking(stages=())


class Model(Asking):
    """Another way to reflect than Gibbs', as a file of ``content/models/`` says it."""

    name: str
    citation: str
    about: str
    stages: tuple[ModelStage, ...] = Field(min_length=2)

    @field_validator("stages")
    @classmethod
    def _each_once(cls, stages: tuple[ModelStage, ...]) -> tuple[ModelStage, ...]:
        if len({stage.id for stage in stages}) < len(stages):
            raise ValueError("two stages have the same id; give each its own")
        return stages


def _left(name: str) -> ModelStage:
    """A stage that was written in, and that its file no longer has."""
    return ModelStage(
        id=name,
        covers=(Stage.DESCRIPTION,),
        title=name.replace("-", " ").capitalize(),
        prompt="This stage is no longer asked for. What you wrote is kept.",
        help=(),
        placeholder="Nothing is asked here any more.",
        words=(1, 1000),
    )


class CriterionPrompt(_Written):
    """A question for one stage of a reflection that is to show one criterion."""

    criterion: str
    stage: Annotated[Stage, BeforeValidator(_stage)]
    prompt: str


class Guide(Asking):
    """How a reflection is asked for, as ``content/journal.yml`` says it."""

    model: str
    citation: str
    privacy: str
    familiar: tuple[str, ...] = ()
    """Words of the subject with a capital letter that are nobody's name, for the anonymity check."""
    theory: tuple[str, ...] = ()
    """Words of the subject, or their beginnings, that show that an analysis reasons from it."""
    stages: tuple[Prompt, ...]
    before_hand_in: tuple[str, ...]
    prompts: tuple[CriterionPrompt, ...] = ()
    contexts: tuple[Context, ...] = ()

    @field_validator("stages")
    @classmethod
    def _six_in_order(cls, stages: tuple[Prompt, ...]) -> tuple[Prompt, ...]:
        if [prompt.id for prompt in stages] != list(Stage):
            raise ValueError(f"write each of these stages once, in this order: {', '.join(Stage)}")
        return stages

    @field_validator("contexts")
    @classmethod
    def _contexts_once(cls, contexts: tuple[Context, ...]) -> tuple[Context, ...]:
        if len({context.id for context in contexts}) < len(contexts):
            raise ValueError("two contexts have the same id; give each its own")
        return contexts

    def context_title(self, context_id: str) -> str:
        """What a context is called; its id where the file no longer has it."""
        return next((each.title for each in self.contexts if each.id == context_id), context_id or NO_CONTEXT)

    def asked_in(self, context_id: str, stages: Iterable[Stage]) -> list[str]:
        """The questions of a context for these stages; none for a context that there is not."""
        context = next((each for each in self.contexts if each.id == context_id), None)
        return [question for stage in stages for question in (context.prompts.get(stage, ()) if context else ())]

    def prompts_on(self, criterion_id: str) -> list[tuple[str, str]]:
        """What to ask oneself on a criterion, each with the title of its stage."""
        titles = {stage.id: stage.title for stage in self.stages}
        return [(titles[prompt.stage], prompt.prompt) for prompt in self.prompts if prompt.criterion == criterion_id]
