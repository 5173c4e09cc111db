from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from revision_app.quiz.bank.core.items import Unreadable
from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.cases.check import faults
from tests.core.test_cases_random import cases
from tests.support.cases import a_branching

CASE = a_branching()
BEST = ("talk=a", "talk=b", "act=a+x")
MANY = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_page_sends_the_way_so_far_then_the_choice_then_the_reason():
    assert CASE.read(["talk=a", "talk=b", "act=a", "reason=x"]) == BEST
    assert CASE.read(BEST) == BEST
    assert CASE.read([]) == ()


@pytest.mark.parametrize(
    "sent",
    [
        ["act=a"],
        ["talk=d"],
        ["reason=x"],
        ["talk=b", "act=a"],
        ["talk=b", "reason=x"],
        ["talk=b", "act=a", "reason=z"],
        ["talk=b", "act=a", "reason=x", "reason=x"],
        [*BEST, "talk=a"],
        ["talk"],
        [""],
    ],
)
def test_what_cannot_be_decided_is_refused_in_words(sent):
    with pytest.raises(Unreadable, match="Choose what you do"):
        CASE.read(sent)


def test_the_words_ask_for_a_reason_where_one_is_missing():
    with pytest.raises(Unreadable, match="and the reason for it"):
        CASE.read(["talk=b", "act=a"])


@pytest.mark.parametrize(
    ("response", "share"),
    [
        ((), 0),
        (BEST, 1),
        (("talk=a", "talk=b", "act=a+y"), Fraction(3, 4)),
        (("talk=c",), 0),
        (("talk=a",), Fraction(1, 4)),
    ],
)
def test_the_mark_is_the_share_of_what_the_best_way_earns(response, share):
    assert CASE.mark(response) == share


def test_unsafe_decisions_are_named_as_they_were_made_and_their_choice_can_be_looked_up():
    assert CASE.unsafe(("talk=b", "act=b+x")) == ("act=b+x",)
    assert CASE.chosen("act=b+x").unsafe
    assert CASE.unsafe(BEST) == ()


def test_a_decision_stands_and_one_goes_on_from_there():
    assert CASE.goes_on_from((), ("talk=a",))
    assert CASE.goes_on_from(("talk=a",), ("talk=a", "talk=b"))
    assert not CASE.goes_on_from(("talk=a",), ("talk=b",))
    assert not CASE.goes_on_from(("talk=a", "talk=b"), ("talk=a",))


def test_its_key_is_a_best_way():
    assert CASE.keys == BEST


def test_each_turn_tells_what_else_could_have_happened():
    first, _, last = CASE.turns(BEST)
    assert (first.number, first.scored, first.available) == (1, 1, 1)
    assert {name: [one.kind for one in found] for name, found in first.led_to.items()} == {
        "a": ["good", "poor", "harmful"],
        "b": ["poor", "harmful"],
        "c": ["poor"],
    }
    assert (last.scored, last.available, last.is_right("a"), last.is_right("b")) == (3, 3, True, False)
    assert CASE.turns(("talk=a",))[0].chosen.text == "Do it"


@MANY
@given(cases(), st.lists(st.text(max_size=12), max_size=4))
def test_any_text_is_refused_in_words_or_read_as_it_is_read_again(written, sent):
    case = BranchingCase.model_validate(written)
    try:
        response = case.read(sent)
    except Unreadable:
        return
    assert case.read(response) == response


@MANY
@given(cases(back=False), st.data())
def test_a_mark_is_a_share_of_one_and_no_order_changes_it(written, data):
    case = BranchingCase.model_validate(written)
    for _, message in faults(case):
        if message.startswith("the best way through earns") and not message.endswith(" 0"):
            case = BranchingCase.model_validate(written | {"marks": int(message.rpartition(" ")[2])})
    path: list[str] = []
    while (play := case.play(path)).stage:
        letter = data.draw(st.sampled_from(sorted(play.choices)))
        path.append(
            f"{play.situation.at}={letter}" + (data.draw(st.sampled_from(["+x", "+y"])) if play.stage.reason else "")
        )
    response = case.read(path)
    assert 0 <= case.mark(response) <= 1
    other = case.arranged(data.draw(st.text(max_size=8)))
    assert (other.mark(response), other.unsafe(response)) == (case.mark(response), case.unsafe(response))
    assert set(other.shown(case.stages["s0"].choices, "s0")) == set(case.stages["s0"].choices)
