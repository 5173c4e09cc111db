from datetime import timedelta

import pytest

from revision_app.journal.core.reflection import Reflection
from revision_app.journal.core.text import Text
from revision_app.journal.core.versions import (
    PAUSE,
    STRETCH,
    TAKEN_AWAY,
    Change,
    Compared,
    Run,
    compared,
    is_kept,
)
from revision_app.shared.changes import MOST_COMPARED
from tests.conftest import NOON
from tests.support.reflections import a_text

WORDS = "I treated both cheeks. " * 10


def a_draft(words: str = WORDS, revision: int = 3) -> Reflection:
    return Reflection(1, 1, a_text(description=words), NOON, NOON, revision)


@pytest.mark.parametrize(
    ("revision", "after", "words", "kept"),
    [
        (3, timedelta(seconds=2), WORDS + "Then", False),
        (3, PAUSE - timedelta(seconds=1), WORDS + "Then", False),
        (3, PAUSE, WORDS + "Then", True),
        (STRETCH, timedelta(seconds=2), WORDS + "Then", True),
        (STRETCH + 1, timedelta(seconds=2), WORDS + "Then", False),
        (3, timedelta(seconds=2), WORDS[: 1 - TAKEN_AWAY], False),
        (3, timedelta(seconds=2), WORDS[:-TAKEN_AWAY], True),
        (3, timedelta(seconds=2), "", True),
        (3, timedelta(seconds=2), "x" * len(WORDS), True),
        (3, timedelta(seconds=2), "First. " + WORDS, False),
        (3, timedelta(seconds=2), WORDS[:50] + "calmly " + WORDS[50:], False),
    ],
)
def test_a_stretch_of_typing_is_one_version_and_what_is_taken_away_is_kept(revision, after, words, kept) -> None:
    assert is_kept(a_draft(revision=revision), a_text(description=words), at=NOON + after) is kept


def described(before: str, after: str) -> Compared:
    found = compared(a_text(description=before), a_text(description=after))
    return next(passage for passage in found if passage.passage == "description")


def test_words_that_came_and_went_are_told_apart() -> None:
    passage = described("I felt very calm.", "I felt quite calm. Then hurried.")
    assert passage.before == (
        Run(Change.SAME, "I felt "),
        Run(Change.REMOVED, "very calm."),
    )
    assert passage.after == (
        Run(Change.SAME, "I felt "),
        Run(Change.ADDED, "quite calm. Then hurried."),
    )
    passage = described("I felt very calm today.", "I felt calm all of today.")
    assert [run.words for run in passage.after if run.change is Change.ADDED] == ["all of "]
    assert [run.words for run in passage.before if run.change is Change.REMOVED] == ["very "]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("", "One."),
        ("One.", ""),
        ("One.\n\nTwo", "One.\nTwo"),
        (WORDS, WORDS + WORDS),
        ("a " * 9000, "b " * 9000),
        ("a b " * 4000, "b a " * 4000),
    ],
)
def test_nothing_of_either_version_is_left_out(before: str, after: str) -> None:
    assert MOST_COMPARED < 9000 * 9000
    passage = described(before, after)
    assert "".join(run.words for run in passage.before) == before
    assert "".join(run.words for run in passage.after) == after
    assert passage.differs is (before != after)


def test_the_title_is_compared_too() -> None:
    first = compared(Text("A day"), Text("A long day"))[0]
    assert (first.passage, first.differs) == ("title", True)
