"""The files that ship are in order, and what is wrong with a file is told by file and line."""

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from revision_app import create_app, loading
from revision_app.cli import report
from revision_app.quiz.bank.core.items.single_best_answer import SingleBestAnswer
from revision_app.settings import Settings
from tests.support.shipped import shipped

ROOT = Path(__file__).resolve().parents[2]
CONTENT, QUIZZES = ROOT / "content", ROOT / "quizzes"
MISTAKES = """
## A new section {: #new criteria="1.1" }

A claim [@nobody2020].

/// figure | nothing-drawn
A caption.
///

See [another unit](unit:no-such-unit).
"""


@pytest.fixture(scope="module")
def loaded() -> loading.Loaded:
    return shipped()


@pytest.fixture
def mistaken(tmp_path: Path) -> Path:
    """The shipped content with three mistakes in one unit; where they begin."""
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    with (content / "units" / "mechanism.md").open("a", encoding="utf-8") as unit:
        unit.write(MISTAKES)
    return content


def flask(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=os.environ | {"SECRET_KEY": "a key for tests only"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_shipped_files_are_in_order(loaded: loading.Loaded) -> None:
    assert loaded.problems == []


def test_every_criterion_has_a_section_and_an_item(loaded: loading.Loaded) -> None:
    assert loaded.qualification
    assert loaded.bank
    wanted = set(loaded.qualification.criterion_ids)
    sections = {name for unit in loaded.shelf.units.values() for section in unit.sections for name in section.criteria}
    items = {name for offer in loaded.bank.papers.values() for name in offer.sample.criteria}
    assert sections == wanted
    assert items == wanted


def test_each_of_the_four_topics_has_its_unit(loaded: loading.Loaded) -> None:
    assert {"mechanism", "depth-selection", "contraindications", "complications"} <= set(loaded.shelf.units)


def test_there_is_a_timed_paper_of_twelve_items_over_two_cases(loaded: loading.Loaded) -> None:
    assert loaded.bank
    papers = [offer.sample for offer in loaded.bank.papers.values()]
    shapes = {(len(paper.items), len(paper.cases)) for paper in papers if paper.mode == "timed"}
    assert (12, 2) in shapes


def test_the_keys_of_a_paper_do_not_stand_in_one_place(loaded: loading.Loaded) -> None:
    assert loaded.bank
    for paper in (offer.sample for offer in loaded.bank.papers.values() if not offer.written.shuffle):
        places = Counter(one.item.key for one in paper.items if isinstance(one.item, SingleBestAnswer))
        assert max(places.values(), default=0) <= 0.5 * sum(places.values()), paper.id


def test_three_mistakes_are_three_problems_by_file_and_line(mistaken: Path, tmp_path: Path) -> None:
    line = (CONTENT / "units" / "mechanism.md").read_text(encoding="utf-8").count("\n") + 1
    checked = flask("check-content", "--content", str(mistaken), INSTANCE_DIR=str(tmp_path))
    assert checked.returncode == 1
    assert [said.split(": ")[0] for said in checked.stdout.splitlines()[:3]] == [
        f"content/units/mechanism.md:{line + 3}",
        f"content/units/mechanism.md:{line + 5}",
        f"content/units/mechanism.md:{line + 9}",
    ]
    assert "3 problems" in checked.stdout


def test_a_broken_file_stops_the_start_with_the_same_list(mistaken: Path, tmp_path: Path) -> None:
    settings = Settings(secret_key="a key", database_url="sqlite://", instance_dir=tmp_path, content_dir=mistaken)
    with pytest.raises(SystemExit) as stopped:
        create_app(settings)
    assert str(stopped.value).count("content/units/mechanism.md:") == 3


def test_files_in_order_leave_with_status_0(tmp_path: Path) -> None:
    checked = flask("check-content", INSTANCE_DIR=str(tmp_path))
    assert checked.returncode == 0, checked.stdout


def test_the_story_of_the_demonstration_is_checked_with_the_rest(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    story = content / "demonstration.yml"
    text = story.read_text(encoding="utf-8")
    story.write_text(text.replace("paper: eight-across-four", "paper: nine-across-four", 1), encoding="utf-8")
    line = text[: text.index("paper: eight-across-four")].count("\n") + 1
    [problem] = loading.load(content, QUIZZES).problems
    assert str(problem).startswith(f"content/demonstration.yml:{line}: there is no paper nine-across-four")


def test_the_exemplars_are_a_whole_set_of_many_kinds(loaded: loading.Loaded) -> None:
    pieces = loaded.shelf.exemplars.pieces.values()
    assert len(pieces) == 2 * 5 + 3
    assert len({piece.author for piece in pieces}) == len(pieces)
    assert len({piece.kind for piece in pieces}) >= 8
    assert all(len(piece.annotations) >= 6 for piece in pieces)


def test_a_criterion_without_a_referred_example_is_advice(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "exemplars" / "asepsis-referred.yml").unlink()
    assert list(map(str, loading.advise(loading.load(content, QUIZZES)))) == [
        "content/exemplars:1: advice: criterion 1.2 has no piece that was referred; write one"
    ]


def test_a_whole_reflection_that_leaves_out_a_stage_is_reported(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    reflection = content / "exemplars" / "reflection-sound.yml"
    text = reflection.read_text(encoding="utf-8")
    reflection.write_text(text.replace("  ## Feelings\n", ""), encoding="utf-8")
    assert [str(problem) for problem in loading.load(content, QUIZZES).problems] == [
        "content/exemplars/reflection-sound.yml:1: a whole reflection has these headings, in this order: Description, "
        "Feelings, Evaluation, Analysis, Conclusion, Action plan",
    ]


def test_checking_what_the_site_was_started_with_reads_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(Settings(secret_key="a key", database_url="sqlite://", instance_dir=tmp_path))
    monkeypatch.setattr(Path, "read_bytes", lambda file: pytest.fail(f"{file} was read again"))
    checked = app.test_cli_runner().invoke(args=["check-content"])
    assert "All files are in order." in checked.output


def test_a_section_of_a_broken_unit_may_be_named_and_one_of_a_whole_unit_must_exist(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    broken = content / "units" / "mechanism.md"
    text = broken.read_text(encoding="utf-8")
    broken.write_text(text.replace("\n## ", "\nWrong [@nobody].\n\n## ", 1), encoding="utf-8")
    qualification = content / "qualification.yml"
    text = qualification.read_text(encoding="utf-8")
    named = "consultation-and-consent#what-the-assessor-looks-for, depth"
    assert named in text
    wrong = "mechanism#unknown, consultation-and-consent#unknown, depth"
    qualification.write_text(text.replace(named, wrong, 1), encoding="utf-8")
    assert [str(problem).split(":", 2)[::2] for problem in loading.load(content, QUIZZES).problems] == [
        [
            "content/qualification.yml",
            " there is no section consultation-and-consent#unknown; write it as unit#section",
        ],
        ["content/units/mechanism.md", " there is no reference nobody; add it to references.yml or mend the name"],
    ]


def test_advice_fails_a_check_only_where_it_is_strict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    (content / "figures" / "unshown.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><title>T</title><desc>D</desc></svg>',
        encoding="utf-8",
    )
    qualification = content / "qualification.yml"
    text = qualification.read_text(encoding="utf-8")
    new = '- {id: "9.9", title: T, statement: S, asks: A, outcomes: [LO1], evidence: E}'
    qualification.write_text(text.replace("criteria:\n", f"criteria:\n  {new}\n", 1), encoding="utf-8")
    unit = content / "units" / "mechanism.md"
    line = unit.read_text(encoding="utf-8").count("\n") + 2
    with unit.open("a", encoding="utf-8") as opened:
        opened.write('\n## Nobody asks about this {: #unasked criteria="1.1" }\n\nIt was 77%.\n')
    assert report(loading.load(content, QUIZZES), strict=True) == 1
    capsys.readouterr()
    assert report(loading.load(content, QUIZZES)) == 0
    told = capsys.readouterr().out
    for said in (
        "content/figures/unshown.svg:1: advice: no unit shows this figure",
        f"content/qualification.yml:{text[: text.index('criteria:')].count(chr(10)) + 2}: advice: no section speaks to",
        f"content/units/mechanism.md:{line}: advice: no question is answered by #unasked",
        f"content/units/mechanism.md:{line + 2}: advice: 77 stands without a source",
    ):
        assert said in told
    assert told.splitlines()[-1].startswith("All files are in order.")


def test_a_unit_asks_only_what_the_bank_has_what_it_answers_itself_and_what_marks_itself(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(CONTENT, content)
    unit = content / "units" / "mechanism.md"
    line = unit.read_text(encoding="utf-8").count("\n") + 2
    asked = "biopsies-and-dermi", "chidi-cheeks", "priya-today"
    with unit.open("a", encoding="utf-8") as opened:
        opened.write("\n" + "".join(f"/// check | {name}\n///\n\n" for name in asked))
    found = [str(problem) for problem in loading.load(content, QUIZZES).problems]
    assert [one.partition(": ")[0] for one in found] == [f"content/units/mechanism.md:{line + 3 * n}" for n in range(3)]
    assert "did you mean biopsies-and-dermis?" in found[0]
    assert "chidi-cheeks is answered by depth-selection#know-your-ceilings" in found[1]
    assert "priya-today" in found[2]
