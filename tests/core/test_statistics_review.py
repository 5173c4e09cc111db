"""Items beside their statistics: which comes first, and what is listed and drawn of the answers to it."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from revision_app.quiz.statistics.core.flags import ENOUGH
from revision_app.quiz.statistics.core.measures import Level, MeasuredAnswer, measure, nothing_known
from revision_app.quiz.statistics.core.review import ItemStanding, ReviewedItem, apart, by_need, review
from tests.support.papers import a_paper, a_short_answer, an_item, an_open_answer, an_option

PAPER = a_paper(
    items=(
        an_item("one", options={letter: an_option(letter) for letter in "abc"}),
        an_item("two"),
        a_short_answer("short"),
        an_open_answer("open"),
    )
)
ITEMS = {version.item.id: version for version in PAPER.items}


def lines(*answers: tuple[str, str, int, int]) -> dict[str, ReviewedItem]:
    """For each ``(item, response, marks, times)``, so many attempts at that item alone."""
    levels = [
        Level(Fraction(mark), 1, 1, [(MeasuredAnswer(item_id, tuple(response.split()), Fraction(mark), 1), 1)])
        for item_id, response, mark, times in answers
        for _ in range(times)
    ]
    return {line.statistics.item_id: line for line in review("paper", measure(levels), ITEMS)}


def test_lines_stand_in_the_order_of_the_bank_and_what_has_left_it_comes_last():
    found = lines(("gone", "a", 1, 1), ("two", "b", 1, 1), ("one", "b", 1, 1))
    assert list(found) == ["one", "two", "gone"]
    assert found["gone"].version is None


def test_what_needs_attention_most_comes_first():
    found = lines(
        ("one", "b", 1, 20), ("one", "a", 0, 5), ("one", "c", 0, 5), ("two", "c", 0, ENOUGH), ("gone", "a", 0, 2)
    )
    assert [line.statistics.item_id for line in by_need(found.values())] == ["two", "gone", "one"]
    assert {item_id: line.standing for item_id, line in found.items()} == {
        "one": ItemStanding.WELL,
        "two": ItemStanding.LOOK,
        "gone": ItemStanding.FEW,
    }


def test_options_are_listed_in_their_order_whether_or_not_they_were_chosen_and_then_who_said_nothing():
    found = lines(("one", "b", 1, 2), ("one", "", 0, 1))["one"].answers
    assert [(given.response, given.n) for given in found] == [(("a",), 0), (("b",), 2), (("c",), 0), ((), 1)]


def test_answers_of_learners_own_are_listed_the_commonest_first_and_the_rest_counted():
    said = lines(("short", "right", 1, 3), ("short", "wrong", 0, 5), *(("short", f"odd-{n}", 0, 1) for n in range(12)))
    line = said["short"]
    assert [given.response[0] for given in line.answers][:2] == ["wrong", "right"]
    assert (len(line.answers), line.unlisted) == (10, 4)


def test_what_only_a_tutor_can_mark_is_not_listed():
    assert lines(("open", "words", 1, 3))["open"].answers == ()


def test_each_option_is_drawn_through_the_groups_and_the_key_is_known():
    traces = lines(("one", "b", 1, 4), ("one", "c", 0, 6))["one"].traces
    assert [(trace.name, trace.is_key) for trace in traces] == [("A", False), ("B", True), ("C", False)]
    assert traces[1].shares == (None, 0, None, None, 1)  # of two totals only, two groups have anybody


def test_without_a_list_of_options_only_how_many_were_right_is_drawn():
    (trace,) = lines(("short", "right", 1, 3))["short"].traces
    assert (trace.name, trace.is_key) == ("right", True)


def test_an_item_that_nobody_has_answered_has_nothing_but_a_name():
    line = ReviewedItem("paper", nothing_known("one"), ITEMS["one"])
    assert (line.statistics.n, line.statistics.facility, line.standing) == (0, None, ItemStanding.FEW)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_names_never_cover_each_other(heights):
    moved = sorted(apart(heights, 0.1))
    assert all(above - below >= 0.1 - 1e-9 for below, above in pairwise(moved))
    assert all(height >= 0 for height in moved)
