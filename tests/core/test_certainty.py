"""Certainty-based marking: the table, the bonus and the bands, as in Moodle's ``question_cbm``."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.certainty import Certainty
from revision_app.quiz.statistics.core.certainty import Weighed, calibrate, score

NO_IDEA, UNSURE, FAIRLY_SURE, CERTAIN = Certainty
ANSWERS = st.builds(
    Weighed,
    st.sampled_from([F(0), F(1, 3), F(1, 2), F(1)]),
    st.integers(1, 5),
    st.sampled_from([None, *Certainty]),
)


def answers(*given, weight=1):
    return [Weighed(F(fraction), weight, certainty) for fraction, certainty in given]


@pytest.mark.parametrize(
    ("certainty", "right", "half", "wrong"),
    [(NO_IDEA, 0, 0, 0), (UNSURE, 1, F(1, 2), 0), (FAIRLY_SURE, 2, 1, -2), (CERTAIN, 3, F(3, 2), -6)],
)
def test_the_table(certainty, right, half, wrong):
    assert [score(F(fraction), certainty) for fraction in (1, F(1, 2), 0)] == [right, half, wrong]


@given(st.fractions(0, 1))
def test_each_certainty_is_best_within_its_band(p):
    def expected(certainty):
        return p * score(F(1), certainty) + (1 - p) * score(F(0), certainty)

    best = max(expected(certainty) for certainty in Certainty)
    for certainty in (UNSURE, FAIRLY_SURE, CERTAIN):
        low, high = certainty.band
        assert (expected(certainty) == best) == (low <= p <= high), certainty


def test_no_idea_has_no_band():
    assert NO_IDEA.band is None


@pytest.mark.parametrize(
    ("sat", "accuracy", "mean", "bonus"),
    [
        (answers((1, CERTAIN), (1, CERTAIN)), 1, 3, 0),  # all right, all certain: as good as can be
        (answers((1, UNSURE), (1, UNSURE)), 1, 1, F(-1, 5)),  # all right, never sure: 0.1 x (1 - 3)
        (answers((1, CERTAIN), (0, UNSURE)), F(1, 2), F(3, 2), F(1, 10)),  # knew which was which
        (answers((1, UNSURE), (0, CERTAIN)), F(1, 2), F(-5, 2), F(-3, 10)),  # certain of what was wrong
        (answers((1, FAIRLY_SURE)) * 3 + answers((0, FAIRLY_SURE)), F(3, 4), 1, 0),  # max is 4a - 2
        (answers((0, NO_IDEA), (0, None)), 0, 0, 0),
        (answers((1, NO_IDEA), (1, NO_IDEA)), 1, 0, F(-3, 10)),
        (answers((F(1, 3), CERTAIN), weight=3) + answers((0, UNSURE)), F(1, 4), F(3, 4), F(1, 20)),
    ],
)
def test_accuracy_mean_and_bonus_to_the_last_fraction(sat, accuracy, mean, bonus):
    found = calibrate(sat)
    assert (found.accuracy, found.mean, found.bonus, found.with_bonus) == (accuracy, mean, bonus, accuracy + bonus)


@pytest.mark.parametrize(
    ("certainty", "right", "wrong", "judgement"),
    [
        (UNSURE, 2, 1, "well judged"),  # 2/3 is the upper end
        (UNSURE, 3, 1, "slightly under-confident"),
        (UNSURE, 9, 0, "clearly under-confident"),  # (1/3)² x 9 = 1
        (UNSURE, 0, 9, "well judged"),  # nobody is too sure who is not sure
        (FAIRLY_SURE, 2, 1, "well judged"),
        (FAIRLY_SURE, 4, 1, "well judged"),
        (FAIRLY_SURE, 1, 1, "slightly over-confident"),  # (1/6)² x 2 = 1/18
        (FAIRLY_SURE, 9, 9, "slightly over-confident"),  # (1/6)² x 18 = 1/2, which is not more than 1/2
        (FAIRLY_SURE, 10, 10, "clearly over-confident"),
        (FAIRLY_SURE, 5, 0, "slightly under-confident"),
        (FAIRLY_SURE, 13, 0, "clearly under-confident"),
        (CERTAIN, 4, 1, "well judged"),
        (CERTAIN, 9, 0, "well judged"),
        (CERTAIN, 3, 1, "slightly over-confident"),
        (CERTAIN, 0, 1, "clearly over-confident"),  # 0.64 x 1
        (CERTAIN, 0, 0, "no answers"),
        (NO_IDEA, 1, 1, "not judged"),
    ],
)
def test_the_bands_judge_how_sure_somebody_is(certainty, right, wrong, judgement):
    sat = answers(*[(1, certainty)] * right, *[(0, certainty)] * wrong, (1, None))
    level = calibrate(sat).levels[certainty]
    assert (level.n, level.judgement) == (right + wrong, judgement)


def test_items_without_marks_weigh_nothing():
    assert calibrate(answers((0, CERTAIN), weight=0)) is None
    assert calibrate([*answers((0, CERTAIN), weight=0), *answers((1, CERTAIN))]).mean == 3


@given(st.lists(ANSWERS, min_size=1))
def test_the_bonus_is_never_more_than_certainty_can_bring(sat):
    found = calibrate(sat)
    assert F(-9, 10) <= found.bonus <= F(2, 10)
    assert sum(level.n for level in found.levels) == sum(item.certainty is not None for item in sat)
