"""What a learner ticks of a guide, and what that is worth."""

from datetime import UTC, datetime

import pytest

from revision_app.quiz.attempts.core.self_marking import NotToSelfMark, SelfMark, ticked
from revision_app.quiz.bank.core.items.open_answer import OpenAnswer
from tests.support.papers import an_open_answer

AT = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ITEM = OpenAnswer.model_validate(an_open_answer() | {"criteria": ("1.1",), "citations": ()}, strict=False)


@pytest.mark.parametrize(("points", "marks"), [((), 0), ((0,), 2), ((1,), 1), ((0, 1), 3)])
def test_a_point_is_worth_its_marks_or_none(points: tuple[int, ...], marks: int) -> None:
    assert ticked(ITEM, points, AT).marks(ITEM.guide) == marks


@pytest.mark.parametrize("point", [2, -1])
def test_a_point_outside_the_guide_is_refused(point: int) -> None:
    with pytest.raises(NotToSelfMark):
        ticked(ITEM, (0, point), AT)


def test_a_point_that_a_guide_lost_is_worth_nothing() -> None:
    assert SelfMark(frozenset({0, 5}), AT).marks(ITEM.guide) == 2
