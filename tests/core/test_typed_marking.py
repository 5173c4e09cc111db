from datetime import timedelta

import pytest

from revision_app.marking.core.submission import Judgement, Outcome
from revision_app.marking.core.typed import TypedElsewhere, TypedMarking
from tests.conftest import NOON

NOTHING = Judgement()
DECIDED = {"1.1": Judgement(Outcome.ACHIEVED, "Well argued."), "1.2": NOTHING}
THINKING = Judgement(None, "Say which")
MORE = Judgement(None, "Say which depth")
LATER = NOON + timedelta(minutes=1)


def typed(judged: Judgement, criterion: str = "1.2") -> dict[str, Judgement]:
    return {**DECIDED, criterion: judged}


def test_only_what_differs_from_the_marking_waits_to_be_saved() -> None:
    kept = TypedMarking().changed(typed(THINKING), DECIDED, revision=0, at=NOON)
    assert kept == TypedMarking({"1.2": THINKING}, 1, NOON)
    assert kept.changed(DECIDED, DECIDED, revision=1, at=LATER) == TypedMarking({}, 2, LATER)


def test_the_same_again_changes_nothing_whatever_was_seen() -> None:
    kept = TypedMarking({"1.2": THINKING}, 3, NOON)
    assert kept.changed(typed(THINKING), DECIDED, revision=1, at=LATER) is kept


@pytest.mark.parametrize("seen", [0, 2, 4, -1])
def test_another_windows_words_are_not_typed_over_unseen(seen: int) -> None:
    kept = TypedMarking({"1.2": THINKING}, 3, NOON)
    with pytest.raises(TypedElsewhere, match="Both are shown"):
        kept.changed(typed(MORE), DECIDED, revision=seen, at=LATER)
    with pytest.raises(TypedElsewhere):
        kept.must_be_seen(typed(MORE), revision=seen)
    kept.must_be_seen(typed(THINKING), revision=seen)
    kept.must_be_seen(typed(MORE), revision=3)
