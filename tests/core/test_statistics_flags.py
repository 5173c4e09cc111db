"""What deserves a look: each flag, its limit, and silence below the number that is enough."""

import pytest

from revision_app.quiz.core.statistics import ENOUGH, Attention, Given, Group, ItemStatistics, Options, flags

OPTIONS = Options(("a", "b", "c", "d"), frozenset("b"), frozenset("d"))


def an_item(n=100, facility=0.6, discrimination=40.0, chosen=None, **more) -> ItemStatistics:
    """An item that nothing is the matter with, unless told."""
    chosen = chosen or {"a": 20, "b": 60, "c": 20}
    given = tuple(
        Given((option,) if option else (), count, (0, 0, 0, 0, count) if option == "b" else (count, 0, 0, 0, 0))
        for option, count in chosen.items()
    )
    values = {"efficiency": 50.0, "weight": 5.0, "asked": 0, "certain": 0, "certain_wrong": 0, **more}
    return ItemStatistics("one", n, facility, discrimination, given=given, curve=(Group(20, facility),) * 5, **values)


def said(item: ItemStatistics, options: Options = OPTIONS) -> list[str]:
    return [flag.words for flag in flags(item, options)]


def test_nothing_is_said_of_an_item_that_works():
    assert said(an_item()) == []


def test_nothing_is_said_of_an_item_that_too_few_have_answered():
    bad = {"facility": 0.0, "discrimination": -50.0}
    assert said(an_item(n=ENOUGH - 1, **bad)) == []
    assert said(an_item(n=ENOUGH, **bad)) != []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"discrimination": -0.1}, "Those who do well elsewhere get this wrong more often than those who do not"),
        ({"discrimination": 19.9}, "Says little about who knows the rest"),
        ({"facility": 0.29}, "Few get this right"),
        ({"facility": 0.25}, "No more often right than by guessing"),
        ({"facility": 0.96}, "Nearly everybody gets this right"),
        ({"asked": 50, "certain": 20, "certain_wrong": 5}, "5 of 50 were certain and wrong"),
        ({"chosen": {"a": 20, "b": 55, "c": 20, "d": 5}}, "5 of 100 chose something that would harm a client"),
        ({"chosen": {"a": 15, "b": 60, "c": 15, "": 10}}, "10 of 100 gave no answer"),
        ({"chosen": {"a": 36, "b": 60, "c": 4}}, "Hardly anybody chooses c"),
    ],
)
def test_each_thing_worth_a_look_is_said(changed, words):
    assert said(an_item(**changed)) == [words]


@pytest.mark.parametrize(
    "changed",
    [
        {"discrimination": 20.0},
        {"facility": 0.3},
        {"facility": 0.95},
        {"asked": 51, "certain": 20, "certain_wrong": 5},
        {"chosen": {"a": 20, "b": 56, "c": 20, "d": 4}},
        {"chosen": {"a": 16, "b": 60, "c": 15, "": 9}},
        {"chosen": {"a": 35, "b": 60, "c": 5}},
    ],
)
def test_and_nothing_within_the_limits(changed):
    assert said(an_item(**changed)) == []


def test_an_undefined_value_is_never_taken_for_nothing():
    assert said(an_item(facility=None, discrimination=None, efficiency=None, weight=None)) == []


def test_a_distractor_that_the_strongest_prefer_is_reported_first():
    item = an_item(discrimination=10.0, chosen={"b": 30, "c": 20, "a": 50})
    strong = tuple(
        Given(one.response, one.n, (0, 0, 0, 0, 40) if one.response == ("a",) else one.by_group) for one in item.given
    )
    found = flags(ItemStatistics(**{**vars(item), "given": strong}), OPTIONS)
    assert [flag.attention for flag in found] == [Attention.HIGH, Attention.MIDDLE]
    assert found[0].words == "The strongest group chooses a more often than the key"
    assert found[0].next_step


def test_an_item_without_a_list_to_choose_from_has_no_distractors():
    assert said(an_item(facility=0.1), Options()) == ["Few get this right"]
