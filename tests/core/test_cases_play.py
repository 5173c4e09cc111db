import pytest
from pydantic import ValidationError

from revision_app.quiz.bank.core.items.cases.explore import explore
from revision_app.quiz.bank.core.items.cases.play import CaseDecision, played
from revision_app.quiz.bank.core.items.cases.state import changed, holds
from tests.support.cases import a_branching, a_written

CASE = a_branching()
BEST = ("talk=a", "talk=b", "act=a+x")


def test_a_case_begins_at_its_first_stage_with_nothing_earned():
    play = played(CASE, ())
    assert (play.situation.at, play.score, play.ending) == ("talk", 0, None)
    assert list(play.choices) == ["a", "b", "c"]
    assert play.facts == ("**40** years",)


def test_a_choice_changes_what_is_known_and_what_can_be_chosen():
    play = played(CASE, BEST[:1])
    assert (play.situation.at, play.score) == ("talk", 1)
    assert list(play.choices) == ["b", "c"]
    assert play.facts == ("**40** years", "Has been asked")


def test_the_best_way_comes_to_the_good_ending_with_every_mark():
    play = played(CASE, BEST)
    assert (play.ending.title, play.score, play.unsafe) == ("A good ending", 4, ())
    assert play.stage is None
    assert not play.choices


@pytest.mark.parametrize(
    ("path", "ending", "score"),
    [
        (("talk=a", "talk=b", "act=a+y"), "well", 3),  # the choice was right, its reason was not
        (("talk=b", "act=a+x"), "poorly", 3),  # nobody asked
        (("talk=c",), "home", 0),
        (("talk=a", "talk=b", "act=b+x"), "hurt", 1),  # a right reason for a wrong choice earns nothing
    ],
)
def test_where_a_way_ends_follows_from_what_was_done_before(path, ending, score):
    play = played(CASE, path)
    assert (play.situation.at, play.score) == (ending, score)


def test_unsafe_decisions_are_named():
    assert played(CASE, ("talk=b", "act=b+y")).unsafe == (CaseDecision("act", "b", "y"),)


@pytest.mark.parametrize(
    "step", ["act=a+x", "talk=d", "talk", "", "talk=a+x", "talk=a+", "=", "+", "talk==a", "talk=a=b", "hurt=a"]
)
def test_what_cannot_be_decided_here_is_not_walked(step):
    assert played(CASE, (step,)).decisions == (() if step != "talk=a+" else (CaseDecision("talk", "a"),))


def test_a_reason_has_to_be_given_where_one_is_asked_for_and_a_choice_is_made_once_where_it_says_so():
    assert len(played(CASE, ("talk=b", "act=a")).decisions) == 1
    assert len(played(CASE, ("talk=a", "talk=a")).decisions) == 1


def test_nothing_is_decided_after_the_end():
    assert len(played(CASE, (*BEST, "talk=a")).decisions) == 3


def test_a_decision_is_written_as_it_is_read():
    assert [str(CaseDecision.read(step)) for step in BEST] == list(BEST)


def test_exploring_finds_the_best_way_the_longest_and_what_else_could_have_happened():
    explored = explore(CASE)
    assert tuple(map(str, explored.best)) == BEST
    assert (explored.most[explored.first], explored.longest) == (4, 3)
    assert explored.led_to(played(CASE, ()).situation, "b") == {"poorly", "hurt"}
    assert explored.led_to(played(CASE, BEST[:2]).situation, "a") == {"well"}


@pytest.mark.parametrize(
    ("when", "so"),
    [
        ({}, True),
        ({"n": 2}, True),
        ({"n": "at least 2"}, True),
        ({"n": "at least 3"}, False),
        ({"n": "at most 2"}, True),
        ({"n": "at most 1"}, False),
        ({"word": "calm"}, True),
        ({"word": ("wary", "calm")}, True),
        ({"word": ("wary",)}, False),
        ({"true": True}, True),
        ({"true": False}, False),
        ({"score": "at least 5"}, True),
        ({"score": 4}, False),
        ({"n": 2, "word": "wary"}, False),
    ],
)
def test_everything_that_is_asked_must_hold(when, so):
    assert holds(when, {"n": 2, "word": "calm", "true": True}, 5) is so


def test_a_choice_sets_or_counts():
    before = {"n": 2, "word": "calm", "true": True}
    assert changed(before, {"n": "1 more", "word": "wary"}) == {"n": 3, "word": "wary", "true": True}
    assert changed(before, {"n": "3 less"})["n"] == -1
    assert changed(before, {"n": 7, "true": False}) == {"n": 7, "word": "calm", "true": False}


@pytest.mark.parametrize(
    "broken",
    [
        {"state": {"asked": 0.5}},
        {"state": {"asked": ["one"]}},
        {"state": {"asked": ["one", "one"]}},
        {"state": {"Not a slug": True}},
        {"facts": []},
        {"stages": {}},
        {"endings": {}},
        {"marks": 0},
        {"facts": [{"when": {"asked": 1.5}, "text": "No"}]},
    ],
)
def test_what_no_case_can_be_is_refused(broken):
    with pytest.raises(ValidationError):
        a_branching(**broken)


def test_a_case_is_the_same_after_it_has_been_written_down():
    assert type(CASE).model_validate(CASE.model_dump(exclude_none=True)) == CASE
    assert type(CASE).model_validate(a_written()) == CASE
