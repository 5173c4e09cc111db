"""Results as a table to be taken away: a heading and a line for each attempt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

Cell = str | int | float | datetime | None


@dataclass(frozen=True)
class ExportRow:
    """The result of one attempt; ``by_criterion`` are the marks scored and available for each.

    ``left_at`` is when the learner left the cohort, ``None`` while they are in it.
    """

    learner: str
    attempt: int
    at: datetime
    scored: Fraction
    available: int
    passed: bool
    provisional: bool
    by_criterion: Mapping[str, tuple[Fraction, int]]
    left_at: datetime | None = None
    reference: str = ""


@dataclass(frozen=True)
class Absence:
    """That a learner of the cohort has finished no attempt at the paper; ``paused`` that their place is paused."""

    learner: str
    reference: str = ""
    paused: bool = False


def table(lines: Iterable[ExportRow], criteria: Iterable[str], absent: Iterable[Absence] = ()) -> Iterator[list[Cell]]:
    """The heading, each line, then whoever is absent; a criterion that an attempt did not ask has empty cells.

    Where somebody has left there is a column that says when. The last column is the centre's reference, if any has one.
    """
    lines, criteria, absent = list(lines), list(criteria), list(absent)
    tells_left = any(line.left_at for line in lines)
    identified = any(each.reference for each in lines) or any(each.reference for each in absent)
    heading = ["Learner", "Attempt", "Finished", "Marks", "Of", "Passed", "Provisional"]
    width = len(heading) + tells_left + 2 * len(criteria)
    of_criteria = [f"{name} {what}" for name in criteria for what in ("marks", "of")]
    yield [*heading, *["Left"] * tells_left, *of_criteria, *["Reference"] * identified]
    for line in lines:
        marks: list[Cell] = []
        for name in criteria:
            scored, available = line.by_criterion.get(name, (None, None))
            marks += [None if scored is None else as_number(scored), available]
        yield [
            line.learner,
            line.attempt,
            line.at,
            as_number(line.scored),
            line.available,
            "yes" if line.passed else "no",
            "yes" if line.provisional else "no",
            *[line.left_at] * tells_left,
            *marks,
            *[line.reference] * identified,
        ]
    for each in absent:
        said = "none finished, paused" if each.paused else "none finished"
        yield [each.learner, said, *[None] * (width - 2), *[each.reference] * identified]


def as_number(mark: Fraction) -> int | float:
    """A mark as a spreadsheet counts with it: whole, or to four decimals."""
    return mark.numerator if mark.denominator == 1 else round(float(mark), 4)
