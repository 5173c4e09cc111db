"""What a new kind of item needs is found by whoever adds one: three files, or words about what is missing."""

import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import ClassVar, Literal

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment

from revision_app.quiz.bank.core.items import KINDS, registered
from revision_app.quiz.bank.core.items.base import Common
from revision_app.quiz.bank.views import template_faults

ROOT = Path(__file__).parents[2]
NEW = ROOT / "tests" / "new_kind"


def test_a_kind_that_is_added_in_three_files_is_seen_in_every_place_that_lists_kinds(tmp_path: Path) -> None:
    for folder in ("revision_app", "tests"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__", "journeys"))
    for folder in ("content", "quizzes", "pyproject.toml"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    items = tmp_path / "revision_app" / "quiz" / "bank" / "core" / "items"
    registry = (items / "__init__.py").read_text(encoding="utf-8")
    registry = registry.replace("\nfrom .base", "\nfrom .true_or_false import TrueOrFalse\nfrom .base", 1)
    registry = registry.replace("    BranchingCase,\n)", "    BranchingCase,\n    TrueOrFalse,\n)", 1)
    (items / "__init__.py").write_text(registry, encoding="utf-8")
    shutil.copy(NEW / "true_or_false.py", items)
    shutil.copy(NEW / "true_or_false.html", tmp_path / "revision_app" / "templates" / "quiz" / "kinds")
    shutil.copy(NEW / "seen.py", tmp_path / "tests" / "pages" / "test_seen.py")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", "tests/pages/test_seen.py"],
        cwd=tmp_path,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTEST")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


class Half(Common):
    """A kind that is not whole: what it lacks is given by each test."""

    NAME: ClassVar = "Half"
    ASKS: ClassVar = "half of something"
    kind: Literal["half"]
    keys: ClassVar = ("half",)

    def read(self, submitted: object) -> tuple[str, ...]:
        return ()

    def mark(self, response: object) -> Fraction:
        return Fraction(0)

    def unsafe(self, response: object) -> tuple[str, ...]:
        return ()


def test_a_whole_kind_is_registered_under_the_name_that_files_use() -> None:
    assert registered([Half]) == {"half": Half}


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("NAME", "the kind half does not say what pages call it; write `NAME` in Half"),
        ("ASKS", "the kind half does not say what it asks of a learner, for the cover of a paper"),
        ("mark", "the kind half does not say how a response is marked; write `mark` in Half"),
        ("unsafe", "the kind half does not say what would harm a client"),
    ],
)
def test_a_kind_that_lacks_a_part_stops_the_start_in_words(
    part: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(Half, part)
    with pytest.raises(TypeError) as stopped:
        registered([Half])
    assert words in str(stopped.value)


def test_a_kind_that_no_file_can_name_stops_the_start_in_words() -> None:
    with pytest.raises(TypeError, match="Common does not say what files call it"):
        registered([Common])


def test_a_template_that_is_missing_or_lacks_a_macro_is_told() -> None:
    written = "{% macro asked(item, response, figure) %}{% endmacro %}{% macro said(item, response) %}{% endmacro %}"
    templates = Environment(loader=DictLoader({"quiz/kinds/half.html": written}), autoescape=True)
    assert list(template_faults("none", templates)) == [
        "templates/quiz/kinds/none.html is missing; write it with the macros asked, said, marked, harm"
    ]
    marked, harm = template_faults("half", templates)
    assert marked.startswith("templates/quiz/kinds/half.html has no macro `marked`; write one that shows")
    assert "`harm`" in harm


def test_every_kind_is_whole(built_app: Flask) -> None:
    assert [fault for kind in KINDS for fault in template_faults(kind, built_app.jinja_env)] == []
