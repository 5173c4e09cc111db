"""What people ask the search: that the list by which it is judged is sound, and how search does by it."""

from revision_app.loading import findable
from tests.support.queries import KEPT_ASIDE, all_queries, in_two, score
from tests.support.shipped import shipped


def test_there_are_120_queries_and_a_third_is_kept_aside() -> None:
    queries = all_queries()
    assert len({query.typed for query in queries}) == 120
    assert [len(part) for part in in_two()] == [120 - KEPT_ASIDE, KEPT_ASIDE]


def test_each_right_place_is_one_that_search_can_lead_to() -> None:
    files = shipped()
    there = {entry.place for entry in findable(files.qualification, files.shelf, files.bank)}
    assert {place for query in all_queries() for place in query.right} - there == set()


def test_at_least_110_lead_to_a_right_place_among_the_first_three_and_90_as_the_first() -> None:
    reached = score(all_queries(), shipped().search)
    assert reached.among_three >= 110, reached
    assert reached.first >= 90, reached


def test_the_row_that_answers_is_what_is_shown() -> None:
    found = shipped().search.find("is microneedling safe in pregnancy").in_order[:3]
    assert any("pregnancy" in "".join(span.text for span in one.snippet).lower() for one in found)


def test_a_brand_is_never_taken_for_a_word_that_is_only_spelt_like_it() -> None:
    index = shipped().search
    for brand in ("accutane", "roaccutane", "botox", "dermapen", "emla", "clinisept", "eliquis", "profhilo"):
        assert not index.find(brand).offered, brand
