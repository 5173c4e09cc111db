"""What people ask the search: that the list by which it is judged is sound."""

from tests.support.queries import KEPT_ASIDE, all_queries, in_two
from tests.support.shipped import shipped


def test_there_are_120_queries_and_a_third_is_kept_aside() -> None:
    queries = all_queries()
    assert len({query.typed for query in queries}) == 120
    assert [len(part) for part in in_two()] == [120 - KEPT_ASIDE, KEPT_ASIDE]


def test_each_right_place_is_one_that_search_can_lead_to() -> None:
    there = {entry.place for entry in shipped().findable()}
    assert {place for query in all_queries() for place in query.right} - there == set()
