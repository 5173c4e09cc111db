from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, field_validator

from ...evidence.core import Draft, NotHandedIn
from ...shared.refusal import Refusal
from .anonymity import Finding, check

KIND = "reflection"
"""What a reflection that was handed in is as a piece of evidence."""

TITLE_LIMIT = 120
STAGE_LIMIT = 20_000  # characters
WORDING_LIMIT = 1000  # characters
SHOWN_AT_ONCE = 40
"""How many findings of the anonymity check a page shows."""
NAMES_LIMIT = 500
"""How many names a learner may say are no client's."""


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


TITLE = "title"
"""What the title is called among the passages of a reflection; the others are called by their stage."""


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


class NoSuchReflection(Refusal):
    status = 404


class WordingNotSaved(Refusal):
    """The passage is not what it was on the page, or would be too long."""


class TooManyNames(Refusal):
    """A learner has said of as many names as are kept that they are no client's."""


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
    def passages(self) -> dict[str, str]:
        """All that is handed in and could name somebody, by what it is called in forms."""
        return {TITLE: self.title, **{stage.value: words for stage, words in self.writing.items()}}

    def checked(self, *, familiar: Iterable[str], not_clients: Iterable[str] = ()) -> "Check":
        """What in it could identify somebody; see ``anonymity.check``."""
        return Check(
            {name: check(words, familiar=familiar, not_clients=not_clients) for name, words in self.passages.items()}
        )

    def reworded(self, passage: str, findings: Iterable[Finding], wording: str) -> "Text":
        """The text with ``wording`` in place of these findings in one of its passages.

        Raises ``WordingNotSaved`` when the passage would be empty or too long.
        """
        words = self.passages[passage]
        for finding in sorted(findings, key=lambda each: each.start, reverse=True):
            words = finding.replaced(words, wording)
        if passage != TITLE:
            if len(words) > STAGE_LIMIT:
                raise WordingNotSaved(f"With this wording it is over {STAGE_LIMIT:,} characters. Write a shorter one.")
            return replace(self, writing={**self.writing, Stage(passage): words})
        if not 0 < len(words) <= TITLE_LIMIT:
            raise WordingNotSaved(f"The title must have between 1 and {TITLE_LIMIT} characters.")
        return replace(self, title=words)

    @property
    def lacking(self) -> list[str]:
        """What it needs before it can be handed in, in words."""
        if Stage.DESCRIPTION in self.unwritten:
            return ["The description is empty. Write what happened, so that your tutor can follow the rest."]
        return []


@dataclass(frozen=True)
class Check:
    """What could identify somebody, by passage. It is shown and kept nowhere."""

    findings: Mapping[str, tuple[Finding, ...]]

    @property
    def total(self) -> int:
        return sum(map(len, self.findings.values()))

    @property
    def first(self) -> dict[str, tuple[Finding, ...]]:
        """As much of it as a page shows at once; passages without a finding are left out."""
        left = SHOWN_AT_ONCE
        first = {}
        for passage, findings in self.findings.items():
            if findings[:left]:
                first[passage] = findings[:left]
            left = max(left - len(findings), 0)
        return first

    def alike(self, finding: Finding) -> int:
        """How often it is found."""
        return sum(other.repeats(finding) for findings in self.findings.values() for other in findings)


@dataclass(frozen=True)
class Found:
    """Where somebody saw a finding: the passage, and the characters from ``start`` to before ``end``."""

    passage: str
    start: int
    end: int


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

    def reworded(self, found: Found, wording: str, *, everywhere: bool, revision: int, familiar: Iterable[str]) -> Text:
        """The text with another ``wording`` for what was found, and for the same words wherever else they are found.

        Raises ``WordingNotSaved`` where ``revision`` is not the latest, or where nothing is found there.
        """
        checked = self.text.checked(familiar=familiar).findings
        here = [finding for finding in checked[found.passage] if finding.is_at(found.start, found.end)]
        if revision != self.revision or not here:
            raise WordingNotSaved("The draft has changed since you opened this page. Here is how it stands now.")
        if not everywhere:
            return self.text.reworded(found.passage, here, wording)
        text = self.text
        for passage, findings in checked.items():
            text = text.reworded(passage, [finding for finding in findings if finding.repeats(here[0])], wording)
        return text

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
