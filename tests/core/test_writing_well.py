"""How a reflection is asked for: contexts, other models than Gibbs', and how it is spread over the stages."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from revision_app.journal import library
from revision_app.journal.core.balance import balance
from revision_app.journal.core.guide import LAST_TIME, Stage
from revision_app.journal.core.reflection import Reflection
from revision_app.journal.core.text import Text
from revision_app.settings import ROOT
from tests.support.collected import of_folder
from tests.support.reflections import a_text

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SHIPPED, _ = of_folder(library.load, ROOT / "content")
assert SHIPPED is not None
GUIDE, DRISCOLL = SHIPPED.guide, SHIPPED.others["driscoll"]


def words(count: int) -> str:
    return "word " * count


# What is wrong with a file


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str, str], list[str]]:
    """What is said of the shipped files when a text is replaced in one of them."""

    def said(name: str, old: str, new: str) -> list[str]:
        for file in ("journal.yml", "models/driscoll.yml", "models/kolb.yml"):
            text = (ROOT / "content" / file).read_text(encoding="utf-8")
            if file == name:
                assert old in text
                text = text.replace(old, new, 1)
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).write_text(text, encoding="utf-8")
        _, problems = of_folder(library.load, tmp_path)
        assert all(problem.line > 1 for problem in problems)
        return [f"{problem.file.partition('/')[2]}: {problem.message}" for problem in problems]

    return said


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("models/driscoll.yml", "covers: [description]", "covers: [story]", "there is no such stage"),
        ("models/driscoll.yml", "covers: [description]", "covers: []", "covers"),
        ("models/driscoll.yml", "id: what\n", "id: title\n", "the form needs title itself"),
        ("models/driscoll.yml", "id: so-what\n", "id: what\n", "two stages have the same id"),
        ("models/driscoll.yml", "id: what\n", "id: What now\n", "id"),
        ("models/driscoll.yml", "words: [80, 250]", "words: [250, 80]", "the fewest words that usually say enough"),
        ("models/kolb.yml", "about:", "abuot:", "did you mean `about`?"),
        ("journal.yml", "words: [80, 200]", "words: [0, 200]", "the fewest words that usually say enough"),
        ("journal.yml", "- id: study", "- id: treatment", "two contexts have the same id"),
        ("journal.yml", "      conclusion:\n", "      lesson:\n", "there is no such stage"),
    ],
)
def test_what_is_wrong_with_a_model_or_context_is_said_with_its_line(
    changed: Callable[[str, str, str], list[str]], name: str, old: str, new: str, said: str
) -> None:
    problems = changed(name, old, new)
    assert any(problem.startswith(name) and said in problem for problem in problems), problems


def test_a_file_of_another_ending_among_the_models_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "johns.yaml").write_text("name: Johns\n", encoding="utf-8")
    _, problems = of_folder(library.load, tmp_path)
    assert any("models/johns.yaml" in problem.file for problem in problems)


# Contexts


def test_every_context_has_a_question_for_every_stage_of_every_model() -> None:
    for context in GUIDE.contexts:
        for asking in (GUIDE, *SHIPPED.others.values()):
            assert all(GUIDE.asked_in(context.id, stage.covers) for stage in asking.stages), context.id


@pytest.mark.parametrize("context", ["", "moods"])
def test_a_context_that_there_is_not_asks_nothing(context: str) -> None:
    assert GUIDE.asked_in(context, Stage) == []


# Models


def test_every_model_covers_all_that_gibbs_asks() -> None:
    for model in SHIPPED.others.values():
        assert {part for stage in model.stages for part in stage.covers} == set(Stage)


def driscoll(**writing: str) -> Reflection:
    written = {name.replace("_", "-"): said for name, said in writing.items()}
    text = Text("A day", written, ("1.1",), stages=(LAST_TIME, *DRISCOLL.names))
    return Reflection(5, 1, text, NOON, NOON, model="driscoll", asking=DRISCOLL)


def test_what_is_handed_in_says_by_which_model_and_stages_it_was_written() -> None:
    content = driscoll(what="It bled.", now_what="Ask.").as_evidence.content
    assert content["model"]["name"] == DRISCOLL.name
    assert [stage["title"] for stage in content["model"]["stages"]] == ["What", "So what", "Now what"]
    assert (content["what"], content["so-what"], LAST_TIME in content) == ("It bled.", "", False)


def test_a_reflection_after_gibbs_freezes_as_it_always_did() -> None:
    """Else what was handed in before could be handed in again unchanged."""
    content = Reflection(5, 1, a_text(), NOON, NOON, asking=GUIDE).as_evidence.content
    assert list(content) == list(Stage)


def test_what_came_of_the_last_plan_is_handed_in_unless_it_is_kept_back() -> None:
    answered = driscoll(what="It bled.", last_time="I asked.")
    assert answered.as_evidence.content[LAST_TIME] == "I asked."


def test_the_plan_is_what_stands_where_the_action_plan_is_asked_for() -> None:
    assert driscoll(now_what=" Ask first. ").plan == "Ask first."
    assert Reflection(5, 1, a_text(action_plan="Wait."), NOON, NOON, asking=GUIDE).plan == "Wait."


def test_another_model_needs_its_first_stage() -> None:
    assert driscoll(so_what="Because.").text.lacking == [
        "The first stage is empty. Write what happened, so that your tutor can follow the rest."
    ]
    assert driscoll(what="It bled.").text.lacking == []
    assert driscoll().text.unwritten == DRISCOLL.names


def test_words_in_a_stage_that_its_file_no_longer_has_are_kept() -> None:
    asking = DRISCOLL.with_stages_of({"what": "It bled.", "what-if": "Had I waited.", "gone": "  "})
    assert asking.names == (*DRISCOLL.names, "what-if")
    assert asking.title_of("what-if") == "What if"
    assert asking.name == DRISCOLL.name


# Balance


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (a_text(description=""), "Nothing is written yet."),
        (a_text(description=words(150)), "More than half of what you wrote is description. There is room for more in"),
        (
            a_text(
                description=words(100),
                feelings=words(50),
                evaluation=words(100),
                analysis=words(200),
                conclusion=words(60),
                action_plan=words(60),
            ),
            "Every stage has about as much as usually says enough.",
        ),
        (
            a_text(
                description=words(100),
                feelings=words(150),
                evaluation=words(100),
                analysis=words(200),
                conclusion=words(60),
                action_plan=words(60),
            ),
            "Longer than usual: feelings.",
        ),
    ],
    ids=["empty", "description", "even", "long"],
)
def test_how_a_text_is_spread_is_said_in_a_sentence(text: Text, said: str) -> None:
    assert balance(text, GUIDE).sentence.startswith(said)


def test_a_number_of_words_never_stands_alone() -> None:
    for part in balance(a_text(), GUIDE).parts:
        assert "usually say enough" in part.guidance


def test_the_picture_stays_within_its_width() -> None:
    spread = balance(a_text(description=words(5000)), GUIDE)
    assert max(spread.x(part.words) for part in spread.parts) == 100
    assert all(0 <= spread.x(part.fewest) < spread.x(part.most) <= 100 for part in spread.parts)
