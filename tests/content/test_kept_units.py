"""Units that were read before are taken from the instance folder, and nobody can tell."""

import shutil
from pathlib import Path
from time import perf_counter

import pytest

from revision_app import loading
from revision_app.criteria import library as criteria
from revision_app.files import Kept
from revision_app.shared.problem import Problem
from revision_app.study import library as study
from tests.many_units import multiply

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the shipped units are kept, read once for all who copy it."""
    folder = tmp_path_factory.mktemp("instance") / "units"
    load(ROOT / "content", folder)
    return folder


@pytest.fixture
def folder(read: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(read, tmp_path / "instance" / "units"))


def load(content: Path, folder: Path | None) -> tuple[study.Shelf, list[Problem]]:
    """All there is to read, with or without a folder of what was read before."""
    qualification, _problems = criteria.load(content)
    assert qualification
    return study.load(content, qualification, Kept(folder))


def texts(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_what_was_kept_is_what_would_be_read(content: Path, folder: Path) -> None:
    fresh = load(content, folder)
    assert len(texts(folder)) == len(fresh[0].units)
    assert load(content, folder) == fresh == load(content, None)


def test_only_a_unit_that_changed_is_read_again(content: Path, folder: Path) -> None:
    load(content, folder)
    before = texts(folder)
    change(content / "units" / "mechanism.md", "## ", "Freshly written.\n\n## ")
    shelf, _problems = load(content, folder)
    assert "Freshly written." in shelf.units["mechanism"].html
    assert len(before.keys() & texts(folder).keys()) == len(before) - 1  # and the old one is gone
    assert len(texts(folder)) == len(before)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("references.yml", "Anatomy", "Anatomies"),
        ("figures/mechanism-phases.svg", "<title>", "<title>New: "),
        ("glossary.yml", "definition: ", "say: new\n  definition: "),
    ],
)
def test_what_a_unit_depends_on_counts_too(content: Path, folder: Path, name: str, old: str, new: str) -> None:
    load(content, folder)
    change(content / name, old, new)
    assert load(content, folder) == load(content, None)


def test_problems_are_never_kept(content: Path, folder: Path) -> None:
    load(content, folder)
    change(content / "units" / "mechanism.md", "\n## ", "\nWrong [@nobody].\n\n## ")
    (_shelf, first), (_again, second) = load(content, folder), load(content, folder)
    assert first == second != []


def test_a_link_that_breaks_by_another_unit_is_still_told(content: Path, folder: Path) -> None:
    load(content, folder)
    change(content / "units" / "mechanism.md", "#the-idea ", "#another-idea ")
    _shelf, problems = load(content, folder)
    assert any("unit mechanism has no place #the-idea" in one.message for one in problems)


def test_damage_and_a_folder_that_cannot_be_written_do_no_harm(content: Path, folder: Path, tmp_path: Path) -> None:
    fresh = load(content, folder)
    for file in folder.iterdir():
        file.write_bytes(b'{"unit": {')
    assert load(content, folder) == fresh
    (tmp_path / "taken").write_text("a file, no folder")
    assert load(content, tmp_path / "taken") == fresh


@pytest.mark.soak
def test_a_thousand_units_load_in_ten_seconds(content: Path, folder: Path) -> None:
    """The first start, or ``prepare``, reads each unit; later ones take what was kept."""
    multiply(content, 1000)
    took = []
    for _start in range(2):
        begun = perf_counter()
        loaded = loading.load(content, ROOT / "quizzes", Kept(folder))
        took.append(perf_counter() - begun)
        assert loaded.problems == []
        assert len(loaded.shelf.units) == 1000
    print(f"first start {took[0]:.1f} s, second {took[1]:.1f} s")
    assert max(took) < 10
