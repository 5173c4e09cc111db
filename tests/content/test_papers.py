"""The papers that ship: what the curriculum asks for is there, and no two sittings of a mock are the same."""

from pathlib import Path

import pytest

from revision_app import loading
from revision_app.quiz.bank.core.bank import Bank
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
MOCKS = ("mock-one", "mock-two")


@pytest.fixture(scope="module")
def loaded() -> loading.Loaded:
    return shipped()


@pytest.fixture(scope="module")
def bank(loaded: loading.Loaded) -> Bank:
    assert loaded.bank
    return loaded.bank


@pytest.mark.parametrize("mock", MOCKS)
def test_no_two_sittings_of_a_mock_are_the_same(bank: Bank, mock: str) -> None:
    papers = [bank.papers[mock].paper(str(seed)) for seed in range(40)]
    assert {(len(paper.items), paper.minutes) for paper in papers} == {(30, 45)}
    assert len({frozenset(version.item.id for version in paper.items) for paper in papers}) == 40
    assert all(set(paper.criteria) == {"1.1", "1.2", "1.3", "1.4", "1.5"} for paper in papers)


def test_the_first_look_takes_fifteen_minutes_over_every_criterion(bank: Bank) -> None:
    paper = bank.papers["starting-point"].paper("any")
    assert (paper.minutes, set(paper.criteria)) == (15, {"1.1", "1.2", "1.3", "1.4", "1.5"})


def test_the_safety_paper_asks_what_could_harm_and_is_passed_whole(bank: Bank) -> None:
    paper = bank.papers["safety"].paper("any")
    assert (paper.pass_mark, paper.must_be_safe) == (100, True)
    assert all(version.has_unsafe for version in paper.items)


def test_every_unit_has_a_practice_set_of_its_own(loaded: loading.Loaded, bank: Bank) -> None:
    for unit in loaded.shelf.units:
        paper = bank.papers[f"practise-{unit}"].paper("any")
        assert paper.is_practice
        assert {version.item.section.partition("#")[0] for version in paper.items} == {unit}


def test_a_mock_is_marked_at_once(bank: Bank) -> None:
    for mock in MOCKS:
        kinds = {version.item.kind for version in bank.papers[mock].versions}
        assert not kinds & {"open_answer", "short_answer"}


def test_every_question_can_be_met(bank: Bank) -> None:
    met = {version.item.id for offer in bank.papers.values() for version in offer.versions}
    assert set(bank.items) - met == set()


def test_written_answers_are_practised_by_criterion_with_their_guide_at_once(bank: Bank) -> None:
    for criterion in ("1.1", "1.2", "1.3", "1.4", "1.5"):
        paper = bank.papers[f"practise-written-{criterion.replace('.', '-')}"].paper("any")
        assert paper.is_practice
        assert all(criterion in version.item.criteria for version in paper.items)
        assert {version.item.kind for version in paper.items} == {"open_answer", "short_answer"}
