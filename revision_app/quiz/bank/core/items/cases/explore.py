"""Every situation that a case can come to, walked exactly."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from .play import CaseDecision, Situation, begin, decisions, earned, offered, outcome
from .written import CaseFile

MOST = 5_000  # situations; a case that people wrote by hand comes to some hundreds


@dataclass(frozen=True)
class Move:
    """A choice in a situation, the most it earns on the way to ``to``, and the decision that earns it.

    ``way`` is the place of the way among those that the choice may take.
    """

    decision: CaseDecision
    marks: int
    way: int
    to: Situation


@dataclass(frozen=True)
class Explored:
    """``moves`` are those of each situation, in an order in which no situation stands before one that it leads to.

    ``loop`` names the stages of a way that leads back to where it began with nothing changed; then the order means
    nothing. ``whole`` is false where there are more situations than are looked at; ``loop`` is then where that was.
    """

    case: CaseFile
    moves: Mapping[Situation, tuple[Move, ...]]
    loop: tuple[str, ...] = ()
    whole: bool = True

    @property
    def first(self) -> Situation:
        return _ignoring_score(self.case, begin(self.case))

    @cached_property
    def most(self) -> Mapping[Situation, int]:
        """The most marks that can still be earned from each situation on."""
        most: dict[Situation, int] = {}
        for situation, moves in self.moves.items():
            most[situation] = max((move.marks + most[move.to] for move in moves), default=0)
        return most

    @cached_property
    def endings(self) -> Mapping[Situation, frozenset[str]]:
        """The endings that each situation can still come to."""
        reachable: dict[Situation, frozenset[str]] = {}
        for situation, moves in self.moves.items():
            here = {situation.at} if situation.at in self.case.endings else set()
            reachable[situation] = frozenset(here.union(*(reachable[move.to] for move in moves)))
        return reachable

    @cached_property
    def longest(self) -> int:
        """The most decisions that anybody can make."""
        steps: dict[Situation, int] = {}
        for situation, moves in self.moves.items():
            steps[situation] = max((1 + steps[move.to] for move in moves), default=0)
        return steps[self.first]

    @cached_property
    def best(self) -> tuple[CaseDecision, ...]:
        """A way through that earns the most."""
        path: list[CaseDecision] = []
        situation = self.first
        while moves := self.moves[situation]:
            move = max(moves, key=lambda move: move.marks + self.most[move.to])
            path.append(move.decision)
            situation = move.to
        return tuple(path)

    def led_to(self, situation: Situation, choice: str) -> frozenset[str]:
        """The endings that a choice in a situation could have come to."""
        moves = self.moves[_ignoring_score(self.case, situation)]
        return frozenset().union(*(self.endings[move.to] for move in moves if move.decision.choice == choice))


def explore(case: CaseFile) -> Explored:
    """Walk every way from the beginning; the names in the case must be in order."""
    start = _ignoring_score(case, begin(case))
    open_moves = {start: _moves(case, start)}
    ways = [(start, iter(open_moves[start]))]  # from the beginning to where the walk stands
    done: dict[Situation, tuple[Move, ...]] = {}
    while ways:
        situation, untried = ways[-1]
        move = next(untried, None)
        if move is None:
            ways.pop()
            done[situation] = open_moves[situation]
        elif move.to not in open_moves:
            if len(open_moves) >= MOST:
                return Explored(case, open_moves, (situation.at,), whole=False)
            open_moves[move.to] = _moves(case, move.to)
            ways.append((move.to, iter(open_moves[move.to])))
        elif move.to not in done:
            walked = [before for before, _ in ways]
            return Explored(case, open_moves, tuple(visit.at for visit in walked[walked.index(move.to) :]))
    return Explored(case, done)


def _moves(case: CaseFile, situation: Situation) -> tuple[Move, ...]:
    """For each choice, one move to each situation that it can come to, with the decision that earns the most."""
    best: dict[tuple[str, Situation], Move] = {}
    for decision in _possible(case, situation):
        marks = earned(case.stages[situation.at], decision)
        way, after = outcome(case, situation, decision.choice, marks)
        to = _ignoring_score(case, after)
        known = best.get((decision.choice, to))
        if known is None or marks > known.marks:
            best[decision.choice, to] = Move(decision, marks, way, to)
    return tuple(best.values())


def _possible(case: CaseFile, situation: Situation) -> Iterator[CaseDecision]:
    for choice in offered(case, situation):
        yield from decisions(case.stages[situation.at], situation.at, choice)


def _ignoring_score(case: CaseFile, situation: Situation) -> Situation:
    """Situations that differ in their marks only are one, unless something in the case asks for the marks."""
    return situation if case.asks_score else Situation(situation.at, situation.values)
