"""Item and test statistics against numpy, written anew here from Moodle's formulas."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from revision_app.quiz.attempts.core.certainty import Certainty
from revision_app.quiz.statistics.core.measures import Level, MeasuredAnswer, PaperStatistics, measure

WHOLE = [0, 1]
SHARES = [Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(1)]


def levels(rows, most, answered=None, certainty=None) -> list[Level]:
    """An attempt a row, an item a column; none where the attempt did not have the item."""
    found = []
    for row, marks in enumerate(rows):
        had = [(place, Fraction(mark)) for place, mark in enumerate(marks) if mark is not None]
        answers = [
            MeasuredAnswer(
                item_id=f"item-{place}",
                response=("a",) if answered is None or answered[row][place] else (),
                scored=mark,
                available=most[place],
                certainty=certainty[row][place] if certainty else None,
            )
            for place, mark in had
        ]
        total = sum((mark for _, mark in had), Fraction(0))
        found.append(Level(total, sum(most[place] for place, _ in had), 1, [(answer, 1) for answer in answers]))
    return found


def measured(rows, most=None, **more) -> PaperStatistics:
    return measure(levels(rows, most or [1] * len(rows[0]), **more))


@st.composite
def matrices(draw):
    """Marks of many sizes, columns that never vary and items without marks among them."""
    attempts, places = draw(st.integers(1, 12)), draw(st.integers(1, 7))
    most = draw(st.lists(st.integers(0, 4), min_size=places, max_size=places))
    kinds = draw(st.lists(st.sampled_from([SHARES, WHOLE, [0], [1]]), min_size=places, max_size=places))
    rows = [
        [most[place] * Fraction(draw(st.sampled_from(kinds[place]))) for place in range(places)]
        for _ in range(attempts)
    ]
    return rows, most


def by_numpy(rows, most):
    """Moodle's formulas, with S - 1; ``None`` where they divide by nothing."""
    x = np.array([[float(mark) for mark in row] for row in rows])
    attempts, places = x.shape
    total = x.sum(axis=1)

    def cov(a, b):
        if attempts < 2:
            return None
        found = float(np.cov(a, b, ddof=1)[0, 1])
        return 0.0 if abs(found) < 1e-10 else found  # the least that these marks can make is 1/4752

    def over(a, b):
        return None if a is None or not b else a / b

    items = []
    with_total = [cov(x[:, place], total) for place in range(places)]
    roots = sum(math.sqrt(c) for c in with_total if c is not None and c >= 0)
    for place in range(places):
        mine, rest = x[:, place], total - x[:, place]
        together = cov(mine, rest)
        spread = math.sqrt(cov(mine, mine) * cov(rest, rest)) if attempts > 1 else None
        c = with_total[place]
        items.append(
            (
                over(float(mine.mean()), most[place]),
                over(together and 100 * together, spread),
                over(together and 100 * together, cov(np.sort(mine), np.sort(rest))),
                over(100 * math.sqrt(c), roots) if c is not None and c >= 0 else None,
            )
        )
    variance = cov(total, total)
    consistency = None
    if places > 1 and variance:
        parts = sum(cov(x[:, place], x[:, place]) for place in range(places))
        consistency = 100 * places / (places - 1) * (1 - parts / variance)
    ratio = None if consistency is None else 100 * math.sqrt(1 - consistency / 100)
    deviation = None if variance is None else math.sqrt(variance)
    error = None if ratio is None else ratio * deviation / 100
    return items, (float(total.mean()), float(np.median(total)), deviation, consistency, ratio, error)


def same(ours, theirs):
    assert (ours is None) == (theirs is None), (ours, theirs)
    assert ours is None or ours == pytest.approx(theirs, rel=1e-9, abs=1e-9)


@given(matrices())
@example(([[Fraction(1)]], [1]))  # one learner, one item
@example(([[Fraction(1), Fraction(0)]], [1, 1]))  # one learner
@example(([[Fraction(1), Fraction(1)]] * 5, [1, 1]))  # no variance at all
@example(([[Fraction(0), Fraction(0)], [Fraction(0), Fraction(1)]], [0, 1]))  # an item without marks
@example(([[Fraction(0), Fraction(1)], [Fraction(1), Fraction(0)]], [1, 1]))  # everybody has the same total
@example(([[Fraction(1, 3), Fraction(1, 2)], [Fraction(1, 2), Fraction(2, 3)]], [1, 1]))  # perfectly consistent
def test_every_statistic_is_what_numpy_says(matrix):
    rows, most = matrix
    ours = measured(rows, most)
    items, paper = by_numpy(rows, most)
    for item, theirs in zip(ours.items, items, strict=True):
        for one, two in zip((item.facility, item.discrimination, item.efficiency, item.weight), theirs, strict=True):
            same(one, two)
    mine = (ours.mean, ours.median, ours.deviation, ours.consistency)
    for one, two in zip(mine, paper, strict=False):
        same(one, two)
    # Both errors are roots of what is left of 1; where that is nothing, the root magnifies how numpy rounded.
    for one, two in zip((ours.error_ratio, ours.standard_error), paper[4:], strict=True):
        same(one and one**2, two and two**2)


@given(matrices())
def test_counted_together_or_one_by_one_is_the_same(matrix):
    rows, most = matrix
    alone = levels(rows * 3, most)
    together: dict[Fraction, list[Level]] = {}
    for level in alone:
        together.setdefault(level.total, []).append(level)
    grouped = [
        Level(total, found[0].available, len(found), [pair for level in found for pair in level.answers])
        for total, found in together.items()
    ]
    one, two = measure(alone), measure(grouped)
    assert {item.item_id: item.discrimination for item in one.items} == {
        item.item_id: item.discrimination for item in two.items
    }
    assert (one.n, one.consistency, one.median, one.shares) == (two.n, two.consistency, two.median, two.shares)


def test_nothing_sat_is_nothing_known():
    nothing = measure([])
    assert (nothing.n, nothing.items, nothing.mean, nothing.consistency, nothing.standard_error) == (0, (), *[None] * 3)


def test_a_drawn_item_counts_only_the_attempts_that_had_it():
    drawn = measured([[1, None, 1], [0, 1, None], [1, 0, None], [None, 1, 1]])
    facilities = {item.item_id: (item.n, item.facility) for item in drawn.items}
    assert facilities == {"item-0": (3, 2 / 3), "item-1": (3, 2 / 3), "item-2": (2, 1.0)}


def test_where_not_everybody_had_the_same_items_consistency_and_weights_are_undefined():
    drawn = measured([[1, None], [0, 1], [1, 0]])
    assert not drawn.same_items
    assert drawn.consistency is drawn.error_ratio is drawn.standard_error is None
    assert [item.weight for item in drawn.items] == [None, None]


def test_an_answer_that_is_missing_earns_nothing_and_is_counted():
    item = measured([[1], [0], [0]], answered=[[True], [True], [False]]).items[0]
    assert (item.facility, item.unanswered) == (1 / 3, 1)


def test_groups_of_ability_are_as_even_as_ties_allow():
    rows = [[1] * right + [0] * (10 - right) for right in range(10)]
    first = measured(rows).items[0]
    assert [group.n for group in first.curve] == [2] * 5
    assert [group.facility for group in first.curve] == [0.5, 1, 1, 1, 1]
    tied = measured([[1, 0]] * 10).items[0]
    assert [group.n for group in tied.curve] == [0, 0, 10, 0, 0]
    assert [group.facility for group in tied.curve] == [None, None, 1, None, None]


def test_each_response_is_counted_by_group_of_ability():
    def attempt(letter, others):
        answers = [
            MeasuredAnswer("asked", (letter,), Fraction(letter == "a"), 1),
            MeasuredAnswer("other", (), Fraction(others), 4),
        ]
        return Level(Fraction(others + (letter == "a")), 5, 1, [(answer, 1) for answer in answers])

    found = measure([attempt("b", 0), attempt("b", 1), attempt("c", 1), attempt("a", 2), attempt("a", 4)])
    asked = next(item for item in found.items if item.item_id == "asked")
    assert [(given.response, given.n) for given in asked.given] == [(("a",), 2), (("b",), 2), (("c",), 1)]
    assert asked.given[0].by_group == (0, 0, 0, 1, 1)


def test_answers_that_would_harm_are_counted():
    def attempt(unsafe):
        return Level(Fraction(0), 1, 1, [(MeasuredAnswer("one", ("a",), Fraction(0), 1, unsafe), 1)])

    assert measure([attempt(True), attempt(False), attempt(True)]).items[0].harmful == 2


def test_certain_and_wrong_is_a_share_of_the_answers_for_which_certainty_was_asked():
    sure, unsure = Certainty.CERTAIN, Certainty.UNSURE
    item = measured([[0], [1], [0], [0]], certainty=[[sure], [sure], [unsure], [None]]).items[0]
    assert (item.asked, item.certain, item.certain_wrong, item.certain_wrong_rate) == (3, 2, 1, 1 / 3)
    assert measured([[0], [1]]).items[0].certain_wrong_rate is None
