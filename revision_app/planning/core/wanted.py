"""What is worth doing until the date: for each criterion, what to read and practise, and what evidence it lacks.

Everything here is *ours*: ``docs/planning.md`` says why. Worth is counted in chances of answering a question rightly,
of one criterion: what is expected to close a gap of 30 points by a third is worth 0.1.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import quantiles

from ...journal.core.reflection import KIND as REFLECTION
from ...progress.core.aim import AimKind
from ...progress.core.own_matrix import OwnRow, Way
from ...quiz.practice.core.recipe import Recipe
from ...quiz.readiness.core.readiness import Readiness
from ...shared.feed import Link
from .work import Span, Work, WorkKind

QUESTIONS = 10
"""Of a block of practice."""
CLOSES = 0.25
"""The part of a gap that a block of practice closes, and that a client case does."""
READING_CLOSES = 0.3
"""The part of a gap that reading everything on a criterion closes."""
LEAST_GAP = 0.02
A_BLOCK = 0.05
"""The chance that a block of practice adds, from which follows how many it takes to be ready."""
MOST_BLOCKS = 6
EVIDENCE = {AimKind.EXAM: 0.05, AimKind.HAND_IN: 0.5}
"""What a missing piece of evidence is worth."""
KNOWLEDGE = {AimKind.EXAM: 1.0, AimKind.HAND_IN: 0.25}
"""By how much less knowledge counts where everything is to be handed in."""
MOST_PIECES = 3
READING = 0.7, 1.0, 1.7
"""By how much quicker, and slower, people read than is presumed."""
WRITING, FINISHING, ANSWERING = (20, 40, 60), (10, 20, 40), (15, 30, 60)
"""Minutes for a piece of evidence from its beginning; for one that is drafted; for answering a tutor."""
CASE = 10, 15, 25
PRESUMED = 1.0, 1.5, 2.5
"""Minutes a question."""
ENOUGH_SITTINGS, LONGEST_LOOK, SLOWER = 4, 6.0, 1.3


@dataclass(frozen=True)
class Pace:
    """Minutes that a question takes: if it goes well, likely, and at worst. ``is_own`` where it was measured."""

    best: float
    likely: float
    worst: float
    is_own: bool = False

    @classmethod
    def of(cls, sittings: Iterable[tuple[float, int]]) -> "Pace":
        """A learner's own, from the minutes and the answers of each sitting: half of them lie between its bounds.

        Presumed until there are enough; a sitting with a pause in it says nothing.
        """
        each = [minutes / answers for minutes, answers in sittings if 0 < minutes <= LONGEST_LOOK * answers]
        if len(each) < ENOUGH_SITTINGS:
            return cls(*PRESUMED)
        best, likely, worst = quantiles(each, n=4)
        return cls(best, likely, max(worst, likely * SLOWER), is_own=True)

    def minutes(self, questions: int) -> tuple[float, float, float]:
        return self.best * questions, self.likely * questions, self.worst * questions


@dataclass(frozen=True)
class Unread:
    """A section that was not read yet, and the unit that it stands in."""

    unit_id: str
    section_id: str
    unit: str
    title: str
    minutes: int


@dataclass(frozen=True)
class ClientCase:
    """A client case that was not worked through yet."""

    paper_id: str
    title: str
    criteria: tuple[str, ...]


def chains(
    rows: Iterable[OwnRow],
    *,
    unread: Mapping[str, Sequence[Unread]],
    cases: Sequence[ClientCase],
    pace: Pace,
    aim: AimKind,
) -> list[list[Work]]:
    """What to do for each criterion: to know it, in the order in which it is learnt, and to show it.

    ``unread`` are the sections on each criterion. What serves several criteria is done once, for the weakest.
    """
    found: list[list[Work]] = []
    taken: set[Unread | ClientCase] = set()
    for row in sorted(rows, key=lambda row: -gap(row.knowledge)):
        name = row.criterion.id
        sections = [each for each in unread.get(name, ()) if each not in taken]
        mine = [case for case in cases if name in case.criteria and case not in taken]
        taken |= {*sections, *mine}
        weight = KNOWLEDGE[aim]
        found.append([*_reading(row, sections, weight), *_practice(row, mine, pace, weight)])
        found.append([*_evidence(row, EVIDENCE[aim])])
    return [chain for chain in found if chain]


def gap(knowledge: Readiness | None) -> float:
    """What somebody likely lacks to be ready: their chance of a right answer, under what counts as ready."""
    if knowledge is None:
        return LEAST_GAP
    return max(LEAST_GAP, knowledge.ready_from - knowledge.middle)


def _reading(row: OwnRow, sections: Sequence[Unread], weight: float) -> Iterator[Work]:
    """What to read in each unit, which is worth more the longer it is."""
    total = sum(each.minutes for each in sections)
    for _, of_unit in groupby(sections, lambda each: each.unit_id):
        mine = list(of_unit)
        first, minutes = mine[0], sum(each.minutes for each in mine)
        yield Work(
            f"read {row.criterion.id} {first.unit_id} {first.section_id}",
            WorkKind.READ,
            f"{first.unit}: {first.title}" if len(mine) == 1 else f"{first.unit}: {len(mine)} sections",
            Link("study.unit", {"unit_id": first.unit_id}, first.section_id),
            Span.of(*(minutes * factor for factor in READING)),
            weight * gap(row.knowledge) * READING_CLOSES * minutes / total,
            row.criterion.id,
            f"Open {first.unit}",
        )


def _practice(row: OwnRow, cases: Sequence[ClientCase], pace: Pace, weight: float) -> Iterator[Work]:
    """Blocks of questions until the criterion is ready, likely, with its cases after the first.

    The last block may take as long as all that are needed at worst.
    """
    known, left = row.knowledge, gap(row.knowledge)
    if known is None or blocks(known.low, known) == 0:
        return
    best, likely, worst = (blocks(chance, known) for chance in (known.high, known.middle, known.low))
    quick, usual, slow = pace.minutes(QUESTIONS)
    recipe = Recipe(criterion=row.criterion.id, count=QUESTIONS)
    for n in range(max(1, likely)):
        more = worst - max(1, likely) if n == max(1, likely) - 1 else 0
        yield Work(
            f"practise {row.criterion.id} {n}",
            WorkKind.PRACTISE,
            f"{QUESTIONS} questions on {row.criterion.title.lower()}",
            Link("quiz.own_tests", recipe.fields),
            Span.of(quick if n < best else 0, usual, slow * (1 + more)),
            weight * left * CLOSES,
            row.criterion.id,
            "Choose the questions",
        )
        left *= 1 - CLOSES
        if n == 0:
            for case in cases:
                yield _case(row, case, weight * left * CLOSES)
                left *= 1 - CLOSES


def blocks(chance: float, known: Readiness) -> int:
    """How many blocks of practice lead from a chance to being ready."""
    return min(MOST_BLOCKS, max(0, -int(-(known.ready_from - chance) // A_BLOCK)))


def _case(row: OwnRow, case: ClientCase, worth: float) -> Work:
    link = Link("quiz.paper", {"paper_id": case.paper_id})
    name, action = f"case {case.paper_id}", "See the case"
    return Work(name, WorkKind.CASE, case.title, link, Span.of(*CASE), worth, row.criterion.id, action)


def _evidence(row: OwnRow, worth: float) -> Iterator[Work]:
    """What is missing of the evidence of a criterion; nothing that waits for a tutor."""
    name, title, wanted = row.criterion.id, row.criterion.title.lower(), row.wanted_kinds
    page = Link("progress.criterion", {"criterion_id": name})
    match row.way:
        case Way.READ_FEEDBACK:
            words = f"Answer what your tutor asks for on {title}"
            minutes, action = Span.of(*ANSWERING), "Read the feedback"
            yield Work(f"show {name}", WorkKind.EVIDENCE, words, page, minutes, worth, name, action, is_on_today=True)
        case Way.HAND_IN:
            words = f"Finish “{row.drafts[0].title}” and hand it in"
            minutes, action = Span.of(*FINISHING), "See what is drafted"
            yield Work(f"show {name}", WorkKind.REFLECT, words, page, minutes, worth, name, action, is_on_today=True)
        case Way.START if wanted and REFLECTION not in wanted:
            words, minutes = f"Show {title}: {' or '.join(wanted)}", Span.of(*WRITING)
            for n in range(_pieces(row)):
                yield Work(
                    f"show {name} {n}", WorkKind.EVIDENCE, words, page, minutes, worth, name, "See what is missing"
                )
        case Way.START:
            words, minutes = f"Show {title} in a reflection", Span.of(*WRITING)
            link = Link("journal.reflections")
            for n in range(_pieces(row)):
                yield Work(
                    f"show {name} {n}", WorkKind.REFLECT, words, link, minutes, worth, name, "Start a reflection"
                )


def _pieces(row: OwnRow) -> int:
    """How many pieces are still to be put forward for a criterion."""
    return min(MOST_PIECES, max((need.least - need.count for need in row.missing), default=1))
