"""A cohort as its tutor sees it: the order, who is listed, how it is spread, and the file."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import pytest

from revision_app.accounts.core import Person, Role
from revision_app.criteria.core import Mastery
from revision_app.marking.core.submission import Outcome
from revision_app.progress.core import MatrixRow
from revision_app.progress.core.cohort import CohortLine, Shown, in_order, spread, table
from revision_app.progress.core.risk import risk
from revision_app.quiz.readiness.core.readiness import Readiness
from tests.core.test_risk import ACHIEVED, CRITERION, NOW, REFERRED, claim, days


def line(name: str, outcome: Outcome | None = None, *, share: int | None = None, quiet: float = 1) -> CohortLine:
    mastery = Mastery("1.1", Fraction(share), 10, NOW) if share is not None else None
    rows: Sequence[MatrixRow] = (MatrixRow(CRITERION, mastery, (claim(outcome, 1),) if outcome else ()),)
    person = Person(1, name, "a@example.org", frozenset({Role.LEARNER}))
    return CohortLine(person, rows, 0, risk(rows, active_at=days(quiet), day="1 August", at=NOW))


ADA, BEN, CLEO = line("Ada", ACHIEVED), line("Ben", share=9), line("Cleo", REFERRED, share=2, quiet=20)
ADA = replace(ADA, known={"1.1": Readiness(0.1, 0.5, 0.9, answers=2, occasions=1)})
BEN = replace(BEN, known={"1.1": Readiness(0.62, 0.7, 0.845, answers=30, occasions=4)})
COHORT = [ADA, BEN, CLEO]


def names(lines: Sequence[CohortLine]) -> str:
    return " ".join(each.person.name for each in lines)


@pytest.mark.parametrize(
    ("by", "order"),
    [("need", "Cleo Ada Ben"), ("name", "Ada Ben Cleo"), ("1.1", "Ben Cleo Ada"), ("9.9", "Ada Ben Cleo")],
)
def test_lines_are_sorted_by_need_by_name_or_by_who_is_furthest_from_a_criterion(by: str, order: str) -> None:
    assert names(in_order(COHORT, by)) == order


@pytest.mark.parametrize(
    ("shown", "who"),
    [(Shown.ALL, "Ada Ben Cleo"), (Shown.IN_NEED, "Cleo"), (Shown.WITH_TUTOR, ""), (Shown.REFERRED, "Cleo")],
)
def test_lines_are_narrowed_down(shown: Shown, who: str) -> None:
    assert names([each for each in COHORT if each.is_among(shown)]) == who


def test_a_spread_says_of_how_many_it_speaks() -> None:
    (found,) = spread(COHORT, [CRITERION])
    assert (found.achieved, found.n, found.median, found.known) == (1, 3, 0.55, 2)
    (nothing,) = spread([], [CRITERION])
    assert (nothing.achieved, nothing.n, nothing.median, nothing.known) == (0, 0, None, 0)


def test_the_file_has_a_line_for_each_learner_and_the_reasons_in_words() -> None:
    heading, *lines = table(COHORT, [CRITERION])
    assert heading == [
        "Learner",
        "1.1 decision",
        "1.1 quiz marks, per cent",
        "1.1 knowledge from, per cent",
        "1.1 knowledge to, per cent",
        "Risk",
        "Reasons",
    ]
    assert lines[1] == ["Ben", "not started", 90.0, 62.0, 84.5, "on course", ""]
    assert lines[0][3:5] == [None, None]  # too few answers to say
    assert lines[2][5] == "needs you"
    assert "Nothing sat or handed in since 1 August" in str(lines[2][6])
