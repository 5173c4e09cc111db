"""What is true of every kind of item, whatever is submitted and however it is shown."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revision_app.quiz.bank.core.items import KINDS, Unreadable
from revision_app.quiz.bank.core.paper import freeze_item, thaw_item
from tests.support.papers import an_option, an_ordering, one_of_each

ITEMS = [KINDS[written["kind"]].model_validate(written) for written in one_of_each()]
PARTS = ["one", "two", "wash", "glove", "clean", "begin", "value", "unit", "depth", "layer", "choice", "reason", *"abc"]
VALUES = [*"abcd", "1", "2", "3", "4", "0", "350", "3.5", "mg", "g", "-1", "½", "keloid", "burn", "middle", "deep", ""]
SENSIBLE = st.sampled_from(VALUES) | st.builds("{}={}".format, st.sampled_from(PARTS), st.sampled_from(VALUES))
SUBMITTED = st.lists(SENSIBLE | st.sampled_from(PARTS) | st.text(max_size=30), max_size=6)
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy
each = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.id)


def responses(item: Any) -> st.SearchStrategy[tuple[str, ...]]:
    """Responses to an item, by way of its parts and their values."""
    if choices := getattr(item, "choices", None):
        parts = {part: st.sampled_from([*options, ""]) for part, options in choices.items()}
        return st.fixed_dictionaries(parts).map(lambda found: item.read([f"{k}={v}" for k, v in found.items()]))
    if item.kind == "ordering":
        return st.permutations(list(item.elements)).map(item.read)
    if item.kind == "situational_judgement":
        places = list(range(1, len(item.scale or item.actions) + 1))
        some = st.lists(st.sampled_from(places), min_size=3, max_size=3) if item.scale else st.permutations(places)
        return some.map(lambda found: item.read([f"{k}={v}" for k, v in zip(item.actions, found, strict=True)]))
    if item.kind == "numeric":
        number = st.decimals(-10_000, 10_000, places=3).map(str) | st.sampled_from(["350", "3500", "3.5"])
        unit = st.sampled_from(["mg", "g"])
        return st.tuples(number, unit).map(lambda found: item.read([f"value={found[0]}", f"unit={found[1]}"]))
    if item.kind in ("short_answer", "open_answer"):
        return st.text(max_size=40).map(lambda text: item.read([text]))
    options = list(getattr(item, "options", None) or item.regions)
    most = len(options) if item.kind == "multiple_response" else 1
    return st.lists(st.sampled_from(options), max_size=most, unique=True).map(item.read)


@each
@unhurried
@given(data=st.data())
def test_a_mark_is_a_share_of_one_and_what_harms_is_known_to_the_item(item, data):
    response = data.draw(responses(item))
    mark = item.mark(response)
    assert mark is None or 0 <= mark <= 1
    if item.unsafe(response):
        assert mark != 1 or item.kind == "multiple_response"


@each
@unhurried
@given(data=st.data())
def test_a_response_that_is_read_again_stays_as_it_is(item, data):
    response = data.draw(responses(item))
    assert item.read(response) == response
    fields = [f"{part}={value}" for part, value in item.filled(response).items()]
    if item.kind in ("ordering", "extended_matching", "cloze", "situational_judgement", "choose_and_justify"):
        assert item.read(fields) == item.read(fields[::-1]) == response


@each
@unhurried
@given(data=st.data(), seed=st.text(max_size=10))
def test_neither_marks_nor_responses_depend_on_the_order_shown(item, data, seed):
    response = data.draw(responses(item))
    arranged = item.arranged(seed)
    assert arranged.read(response[::-1] if item.kind != "ordering" else response) == response
    assert arranged.mark(response) == item.mark(response)
    assert arranged.unsafe(response) == item.unsafe(response)
    assert arranged.keys == item.keys
    assert arranged.model_dump() == item.model_dump()


@each
@unhurried
@given(submitted=SUBMITTED)
def test_whatever_is_submitted_is_read_or_refused_in_words(item, submitted):
    item.filled(submitted)
    with suppress(Unreadable):
        response = item.read(submitted)
        assert item.read(response) == response
        mark = item.mark(response)
        assert mark is None or 0 <= mark <= 1
        assert set(item.unsafe(response)) <= {*response, "3500", "burn"}
        assert json.dumps(response).encode()


@each
def test_an_item_is_the_same_when_it_has_been_frozen(item):
    frozen = freeze_item(item, None)
    again = thaw_item(frozen.text)
    assert again.item == item
    assert freeze_item(again.item, None).digest == frozen.digest


OPTIONS = st.dictionaries(
    st.from_regex(r"[a-z]{1,4}", fullmatch=True), st.booleans().map(lambda last: an_option(keep_last=last)), min_size=2
)


@unhurried
@given(written=OPTIONS, seed=st.text(min_size=1), other=st.text(min_size=1))
def test_shuffled_options_are_all_there_and_some_stay_last(written, seed, other):
    one = KINDS["single_best_answer"].model_validate(
        {**one_of_each()[0], "options": written, "key": next(iter(written))}
    )
    shown = one.arranged(seed).shown(one.options)
    assert dict(shown) == dict(one.options)
    last = [name for name, option in one.options.items() if option.keep_last]
    assert list(shown)[len(shown) - len(last) :] == last
    assert list(shown) == list(one.arranged(other).arranged(seed).shown(one.options))
    assert list(one.shown(one.options)) == list(written)


def test_another_seed_shows_another_order():
    item = KINDS["multiple_response"].model_validate(one_of_each()[1])
    orders = {tuple(item.arranged(str(n)).shown(item.options)) for n in range(200)}
    assert len(orders) == 24


@unhurried
@given(seed=st.text(), count=st.integers(3, 7))
def test_lines_to_be_ordered_are_never_shown_in_the_right_order(seed, count):
    elements = {f"e{n}": {"text": "x", "rationale": "x"} for n in range(count)}
    item = KINDS["ordering"].model_validate(an_ordering(elements=elements)).arranged(seed)
    assert sorted(item.lines(())) == sorted(item.keys)
    assert item.lines(()) != item.keys
