"""What the check says of cases that are wrong in one way each."""

from copy import deepcopy
from typing import Any

import pytest

from revision_app.quiz.bank.core.items.branching_case import BranchingCase
from revision_app.quiz.bank.core.items.cases import explore as exploring
from revision_app.quiz.bank.core.items.cases.check import faults
from tests.support.cases import a_branching, a_choice, a_stage, a_written, an_ending


def test_a_case_in_order_has_no_fault():
    assert faults(a_branching()) == []


def broken(place: str, value: Any) -> dict[str, Any]:
    """The written case with one thing put in its place; ``...`` takes it out."""
    case = deepcopy(a_written())
    *steps, last = place.split("/")
    at: Any = case
    for step in steps:
        at = at[int(step) if isinstance(at, list) else step]
    if value is ...:
        del at[last]
    else:
        at[last] = value
    return case


@pytest.mark.parametrize(
    ("place", "value", "where", "said"),
    [
        ("begin", "well", "begin", "there is no stage well"),
        ("begin", "nowhere", "begin", "write one of talk, act"),
        ("endings/act", an_ending(), "endings/act", "there is a stage act too"),
        ("state/score", 1, "state/score", "is the marks so far"),
        ("state/idle", False, "state/idle", "no choice ever sets idle"),
        ("state/idle", False, "state/idle", "nothing ever asks for idle"),
        ("facts/1/when", {"asks": True}, "facts/1/when/asks", "which is asked"),
        ("facts/1/when", {"asked": 1}, "facts/1/when/asked", "write true or false"),
        ("facts/1/when", {"score": "at least three"}, "facts/1/when/score", "`at least 2` or `at most 2`"),
        ("stages/talk/choices/a/set", {"asked": "yes"}, "stages/talk/choices/a/set/asked", "write true or false"),
        ("stages/talk/choices/a/set", {"heard": True}, "stages/talk/choices/a/set/heard", "mend the name"),
        ("stages/talk/choices/b/next", "nowhere", "stages/talk/choices/b/next/0/to", "no stage or ending nowhere"),
        ("stages/act/choices/b/next", "poorly", "stages/act/choices/b/next/0/to", "not harmful"),
        ("stages/act/choices/b/marks", 1, "stages/act/choices/b/marks", "earns nothing"),
        ("stages/act/choices/a/next/1/when", {"asked": False}, "stages/act/choices/a/next", "otherwise"),
        ("stages/act/reason/key", "z", "stages/act/reason/key", "write one of x, y"),
        ("stages/act/reason/options/y/unsafe", True, "stages/act/reason/options/y/unsafe", "mark the choice"),
        ("stages/act/choices/a/marks", 0, "stages/act/reason", "beside a choice that earns some"),
        ("stages/talk/choices/a/when", ..., "stages/talk", "again and again"),
        (
            "stages/talk/choices/c/when",
            {"asked": False},
            "stages/talk/choices",
            "only b can be chosen here when asked is",
        ),
        ("stages/lost", a_stage({"a": a_choice("home"), "b": a_choice("well")}), "stages/lost", "no way leads to lost"),
        ("endings/lost", an_ending(), "endings/lost", "no way leads to lost"),
        ("stages/act/choices/a/next/0/when", {"score": "at least 9"}, "endings", "no way leads to a good ending"),
        (
            "stages/act/choices/a/next/0/when",
            {"score": "at least 9"},
            "stages/act/choices/a/next/0/when",
            "never holds",
        ),
        ("stages/act/choices/a/next/0/when", {}, "stages/act/choices/a/next/1", "never taken"),
        ("stages/talk/also/0/when", {"score": 9}, "stages/talk/also/0/when", "never holds here (score: 9)"),
        ("marks", 5, "marks", "earns 4; write 4"),
        ("endings/well/kind", "poor", "endings", "no way leads to a good ending"),
        ("endings/home/kind", "good", None, None),
    ],
)
def test_each_fault_is_said_at_its_place(place, value, where, said):
    found = faults(BranchingCase.model_validate(broken(place, value)))
    told = [(("/".join(map(str, at))), message) for at, message in found]
    if where is None:
        assert told == []
    else:
        assert any(at == where and said in message for at, message in told), told


def test_a_good_ending_cannot_come_after_harm():
    case = broken("stages/talk/choices/b/unsafe", True)
    assert [message for _, message in faults(BranchingCase.model_validate(case))] == [
        "well is a good ending, and it can still come after this unsafe choice; lead elsewhere"
    ]


def test_what_earns_the_most_must_end_well():
    case = broken("stages/talk/choices/c/marks", 4)
    (fault,) = faults(BranchingCase.model_validate(case))
    assert fault[0] == ("marks",)
    assert "a good ending; give its choices fewer" in fault[1] or "write 5" in fault[1]


def counting(**changed: Any) -> BranchingCase:
    choices = {
        "a": a_choice("talk", set={"times": "1 more"}, when={"times": "at most 2"}),
        "b": a_choice("well", marks=1),
        "c": a_choice("home"),
    }
    choices["a"] |= changed
    stages = {"talk": a_stage(choices)}
    endings = {"well": an_ending(), "home": an_ending("poor")}
    return a_branching(stages=stages, endings=endings, state={"times": 0}, facts=["One"], marks=1)


def test_a_way_back_that_counts_ends():
    assert faults(counting()) == []


def test_a_case_that_counts_without_end_is_refused_in_a_moment(monkeypatch):
    assert exploring.MOST == 5_000
    ((place, message),) = faults(counting(when={"times": "at least 0"}))
    assert place == ("stages", "talk")
    assert "over 5,000 situations" in message


def test_a_way_round_that_changes_nothing_is_named():
    case = broken("stages/act/choices/a/next", "talk")
    case["stages"]["talk"]["choices"]["a"] |= {"marks": 0, "set": {"asked": True}}
    assert (("stages", "talk"), "from talk to act to talk") in [
        (place, message.partition("for ever, ")[2].partition(";")[0])
        for place, message in faults(BranchingCase.model_validate(case))
    ]
