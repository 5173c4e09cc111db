"""What deserves a look: each flag, its limit, and silence below the number that is enough."""

from dataclasses import replace

import pytest

from revision_app.quiz.bank.core.items import KINDS
from revision_app.quiz.statistics.core.flags import ENOUGH, Attention, Offered, flags, offered
from revision_app.quiz.statistics.core.measures import Given, Group, ItemStatistics
from tests.support.papers import a_cloze, a_hotspot, a_multiple, an_item, an_option, one_of_each

OPTIONS = {letter: an_option(letter) for letter in "abc"} | {"d": an_option("Harm", unsafe=True)}


def offers(written) -> Offered:
    return offered(KINDS[written["kind"]].model_validate(written))


OF_ONE_KEY = offers(an_item(options=OPTIONS))


def measured(n=100, facility=0.6, discrimination=40.0, chosen=None, **more) -> ItemStatistics:
    """An item that nothing is the matter with, unless told. The strongest choose b, everybody else is weak."""
    given = tuple(
        Given((option,) if option else (), count, (0, 0, 0, 0, count) if option == "b" else (count, 0, 0, 0, 0))
        for option, count in (chosen or {"a": 20, "b": 60, "c": 20}).items()
    )
    values = {"efficiency": 50.0, "weight": 5.0, "harmful": 0, "asked": 0, "certain": 0, "certain_wrong": 0, **more}
    return ItemStatistics("one", n, facility, discrimination, given=given, curve=(Group(20, facility),) * 5, **values)


def said(item: ItemStatistics, choice: Offered = OF_ONE_KEY) -> list[str]:
    return [flag.words for flag in flags(item, choice)]


def test_nothing_is_said_of_an_item_that_works():
    assert said(measured()) == []


def test_nothing_is_said_of_an_item_that_too_few_have_answered():
    bad = {"facility": 0.0, "discrimination": -50.0}
    assert said(measured(n=ENOUGH - 1, **bad)) == []
    assert said(measured(n=ENOUGH, **bad)) != []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"discrimination": -0.1}, "Those who do well elsewhere get this wrong more often than those who do not"),
        ({"discrimination": 19.9}, "Says little about who knows the rest"),
        ({"facility": 0.29}, "Few get this right"),
        ({"facility": 0.25}, "No more often right than by guessing"),
        ({"facility": 0.96}, "Nearly everybody gets this right"),
        ({"asked": 50, "certain": 20, "certain_wrong": 5}, "5 of 50 were certain and wrong"),
        ({"harmful": 5}, "5 of 100 chose something that would harm a client"),
        ({"chosen": {"a": 15, "b": 60, "c": 15, "": 10}}, "10 of 100 gave no answer"),
        ({"chosen": {"a": 36, "b": 60, "c": 4}}, "A distractor is hardly ever chosen"),
    ],
)
def test_each_thing_worth_a_look_is_said(changed, words):
    assert said(measured(**changed)) == [words]


@pytest.mark.parametrize(
    "changed",
    [
        {"discrimination": 20.0},
        {"facility": 0.3},
        {"facility": 0.95},
        {"asked": 51, "certain": 20, "certain_wrong": 5},
        {"harmful": 4},
        {"chosen": {"a": 16, "b": 60, "c": 15, "": 9}},
        {"chosen": {"a": 35, "b": 60, "c": 5}},
    ],
)
def test_and_nothing_within_the_limits(changed):
    assert said(measured(**changed)) == []


def test_an_undefined_value_is_never_taken_for_nothing():
    assert said(measured(facility=None, discrimination=None, efficiency=None, weight=None)) == []


def test_a_distractor_that_the_strongest_prefer_is_named_before_anything_less_urgent():
    item = measured(discrimination=10.0, chosen={"b": 30, "c": 20, "a": 50})
    strong = tuple(replace(one, by_group=(0, 0, 0, 0, 40)) if one.response == ("a",) else one for one in item.given)
    found = flags(replace(item, given=strong), OF_ONE_KEY)
    assert [flag.attention for flag in found] == [Attention.HIGH, Attention.MIDDLE]
    assert found[0].words == "The strongest group chooses another option more often than the key"
    assert found[0].about == ("a",)


def test_where_ties_leave_the_top_group_empty_the_strongest_are_those_below_it():
    curve = (*(Group(20, 0.5),) * 4, Group(0, None))
    rivals = tuple(Given((letter,), n, (0, 0, 0, n, 0)) for letter, n in (("a", 60), ("b", 40)))
    found = flags(replace(measured(), given=rivals, curve=curve), OF_ONE_KEY)
    assert found[0].about == ("a",)


def test_nobody_has_to_be_tempted_by_harm():
    assert said(measured(chosen={"a": 20, "b": 60, "c": 20, "d": 0})) == []


def test_what_an_item_offers_is_known_by_the_words_of_its_responses():
    assert Offered(("a", "b", "c", "d"), frozenset("b"), frozenset("d")) == OF_ONE_KEY
    assert offers(a_multiple()).distractors == ("b", "d")
    assert offers(a_hotspot()).key is not None
    cloze = offers(a_cloze())
    assert (cloze.distractors, cloze.in_parts) == ((), True)
    assert cloze.keys <= set(cloze.options)


@pytest.mark.parametrize("written", one_of_each(), ids=lambda written: written["kind"])
def test_items_of_every_kind_are_judged(written):
    choice = offers(written)
    assert said(measured(facility=0.0), choice)
    assert choice.keys | choice.unsafe <= set(choice.options)


def test_an_item_without_a_list_to_choose_from_has_no_distractors():
    assert said(measured(facility=0.1), Offered()) == ["Few get this right"]
