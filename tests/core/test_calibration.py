"""How sure a learner was of the answers of an attempt, and what they most need to look at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction as F

from revision_app.quiz.attempts.core.certainty import Certainty
from revision_app.quiz.attempts.core.grading import ItemMark
from revision_app.quiz.statistics.core.calibration import Judged, certain_and_wrong, of_marks, still_certain_and_wrong
from revision_app.quiz.statistics.core.certainty import Weighed
from tests.support.papers import a_multiple, a_paper, an_item

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
NO_IDEA, UNSURE, FAIRLY_SURE, CERTAIN = Certainty
PAPER = a_paper(items=(an_item("one"), a_multiple("many"), an_item("two"), an_item("three")))


def mark(place: int, scored: F | int, certainty: int | None, response: str = "b", **more) -> ItemMark:
    version = PAPER.items[place]
    return ItemMark(version, tuple(response), F(scored), version.item.marks, (), certainty=certainty, **more)


def test_a_paper_by_hand_to_the_last_fraction():
    """Marks 1, 2, 1, 1: right and certain; half of two marks and fairly sure; wrong and certain; no answer."""
    found = of_marks([mark(0, 1, 3), mark(1, 1, 2), mark(2, 0, 3), mark(3, 0, None, "")])
    assert found.accuracy == F(2, 5)  # (1 + 1) / 5
    assert found.mean == F(-1, 5)  # (3 + 2 · 2 · 1/2 - 6 + 0) / 5
    assert found.bonus == F(-3, 50)  # (-1/5 - max(2/5, -2/5, -12/5)) / 10
    assert found.with_bonus == F(17, 50)
    assert [(level.n, level.fraction) for level in found.levels] == [(0, None), (0, None), (1, F(1, 2)), (2, F(1, 2))]


def test_an_answer_that_says_nothing_of_how_sure_it_is_counts_as_unsure():
    assert of_marks([mark(0, 1, None)]).mean == 1
    assert of_marks([mark(0, 0, None)]).mean == 0


def test_what_a_tutor_is_still_to_mark_does_not_count():
    assert of_marks([mark(0, 1, 3), mark(1, 0, 3, pending=True)]).accuracy == 1


def test_certain_and_wrong_puts_harm_first_and_leaves_out_the_rest():
    wrong, harmful = mark(0, 0, 3), ItemMark(PAPER.items[1], ("a", "d"), F(0), 2, ("d",), certainty=3)
    partly = ItemMark(PAPER.items[1], ("a", "c", "d"), F(1), 2, ("d",), certainty=3)
    others = [mark(2, 0, 2), mark(2, 1, 3), mark(3, 0, None, "")]
    assert certain_and_wrong([wrong, *others, harmful]) == [harmful, wrong]
    assert certain_and_wrong([partly]) == [partly]


def answer(item_id: str, day: int, fraction: int, certainty: Certainty = CERTAIN, unsafe: bool = False) -> Judged:
    return Judged(item_id, None, 1, NOON + timedelta(days=day), Weighed(F(fraction), 1, certainty), unsafe)


def test_what_is_answered_better_later_is_no_longer_certain_and_wrong():
    answers = [
        answer("learnt", 2, 1),
        answer("learnt", 1, 0),
        answer("wavering", 1, 0),
        answer("wavering", 2, 0, UNSURE),
    ]
    assert still_certain_and_wrong(answers) == []


def test_harm_comes_first_and_then_what_is_newest():
    old, new, harmful = answer("old", 1, 0), answer("new", 3, 0), answer("harmful", 2, 0, unsafe=True)
    assert still_certain_and_wrong([old, harmful, new]) == [harmful, new, old]


def test_of_two_attempts_that_end_at_one_moment_the_later_begun_decides():
    first, second = answer("learnt", 1, 0), replace(answer("learnt", 1, 1), attempt_id=2)
    assert still_certain_and_wrong([first, second]) == still_certain_and_wrong([second, first]) == []
