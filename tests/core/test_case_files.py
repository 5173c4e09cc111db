"""Files of branching cases beside those of items and papers."""

from pathlib import Path

import pytest
import yaml

from revision_app.quiz.bank import library
from revision_app.quiz.bank.core.bank import Known
from revision_app.quiz.bank.core.paper import digests_in, thaw_item, thaw_paper
from tests.support.cases import a_written
from tests.support.collected import of_folder
from tests.support.papers import a_paper_file, an_item

KNOWN = Known(("1.1",), {"unit#section"}, {"source"})


@pytest.fixture
def quizzes(tmp_path: Path) -> Path:
    for part in ("items", "papers", "cases"):
        (tmp_path / "quizzes" / part).mkdir(parents=True)
    put(tmp_path / "quizzes/cases/sam-comes.yml", a_written())
    return tmp_path / "quizzes"


def put(file: Path, value: object) -> None:
    file.write_text(yaml.safe_dump(value, sort_keys=False), encoding="utf-8")


def problems(quizzes: Path) -> list[str]:
    return [str(problem) for problem in of_folder(library.load, quizzes, KNOWN)[1]]


def test_a_case_is_a_paper_of_itself_that_must_be_safe_and_has_no_limit(quizzes):
    bank, found = of_folder(library.load, quizzes, KNOWN)
    assert found == []
    paper = bank.papers["sam-comes"].sample
    assert (paper.mode, paper.minutes, paper.attempts, paper.must_be_safe) == ("case", None, None, True)
    assert (paper.pass_mark, paper.marks, paper.criteria) == (60, 4, ("1.1",))
    assert paper.branching is bank.items["sam-comes"].item


def test_a_case_is_the_same_once_it_was_frozen_and_thawed(quizzes):
    paper = of_folder(library.load, quizzes, KNOWN)[0].papers["sam-comes"].sample
    version = thaw_item(paper.items[0].text)
    thawed = thaw_paper(paper.text, {digests_in(paper.text)[0]: version})
    assert (version, thawed) == (paper.items[0], paper)
    assert version.item == paper.items[0].item
    assert version.has_unsafe


def test_no_case_is_drawn_into_a_paper_or_named_in_one(quizzes):
    put(quizzes / "items/some.yml", {"items": [an_item("one")]})
    put(quizzes / "papers/first-paper.yml", a_paper_file(items=["one", "sam-comes"]))
    drawn = a_paper_file("drawn", items=..., sections=[{"title": "Any", "draw": [{"count": 2}]}])
    put(quizzes / "papers/drawn.yml", drawn)
    assert [one.partition(": ")[2] for one in problems(quizzes)] == [
        "this draws 2, but only 1 are sure to be left for it; draw fewer or say less",
        "there is no item sam-comes; write one of one",
    ]


@pytest.mark.parametrize(
    ("file", "value", "said"),
    [
        ("cases/other.yml", a_written(), "the file is other.yml"),
        ("cases/sam-comes.yml", a_written(criteria=["9.9"]), "there is no criterion 9.9"),
        ("cases/sam-comes.yml", a_written(section="unit#nowhere"), "there is no section unit#nowhere"),
        ("cases/sam-comes.yml", a_written(marks=9), "cases/sam-comes.yml:6: the best way through earns 4; write 4"),
        ("cases/sam-comes.yml", a_written(begin="nowhere"), "there is no stage nowhere; write one of talk, act"),
        ("cases/sam-comes.yml", a_written(more=1), "`more` is not a field here"),
        ("cases/sam-comes.yml", ["text"], "the file must hold `name: value` lines"),
        ("papers/sam-comes.yml", a_paper_file("sam-comes", items=["one"]), "there is a paper sam-comes already"),
        ("papers/p.yml", a_paper_file("p", mode="case", items=["one"]), "write timed or practice"),
        ("items/more.yml", {"items": [a_written(kind="branching_case")]}, "a file of its own in cases/"),
        ("items/more.yml", {"items": [an_item("sam-comes")]}, "there is an item sam-comes already"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(quizzes, file, value, said):
    put(quizzes / "items/some.yml", {"items": [an_item("one")]})
    put(quizzes / file, value)
    assert any(said in one for one in problems(quizzes)), problems(quizzes)


def test_what_a_stage_names_has_to_be_there(quizzes):
    case = a_written()
    case["stages"]["act"] |= {"section": "unit#lost", "citations": ["source", "nobody"]}
    put(quizzes / "cases/sam-comes.yml", case)
    first, second = problems(quizzes)
    assert "there is no section unit#lost" in first + second
    assert "there is no reference nobody" in first + second
    assert ":1:" not in first + second
