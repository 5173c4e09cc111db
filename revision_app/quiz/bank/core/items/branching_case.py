from collections.abc import Sequence
from fractions import Fraction
from functools import cached_property
from typing import ClassVar

from .base import Response, Unreadable
from .cases.explore import Explored, explore
from .cases.picture import draw
from .cases.play import CaseDecision, Play, played
from .cases.turns import Turn, turns
from .cases.written import REASON, CaseFile, Choice


class BranchingCase(CaseFile):
    """Decisions with consequences. A response is the way so far: ``stage=choice`` or ``stage=choice+reason`` each."""

    NAME: ClassVar = "Branching case"
    ASKS: ClassVar = "a client whose care follows from each of your decisions"

    case: ClassVar[None] = None
    part: ClassVar[None] = None
    update: ClassVar[None] = None
    figure: ClassVar[None] = None

    @property
    def stem(self) -> str:
        return self.title

    @property
    def difficulty(self) -> str:
        return "evaluate"

    @property
    def citations(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for stage in self.stages.values() for name in stage.citations))

    @cached_property
    def explored(self) -> Explored:
        return explore(self)

    @property
    def keys(self) -> Response:
        return tuple(map(str, self.explored.best))

    def play(self, response: Sequence[str]) -> Play:
        return played(self, response)

    def is_over(self, response: Sequence[str]) -> bool:
        return self.play(response).ending is not None

    def turns(self, response: Response) -> tuple[Turn, ...]:
        """Each decision with what it led to, and what else could have happened."""
        return turns(self.play(response), self.explored)

    def chosen(self, decision: str) -> Choice:
        made = CaseDecision.read(decision)
        return self.stages[made.stage].choices[made.choice]

    def drawn(self, response: Response | None = None, *, style: str = "") -> str:
        """The case as SVG, with the way that a response took through it."""
        return draw(self, None if response is None else self.play(response), style=style)

    def read(self, submitted: Sequence[str]) -> Response:
        """A page sends the way so far, then the new choice, then its reason by itself."""
        path: list[str] = []
        for choice in submitted:
            name, _, value = choice.partition("=")
            if name == REASON and path and "+" not in path[-1]:
                path[-1] += f"+{value}"
            else:
                path.append(choice)
        play = self.play(path)
        if len(play.decisions) < len(path):
            asks_why = play.stage is not None and play.stage.reason is not None
            raise Unreadable(f"Choose what you do{' and the reason for it' if asks_why else ''}, from what is shown.")
        return tuple(map(str, play.decisions))

    def mark(self, response: Response) -> Fraction:
        """The marks on the way over those of the best way; of a case that is not finished, those so far."""
        return min(Fraction(self.play(response).score, self.marks), Fraction(1))

    def unsafe(self, response: Response) -> Response:
        return tuple(map(str, self.play(response).unsafe))

    def goes_on_from(self, before: Response, response: Response) -> bool:
        """A decision stands: whoever answers again can only go on from there."""
        return response[: len(before)] == before
