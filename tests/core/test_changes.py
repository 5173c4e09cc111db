"""What was added and removed between two submissions, word by word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.marking.core.changes import AROUND, ChangeKind, PassageChange, changes

ADDED, REMOVED, SAME, LEFT_OUT = ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.SAME, ChangeKind.LEFT_OUT
WASH = [(SAME, "I wash ")]
TEXTS = st.text(alphabet="ab \n", max_size=60)


def runs(before: str, after: str) -> list[tuple[ChangeKind, str]]:
    found = changes({"description": before}, {"description": after})
    return [(run.kind, run.text) for passage in found for run in passage.runs]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (
            "I washed my hands.",
            "I washed both hands.",
            [(SAME, "I washed "), (REMOVED, "my "), (ADDED, "both "), (SAME, "hands. ")],
        ),
        ("", "New words.", [(ADDED, "New words. ")]),
        ("Old words.", "", [(REMOVED, "Old words. ")]),
        ("The same.", "The same.", []),
        ("The  same.\n", "The same.", []),
    ],
)
def test_words_that_were_added_and_removed_are_told(
    before: str, after: str, expected: list[tuple[ChangeKind, str]]
) -> None:
    assert runs(before, after) == expected


def test_what_is_the_same_far_from_a_change_is_left_out() -> None:
    long = " ".join(f"word{number}" for number in range(100))
    found = runs(f"{long} old", f"{long} new")
    assert [kind for kind, _ in found] == [LEFT_OUT, SAME, REMOVED, ADDED]
    assert len(found[1][1].split()) == AROUND


def test_a_passage_is_named_by_where_it_stands_and_what_is_gone_comes_last() -> None:
    before = {"acts": ["Washed", "Gone"], "deep": {"in": "One"}, "left": "Bye", "number": 3}
    after = {"new": "Hello", "acts": ["Washed both"], "deep": {"in": "Two"}, "number": 4}
    found = changes(before, after)
    assert [passage.name for passage in found] == ["new", "acts 1", "deep, in", "acts 2", "left"]
    assert (found[1].added, found[1].removed) == (1, 0)
    assert (found[-1].added, found[-1].removed) == (0, 1)


@given(TEXTS, TEXTS)
def test_the_kept_and_added_words_are_the_later_text_and_the_kept_and_removed_the_earlier(a: str, b: str) -> None:
    found: list[PassageChange] = changes(a, b)
    told = [run for passage in found for run in passage.runs]
    if any(run.kind is LEFT_OUT for run in told):
        return
    for text, kind in ((b, ADDED), (a, REMOVED)):
        words = [word for run in told if run.kind in (SAME, kind) for word in run.text.split()]
        assert words == (text.split() if found else words)
    assert bool(found) is (a.split() != b.split())


@pytest.mark.parametrize("content", [None, 3, [], {}, {"a": None}, [[["x"]]]])
def test_contents_of_any_shape_are_compared(content: object) -> None:
    assert changes(content, content) == []
