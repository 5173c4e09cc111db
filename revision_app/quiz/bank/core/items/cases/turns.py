"""A play as it is told afterwards: each decision, what it led to, and what else could have happened."""

from collections.abc import Mapping
from dataclasses import dataclass

from .explore import Explored
from .play import CaseDecision, Play, earned, offered, texts
from .written import ENDS, CaseReason, Choice, Ending, Stage


@dataclass(frozen=True)
class Turn:
    """The ``number``-th decision, from 1. ``available`` is the most that could be earned by it.

    ``choices`` are those that were open, ``led_to`` the endings that each could still have come to.
    """

    number: int
    stage: Stage
    decision: CaseDecision
    text: tuple[str, ...]
    choices: Mapping[str, Choice]
    scored: int
    available: int
    led_to: Mapping[str, tuple[Ending, ...]]

    @property
    def chosen(self) -> Choice:
        return self.choices[self.decision.choice]

    @property
    def reason(self) -> CaseReason | None:
        return self.stage.reason

    def is_right(self, choice: str) -> bool:
        """Whether no other choice here earns more."""
        return self.choices[choice].marks == max(option.marks for option in self.choices.values())


def turns(play: Play, explored: Explored) -> tuple[Turn, ...]:
    return tuple(_turn(play, explored, n) for n in range(len(play.decisions)))


def _turn(play: Play, explored: Explored, n: int) -> Turn:
    case, decision, situation = play.case, play.decisions[n], play.situations[n]
    stage = case.stages[decision.stage]
    choices = offered(case, situation)
    best = max(choice.marks for choice in choices.values())
    return Turn(
        number=n + 1,
        stage=stage,
        decision=decision,
        text=(stage.text, *texts(case, stage.also, situation)),
        choices=choices,
        scored=earned(stage, decision),
        available=best + (stage.reason.marks if stage.reason and best else 0),
        led_to={name: _endings(explored, play, n, name) for name in choices},
    )


def _endings(explored: Explored, play: Play, n: int, choice: str) -> tuple[Ending, ...]:
    """The endings that a choice could still have come to, the best first."""
    order = list(ENDS)
    names = explored.led_to(play.situations[n], choice)
    endings = [play.case.endings[name] for name in play.case.endings if name in names]
    return tuple(sorted(endings, key=lambda ending: order.index(ending.kind)))
