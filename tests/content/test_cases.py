"""The shipped branching cases are what the guide asks for: long enough, tempting, justified and fairly spread."""

import re
from pathlib import Path

import pytest

from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
LOADED = shipped()
CASES = [offer.sample.branching for offer in (LOADED.bank.papers.values() if LOADED.bank else ())]
CASES = [case for case in CASES if case]


def by_id(case: BranchingCase) -> str:
    return case.id


def test_there_are_at_least_fourteen_and_they_speak_to_every_criterion():
    assert len(CASES) >= 14
    assert LOADED.qualification
    assert {name for case in CASES for name in case.criteria} == set(LOADED.qualification.criterion_ids)


@pytest.mark.parametrize("case", CASES, ids=by_id)
def test_a_case_has_five_to_nine_decisions_and_asks_for_a_reason(case):
    assert 5 <= len(case.explored.best) <= case.explored.longest <= 9
    assert any(stage.reason for stage in case.stages.values())


@pytest.mark.parametrize("case", CASES, ids=by_id)
def test_a_case_can_end_well_poorly_though_safely_and_with_harm(case):
    assert {ending.kind for ending in case.endings.values()} == {"good", "poor", "harmful"}
    assert safely(case) >= {"good", "poor"}


def safely(case: BranchingCase) -> set[str]:
    """The kinds of ending that are come to without an unsafe choice."""
    found, ahead = set(), {case.explored.first}
    while ahead:
        situation = ahead.pop()
        if situation.at in case.endings:
            found.add(case.endings[situation.at].kind)
        for move in case.explored.moves[situation]:
            if not case.stages[situation.at].choices[move.decision.choice].unsafe:
                ahead.add(move.to)
    return found


def test_the_best_choice_is_not_the_longest_more_often_than_chance():
    longest = chance = 0.0
    for stage in (stage for case in CASES for stage in case.stages.values()):
        best = max(stage.choices.values(), key=lambda choice: choice.marks)
        longest += len(best.text) == max(len(choice.text) for choice in stage.choices.values())
        chance += 1 / len(stage.choices)
    stages = sum(len(case.stages) for case in CASES)
    assert longest / stages <= chance / stages + 0.05


def test_the_best_choice_stands_in_every_place():
    places = [
        max(stage.choices, key=lambda letter: stage.choices[letter].marks)
        for case in CASES
        for stage in case.stages.values()
    ]
    shares = {letter: places.count(letter) / len(places) for letter in sorted(set(places))}
    assert all(0.2 <= share <= 0.5 for share in shares.values()), shares


def test_every_phototype_and_both_halves_of_life_are_there():
    facts = [fact.text for case in CASES for fact in case.facts]
    phototypes = {found[1] for fact in facts if (found := re.fullmatch(r"Phototype \*\*([IV]+)\*\*", fact))}
    ages = [int(found[1]) for fact in facts if (found := re.search(r"\*\*(\d\d)\*\* years", fact))]
    assert phototypes == {"I", "II", "III", "IV", "V", "VI"}
    assert min(ages) < 20
    assert max(ages) > 60


def test_an_author_gets_the_drawing_of_a_case_on_the_screen_or_in_a_file(built_app, tmp_path):
    run = built_app.test_cli_runner().invoke
    drawn = run(args=["draw-case", CASES[0].id])
    assert drawn.exit_code == 0
    assert drawn.output.startswith("<svg")
    assert "<style>" in drawn.output
    assert "--achieved-wash" in drawn.output
    file = tmp_path / "case.svg"
    assert run(args=["draw-case", CASES[0].id, str(file)]).output == ""
    assert file.read_text(encoding="utf-8") == drawn.output
    unknown = run(args=["draw-case", "nobody"])
    assert unknown.exit_code == 1
    assert CASES[0].id in unknown.output
