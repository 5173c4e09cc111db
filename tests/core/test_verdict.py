"""What is said of an answer as soon as it is checked."""

import pytest

from revision_app.quiz.bank.core.items.multiple_response import MultipleResponse
from revision_app.quiz.bank.core.items.single_best_answer import SingleBestAnswer
from revision_app.quiz.bank.core.verdict import verdict
from tests.support.papers import a_multiple, an_item

ONE = SingleBestAnswer.model_validate(an_item())
MANY = MultipleResponse.model_validate(a_multiple())


@pytest.mark.parametrize(
    ("item", "response", "said"),
    [
        (ONE, ("b",), ("Right", 1, (), False)),
        (ONE, ("c",), ("Not right", 0, ("Wait",), False)),
        (ONE, ("a",), ("Not right", 0, ("Wait",), True)),
        (MANY, ("a", "c"), ("Right", 2, (), False)),
        (MANY, ("c",), ("Partly right", 1, ("many a",), False)),
        (MANY, ("a", "c", "d"), ("Partly right", 1, (), True)),
        (MANY, ("b",), ("Not right", 0, ("many a", "many c"), False)),
    ],
)
def test_a_verdict_has_the_marks_and_what_was_missed(
    item: SingleBestAnswer | MultipleResponse, response: tuple[str, ...], said: tuple[object, ...]
) -> None:
    told = verdict(item, response)
    assert told
    assert (told.word, told.scored, told.missed, told.is_unsafe) == said
    assert told.point == ("Because of Wait." if item is ONE else "")
