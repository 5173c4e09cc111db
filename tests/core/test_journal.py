from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from revision_app.journal import library
from revision_app.journal.core.guide import Stage
from revision_app.journal.core.reflection import ChangedElsewhere, Reflection
from revision_app.journal.core.text import Text
from revision_app.settings import ROOT
from revision_app.shared.text import clean
from tests.support.collected import of_folder
from tests.support.reflections import a_text

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
DRAFT = Reflection(1, 2, a_text(), NOON, NOON, revision=3)


def test_the_stages_are_gibbs_six_in_their_order() -> None:
    assert list(Stage) == ["description", "feelings", "evaluation", "analysis", "conclusion", "action-plan"]


def test_a_stage_of_blanks_is_unwritten() -> None:
    assert a_text(feelings=" \n ", analysis="Because.").unwritten == (
        Stage.FEELINGS,
        Stage.EVALUATION,
        Stage.CONCLUSION,
        Stage.ACTION_PLAN,
    )


def test_a_text_is_the_same_whether_empty_stages_were_named_or_not() -> None:
    assert Text("T", {Stage.FEELINGS: ""}) == Text("T")


def test_saving_raises_the_revision() -> None:
    saved = DRAFT.saved(a_text(feelings="Calm."), revision=3, at=LATER)
    assert (saved.revision, saved.changed_at, saved.text.writing[Stage.FEELINGS]) == (4, LATER, "Calm.")


def test_saving_the_same_text_changes_nothing() -> None:
    assert DRAFT.saved(a_text(), revision=3, at=LATER) == DRAFT


def test_saving_the_same_text_again_is_welcome_even_from_an_old_revision() -> None:
    assert DRAFT.saved(a_text(), revision=1, at=LATER) == DRAFT


@pytest.mark.parametrize("revision", [2, 4, 0, -1, 10**30])
def test_saving_over_a_revision_that_was_not_seen_is_refused(revision: int) -> None:
    with pytest.raises(ChangedElsewhere, match="neither is lost"):
        DRAFT.saved(a_text(feelings="Calm."), revision=revision, at=LATER)


@pytest.mark.parametrize(
    "text", [a_text("Another title"), a_text(criteria=()), a_text(description="Something else.")], ids=str
)
def test_a_title_a_tag_and_a_stage_each_make_another_version(text: Text) -> None:
    assert DRAFT.saved(text, revision=3, at=LATER) == replace(DRAFT, text=text, changed_at=LATER, revision=4)


def test_lines_end_alike_and_control_characters_go() -> None:
    assert clean("a\r\nb\rc\n\td\x00\x08") == "a\nb\nc\n\td"


def test_a_stage_that_is_kept_back_is_handed_in_as_if_it_were_never_written() -> None:
    text = a_text(feelings="Afraid.", kept_back=(Stage.FEELINGS,))
    assert text.shared == a_text()
    shared, unwritten = (Reflection(1, 2, each, NOON, NOON).as_evidence for each in (text, a_text()))
    assert shared.digest == unwritten.digest


def test_a_description_that_is_kept_back_is_asked_for() -> None:
    assert "keep the description to yourself" in a_text(kept_back=(Stage.DESCRIPTION,)).lacking[0]


def test_keeping_a_stage_back_makes_another_version() -> None:
    assert DRAFT.saved(a_text(kept_back=(Stage.FEELINGS,)), revision=3, at=LATER).revision == 4


# How a reflection is asked for


def _folder(tmp_path: Path, old: str = "", new: str = "") -> Path:
    shipped = (ROOT / "content" / "journal.yml").read_text(encoding="utf-8")
    assert old in shipped
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "journal.yml").write_text(shipped.replace(old, new, 1) if old else shipped, encoding="utf-8")
    return folder


def test_the_shipped_guide_asks_for_all_six_stages(tmp_path: Path) -> None:
    models, problems = of_folder(library.load, _folder(tmp_path))
    assert problems == []
    assert models is not None
    guide = models.guide
    assert [prompt.id for prompt in guide.stages] == list(Stage)
    assert guide.titles([Stage.ACTION_PLAN, Stage.FEELINGS]) == ["Feelings", "action plan"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("id: feelings", "id: moods", "there is no such stage; write one of description, feelings"),
        ("id: feelings", "id: analysis", "write each of these stages once, in this order: description, feelings"),
        ("privacy:", "privately:", "`privately` is not a field here; did you mean `privacy`?"),
        ("title: Feelings", "title: 7", "must be text; put it in quotes"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_with_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    guide, problems = of_folder(library.load, _folder(tmp_path, old, new))
    assert guide is None
    assert any(said in problem.message and problem.file == "content/journal.yml" for problem in problems), problems
    assert all(problem.line > 1 for problem in problems)


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    guide, problems = of_folder(library.load, tmp_path)
    assert guide is None
    assert [problem.message for problem in problems] == ["this file is missing; write it"]
