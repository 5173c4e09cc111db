from datetime import timedelta

import pytest

from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.marking.core.typed import NEW_COMMENT, TypedComment, TypedElsewhere, TypedMarking, TypedWords
from tests.conftest import NOON

NOTHING = Judgement()
DECIDED = {"1.1": Judgement(Outcome.ACHIEVED, "Well argued."), "1.2": NOTHING}
THINKING = Judgement(None, "Say which")
MORE = Judgement(None, "Say which depth")
LATER = NOON + timedelta(minutes=1)


SAVED = TypedWords(DECIDED, {7: TypedComment("Say why.")})
NEW = TypedComment("Half a sen", "description:0:4")


def typed(judged: Judgement = THINKING, *, revision: int = 0, **comments: TypedComment) -> TypedMarking:
    """What a window sends: ``new`` is a comment to add, ``saved`` one to change."""
    words = {NEW_COMMENT: comments.get("new", TypedComment()), 7: comments.get("saved", TypedComment("Say why."))}
    return TypedMarking({**DECIDED, "1.2": judged}, words, revision)


def test_only_what_differs_from_the_marking_waits_to_be_saved() -> None:
    kept = TypedMarking().changed(typed(THINKING), SAVED, at=NOON)
    assert kept == TypedMarking({"1.2": THINKING}, {}, 1, NOON)
    assert kept.changed(typed(NOTHING, revision=1), SAVED, at=LATER) == TypedMarking({}, {}, 2, LATER)


@pytest.mark.parametrize(
    ("said", "waiting"),
    [
        ({"new": NEW}, {NEW_COMMENT: NEW}),
        ({"new": TypedComment("", "description:0:4")}, {NEW_COMMENT: TypedComment("", "description:0:4")}),
        ({"saved": TypedComment("Say wh")}, {7: TypedComment("Say wh")}),
        ({"saved": TypedComment("Say why.", gone=True)}, {7: TypedComment("Say why.", gone=True)}),
        ({}, {}),
    ],
    ids=["a new comment", "a passage without words", "other words", "a tick to take it away", "nothing"],
)
def test_a_comment_waits_as_far_as_it_is_typed(said: dict[str, TypedComment], waiting: dict[int, TypedComment]) -> None:
    kept = TypedMarking().changed(typed(NOTHING, **said), SAVED, at=NOON)
    assert kept.comments == waiting
    assert kept.revision == (1 if waiting else 0)


def test_the_same_again_changes_nothing_whatever_was_seen() -> None:
    kept = TypedMarking({"1.2": THINKING}, {NEW_COMMENT: NEW}, 3, NOON)
    assert kept.changed(typed(THINKING, revision=1, new=NEW), SAVED, at=LATER) is kept


@pytest.mark.parametrize("seen", [0, 2, 4, -1])
def test_another_windows_words_are_not_typed_over_unseen(seen: int) -> None:
    kept = TypedMarking({"1.2": THINKING}, {NEW_COMMENT: NEW}, 3, NOON)
    for other in (typed(MORE, revision=seen, new=NEW), typed(THINKING, revision=seen)):
        with pytest.raises(TypedElsewhere, match="Both are shown"):
            kept.changed(other, SAVED, at=LATER)
        with pytest.raises(TypedElsewhere):
            kept.must_be_seen(other)
    kept.must_be_seen(typed(THINKING, revision=seen, new=NEW))
    kept.must_be_seen(typed(MORE, revision=3))
