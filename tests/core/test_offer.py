"""What is drawn: never too few, never twice, always the same for a seed, and a client's questions together."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from revision_app.quiz.bank.core.offer import Offer
from tests.support.papers import a_bank, a_case, a_multiple, a_paper_file, an_item

ITEMS = (
    *(an_item(f"apply-{n}", criteria=["1.1"]) for n in range(6)),
    *(an_item(f"judge-{n}", criteria=["1.2"], difficulty="judge", section="other#section") for n in range(4)),
    *(a_multiple(f"many-{n}", criteria=["1.1", "1.2"]) for n in range(3)),
    an_item("sam-1", case="sam"),
    an_item("sam-2", case="sam"),
)


def an_offer(**paper) -> Offer:
    bank, problems = a_bank(ITEMS, (a_paper_file(**paper),), (a_case("sam"),))
    assert not problems, problems
    return bank.papers["first-paper"]


def drawing(*draws: dict, **more) -> Offer:
    return an_offer(items=..., sections=[{"title": "Drawn", "draw": list(draws)}], **more)


def names(paper) -> list[str]:
    return [version.item.id for version in paper.items]


def test_a_fixed_paper_is_the_same_for_everybody():
    offer = an_offer(items=["apply-0", "apply-1"])
    assert offer.paper("one") is offer.paper("two") is offer.sample


def test_two_seeds_draw_different_papers_and_one_seed_always_the_same():
    offer = drawing({"count": 6})
    assert names(offer.paper("one")) == names(offer.paper("one"))
    assert len({tuple(names(offer.paper(str(seed)))) for seed in range(20)}) > 15


def test_each_draw_keeps_to_what_it_says():
    offer = drawing({"count": 2, "kind": "multiple_response"}, {"count": 3, "difficulty": "judge", "unit": "other"})
    kinds = Counter(version.item.id.partition("-")[0] for version in offer.paper("any").items)
    assert kinds == {"many": 2, "judge": 3}


def test_what_belongs_to_a_client_is_never_drawn():
    everything = drawing({"count": 13})
    assert not {name for name in names(everything.paper("any")) if name.startswith("sam")}


@pytest.mark.parametrize(
    "draws",
    [
        [{"count": 14}],
        [{"count": 4, "kind": "multiple_response"}],
        [{"count": 12}, {"count": 2, "kind": "multiple_response"}],
    ],
)
def test_a_draw_that_could_run_short_is_a_problem_at_its_line(draws):
    paper = a_paper_file(items=..., sections=[{"title": "Drawn", "draw": draws}])
    _, problems = a_bank(ITEMS, (paper,), (a_case("sam"),))
    assert ["sure to be left" in str(problem) for problem in problems] == [True]


def test_a_draw_leaves_what_the_paper_names_already():
    sections = [{"title": "Fixed", "items": ["many-0"]}, {"title": "Drawn", "draw": [{"count": 12}]}]
    offer = an_offer(items=..., sections=sections)
    paper = offer.paper("any")
    assert Counter(names(paper)).most_common(1)[0][1] == 1
    assert (paper.section_of(1), paper.section_of(2), paper.section_of(13)) == ("Fixed", "Drawn", "Drawn")


@settings(deadline=None, max_examples=60)
@given(st.text("abc", max_size=6), st.integers(1, 4), st.integers(1, 3), st.integers(1, 5))
def test_whatever_the_check_accepts_is_always_full_and_without_repeats(seed, judge, many, free):
    draws = [{"count": free}, {"count": judge, "difficulty": "judge"}, {"count": many, "kind": "multiple_response"}]
    found = names(drawing(*draws).paper(seed))
    assert len(found) == len(set(found)) == judge + many + free


def test_a_shuffled_paper_keeps_a_clients_questions_together_and_in_order():
    offer = an_offer(items=["apply-0", "apply-1", "sam-1", "sam-2", "apply-2"], shuffle=True)
    orders = {tuple(names(offer.paper(str(seed)))) for seed in range(30)}
    assert len(orders) > 5
    assert all(order.index("sam-2") == order.index("sam-1") + 1 for order in orders)
