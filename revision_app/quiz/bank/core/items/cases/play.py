"""Playing a case: where a learner stands, what can be decided there, and where it leads."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from .state import Value, beginning, changed, holds
from .written import CaseFile, Choice, Ending, Stage, Tellings


@dataclass(frozen=True)
class Situation:
    """A stage or an ending, the client's state (in the order of the file) and the marks so far."""

    at: str
    values: tuple[Value, ...]
    score: int = 0


@dataclass(frozen=True)
class CaseDecision:
    """One choice at one stage, with the reason given where the stage asks for one."""

    stage: str
    choice: str
    reason: str | None = None

    def __str__(self) -> str:
        return f"{self.stage}={self.choice}" + (f"+{self.reason}" if self.reason else "")

    @classmethod
    def read(cls, text: str) -> "CaseDecision":
        stage, _, chosen = text.partition("=")
        choice, _, reason = chosen.partition("+")
        return cls(stage, choice, reason or None)


@dataclass(frozen=True)
class Play:
    """A case as far as somebody has come. ``situations`` are one more than ``decisions``: before each, and after."""

    case: CaseFile
    decisions: tuple[CaseDecision, ...]
    situations: tuple[Situation, ...]

    @property
    def situation(self) -> Situation:
        return self.situations[-1]

    @property
    def score(self) -> int:
        return self.situation.score

    @property
    def stage(self) -> Stage | None:
        """What has to be decided now; ``None`` once it is over."""
        return self.case.stages.get(self.situation.at)

    @property
    def ending(self) -> Ending | None:
        return self.case.endings.get(self.situation.at)

    @property
    def choices(self) -> Mapping[str, Choice]:
        return offered(self.case, self.situation)

    @cached_property
    def facts(self) -> tuple[str, ...]:
        """What is known of the client now."""
        return texts(self.case, self.case.facts, self.situation)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is told now, at the stage or the ending."""
        scene = self.stage or self.case.endings[self.situation.at]
        return (scene.text, *texts(self.case, scene.also, self.situation))

    @property
    def unsafe(self) -> tuple[CaseDecision, ...]:
        return tuple(made for made in self.decisions if self.case.stages[made.stage].choices[made.choice].unsafe)

    def after(self, decision: CaseDecision) -> "Play | None":
        """The play with one decision more; ``None`` if that cannot be decided here."""
        stage = self.stage
        if stage is None or decision.stage != self.situation.at or decision.choice not in self.choices:
            return None
        reasons = stage.reason.options if stage.reason else {}
        if decision.reason not in (reasons or (None,)):
            return None
        _, after = outcome(self.case, self.situation, decision.choice, earned(stage, decision))
        return Play(self.case, (*self.decisions, decision), (*self.situations, after))


def begin(case: CaseFile) -> Situation:
    return Situation(case.begin, tuple(map(beginning, case.state.values())))


def played(case: CaseFile, path: Sequence[str]) -> Play:
    """As far as this path can be walked; a path of another version of the case may not lead to its end."""
    play = Play(case, (), (begin(case),))
    for text in path:
        further = play.after(CaseDecision.read(text))
        if further is None:
            break
        play = further
    return play


def offered(case: CaseFile, situation: Situation) -> Mapping[str, Choice]:
    """What can be decided in a situation; nothing at an ending."""
    stage = case.stages.get(situation.at)
    values = state(case, situation)
    choices = stage.choices.items() if stage else ()
    return {name: choice for name, choice in choices if holds(choice.when, values, situation.score)}


def outcome(case: CaseFile, situation: Situation, choice: str, marks: int) -> tuple[int, Situation]:
    """Which of its ways a choice takes and where that leads, once it has changed the state and earned its marks."""
    chosen = case.stages[situation.at].choices[choice]
    values = changed(state(case, situation), chosen.set)
    score = situation.score + marks
    n, way = next((n, way) for n, way in enumerate(chosen.next) if holds(way.when, values, score))
    return n, Situation(way.to, tuple(values.values()), score)


def earned(stage: Stage, decision: CaseDecision) -> int:
    marks = stage.choices[decision.choice].marks
    right = stage.reason is not None and decision.reason == stage.reason.key
    return marks + (stage.reason.marks if stage.reason and right and marks else 0)


def texts(case: CaseFile, tellings: Tellings, situation: Situation) -> tuple[str, ...]:
    """What is said in a situation."""
    values = state(case, situation)
    return tuple(telling.text for telling in tellings if holds(telling.when, values, situation.score))


def state(case: CaseFile, situation: Situation) -> dict[str, Value]:
    return dict(zip(case.state, situation.values, strict=True))


def decisions(stage: Stage, name: str, choice: str) -> Iterator[CaseDecision]:
    """Every way of making one choice: with each reason where one is asked for."""
    for reason in stage.reason.options if stage.reason else (None,):
        yield CaseDecision(name, choice, reason)
