"""What may be put forward as evidence, and what a piece of it is."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.evidence.core import Draft, Last, NotHandedIn, Piece, number, obstacles
from revision_app.journal.core.reflection import KIND, Reflection
from revision_app.journal.core.text import Text
from tests.support.reflections import a_text

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LEARNER = 1
FIRST = a_text(criteria=("1.1", "1.3"))
REWORKED = a_text(criteria=("1.1", "1.3"), analysis="Because of this.")


def draft(text: Text) -> Draft:
    return Reflection(5, LEARNER, text, NOON, NOON, revision=4).as_evidence


def after(text: Text, *, settled: bool) -> Last:
    """This text was put forward as the first of its series."""
    piece = Piece(7, LEARNER, KIND, 5, 1, NOON, text.title, text.criteria)
    return Last(piece, draft(text).digest, settled)


WAITING, BACK = after(FIRST, settled=False), after(FIRST, settled=True)


def test_a_first_submission_is_number_one() -> None:
    assert number(draft(a_text()), None) == 1


def test_what_came_back_is_handed_in_again_as_number_two() -> None:
    assert number(draft(REWORKED), BACK) == 2


def test_a_description_and_a_criterion_are_asked_for() -> None:
    text = a_text(description=" ", criteria=())
    assert [words[:22] for words in obstacles(draft(text), None, text.lacking)] == [
        "The description is emp",
        "No criterion is tagged",
    ]


def test_other_stages_may_be_empty() -> None:
    assert obstacles(draft(a_text()), None, a_text().lacking) == []


def test_while_the_tutor_has_it_nothing_new_is_handed_in() -> None:
    with pytest.raises(NotHandedIn, match="with your tutor"):
        number(draft(REWORKED), WAITING)


def test_an_unchanged_text_is_not_handed_in_again() -> None:
    with pytest.raises(NotHandedIn, match="Nothing has changed"):
        number(draft(FIRST), BACK)


@pytest.mark.parametrize("changed", [a_text("Another title", criteria=("1.1", "1.3")), a_text(), REWORKED], ids=str)
def test_a_title_a_claim_and_a_stage_each_make_another_piece(changed: Text) -> None:
    assert obstacles(draft(changed), BACK) == []


def test_a_draft_that_changed_since_the_page_was_opened_is_shown_first() -> None:
    with pytest.raises(NotHandedIn, match="changed since you opened"):
        Reflection(5, LEARNER, a_text(), NOON, NOON, revision=4).must_be_seen(3)


def test_a_second_click_says_again_what_the_tutor_has() -> None:
    assert WAITING.repeated_by(draft(FIRST))
    assert not WAITING.repeated_by(draft(REWORKED))
    assert not BACK.repeated_by(draft(FIRST))


def test_a_digest_is_of_what_is_frozen_and_not_of_what_is_claimed() -> None:
    one = draft(FIRST)
    assert replace(one, criteria=()).digest == one.digest
    assert replace(one, content=dict(reversed(one.content.items()))).digest == one.digest
    others = {replace(one, kind="other").digest, replace(one, title="Other").digest, replace(one, content={}).digest}
    assert len(others | {one.digest}) == 4
