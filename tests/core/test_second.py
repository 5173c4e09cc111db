"""The states of a second marking: what is allowed in each, to whom, and what each may see."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.marking.core.rules import MarkingRules, in_force
from revision_app.marking.core.second import (
    Finished,
    NotBoth,
    NothingToAgree,
    NotSecondMarker,
    SecondMarking,
    SecondMarkingOpen,
    is_chosen,
)
from revision_app.marking.core.submission import (
    AlreadyReleased,
    Decision,
    Incomplete,
    Judgement,
    MarkedElsewhere,
    Release,
    Submission,
    Withdrawn,
)
from revision_app.shared.refusal import Refusal
from tests.support.reflections import ACHIEVED, REFERRED

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LEARNER, FIRST, SECOND, THIRD = 1, 2, 3, 4
PIECE = Submission(7, LEARNER, "reflection", 5, 1, NOON, "A long day", ("1.1",))
ONE = replace(PIECE, decisions=(Decision("1.1", REFERRED, FIRST, NOON, 1),))
OTHER = (Decision("1.1", ACHIEVED, SECOND, NOON, 1),)
SAME = (Decision("1.1", REFERRED, SECOND, NOON, 1),)
AGREED = (Decision("1.1", ACHIEVED, SECOND, NOON, 2, "It is on page two."),)

ASKED = SecondMarking(ONE, marker_id=SECOND, asked_by_id=FIRST)
STATES = {
    "none": SecondMarking(ONE),
    "chosen": SecondMarking(ONE, chosen=True),
    "asked": ASKED,
    "second finished": replace(ASKED, decisions=OTHER, second_done_at=NOON),
    "first finished": replace(ASKED, first_done=1),
    "they differ": replace(ASKED, first_done=1, decisions=OTHER, second_done_at=NOON),
    "they agree": replace(ASKED, first_done=1, decisions=SAME, second_done_at=NOON),
    "agreed": replace(
        ASKED,
        first=replace(ONE, decisions=(*ONE.decisions, Decision("1.1", ACHIEVED, SECOND, NOON, 2))),
        first_done=1,
        decisions=OTHER,
        second_done_at=NOON,
        agreed=AGREED,
    ),
    "released": replace(
        ASKED, first=replace(ONE, release=Release(FIRST, NOON)), first_done=1, decisions=SAME, second_done_at=NOON
    ),
    "withdrawn": replace(ASKED, first=replace(ONE, withdrawn_at=NOON)),
}

Act = Callable[[SecondMarking, int], object]


def decide_first(second: SecondMarking, by: int) -> object:
    return second.must_take_first_decisions({"1.1": Judgement(REFERRED.outcome, "New.", "Go on.")}, assessor_id=by)


def decide_second(second: SecondMarking, by: int) -> object:
    judged = {"1.1": Judgement(ACHIEVED.outcome, "New.")}
    return second.mark(judged, assessor_id=by, seen=second.second.latest, finish=True, at=NOON)


def release(second: SecondMarking, by: int) -> object:
    return second.must_be_settled()


def ask(second: SecondMarking, by: int) -> object:
    return second.must_be_askable(THIRD, actor_id=by)


def take(second: SecondMarking, by: int) -> object:
    return second.must_be_takeable(actor_id=by)


def finish_first(second: SecondMarking, by: int) -> object:
    return second.finished_first(actor_id=by)


def agree(second: SecondMarking, by: int) -> object:
    return second.agree("1.1", ACHIEVED, "It is on page two.", actor_id=by, at=NOON)


OK = None
# In the order of STATES: none, chosen, asked, second finished, first finished, they differ, they agree, agreed,
# released, withdrawn.
ALLOWED: dict[tuple[Act, int], tuple[type[Refusal] | None, ...]] = {
    (decide_first, FIRST): (OK, OK, OK, OK, Finished, Finished, OK, SecondMarkingOpen, OK, OK),
    (decide_first, SECOND): (OK, NotBoth, *(NotBoth,) * 8),
    (decide_first, THIRD): (OK, NotBoth, OK, OK, Finished, Finished, OK, SecondMarkingOpen, OK, OK),
    (decide_second, FIRST): (NotBoth,) * 10,
    (decide_second, SECOND): (
        *(NotSecondMarker, NotSecondMarker, OK, Finished, OK, Finished, Finished, Finished),
        *(AlreadyReleased, Withdrawn),
    ),
    (decide_second, THIRD): (NotSecondMarker,) * 10,
    (release, FIRST): (OK, *(SecondMarkingOpen,) * 5, OK, OK, OK, SecondMarkingOpen),
    (ask, FIRST): (OK, OK, OK, NotSecondMarker, OK, *(NotSecondMarker,) * 3, AlreadyReleased, Withdrawn),
    (ask, SECOND): (OK, OK, *(NotBoth,) * 6, AlreadyReleased, Withdrawn),
    (ask, THIRD): (*(NotBoth,) * 8, AlreadyReleased, Withdrawn),
    (take, FIRST): (*(NotBoth,) * 8, AlreadyReleased, Withdrawn),
    (take, THIRD): (NotSecondMarker, OK, *(NotSecondMarker,) * 6, AlreadyReleased, Withdrawn),
    (finish_first, FIRST): (NotSecondMarker, *(OK,) * 7, AlreadyReleased, Withdrawn),
    (finish_first, SECOND): (NotSecondMarker, *(NotBoth,) * 7, AlreadyReleased, Withdrawn),
    (agree, FIRST): (*(NothingToAgree,) * 5, OK, NothingToAgree, NothingToAgree, AlreadyReleased, Withdrawn),
    (agree, SECOND): (
        *(NotSecondMarker,) * 2,
        *(NothingToAgree,) * 3,
        OK,
        *(NothingToAgree,) * 2,
        AlreadyReleased,
        Withdrawn,
    ),
    (agree, THIRD): (*(NotSecondMarker,) * 8, AlreadyReleased, Withdrawn),
}
ROWS = [
    pytest.param(act, by, STATES[state], refused, id=f"{state}-{act.__name__}-{by}")
    for (act, by), row in ALLOWED.items()
    for state, refused in zip(STATES, row, strict=True)
]


@pytest.mark.parametrize(("act", "by", "second", "refused"), ROWS)
def test_each_act_is_allowed_or_refused_as_the_state_says(
    act: Act, by: int, second: SecondMarking, refused: type[Refusal] | None
) -> None:
    if refused is None:
        act(second, by)
    else:
        with pytest.raises(refused):
            act(second, by)


@pytest.mark.parametrize("act", [decide_first, decide_second, ask, take, finish_first, agree], ids=lambda a: a.__name__)
@pytest.mark.parametrize("state", STATES)
def test_the_learner_may_do_none_of_it_in_any_state(act: Act, state: str) -> None:
    with pytest.raises(OwnWork):
        act(STATES[state], LEARNER)


def test_nobody_is_asked_to_mark_their_own_work() -> None:
    with pytest.raises(OwnWork):
        SecondMarking(ONE).must_be_askable(LEARNER, actor_id=FIRST)


@pytest.mark.parametrize("state", STATES)
def test_the_first_side_is_hidden_from_the_second_marker_until_both_have_finished(state: str) -> None:
    second = STATES[state]
    hidden = second.marker_id == SECOND and not second.both_done
    assert second.hides_first_from(SECOND) is (hidden or state == "chosen")
    assert not second.hides_first_from(FIRST)
    assert second.hides_first_from(THIRD) is (state == "chosen")
    assert bool(second.differing) is (state in ("they differ", "agreed"))


@pytest.mark.parametrize(
    ("state", "waiting"),
    [
        ("none", {FIRST, SECOND, THIRD}),
        ("chosen", {FIRST, SECOND, THIRD}),
        ("asked", {FIRST, SECOND}),
        ("second finished", {FIRST}),
        ("first finished", {SECOND}),
        ("they differ", {FIRST, SECOND}),
        ("they agree", {FIRST, THIRD}),
        ("agreed", {FIRST, THIRD}),
    ],
)
def test_a_piece_stands_in_the_queue_of_whoever_has_something_to_do(state: str, waiting: set[int]) -> None:
    assert {person for person in (FIRST, SECOND, THIRD) if STATES[state].waits_for(person)} == waiting


def test_differences_within_the_tolerance_leave_the_first_markers_outcome() -> None:
    tolerant = replace(STATES["they differ"], tolerance=1)
    assert tolerant.differing == ("1.1",)
    assert tolerant.settled
    assert not STATES["they differ"].settled


def test_marking_is_finished_only_when_it_is_complete() -> None:
    begun = replace(ASKED, first=PIECE)
    with pytest.raises(Incomplete):
        begun.finished_first(actor_id=FIRST)
    with pytest.raises(Incomplete):
        begun.mark({"1.1": Judgement()}, assessor_id=SECOND, seen=0, finish=True, at=NOON)
    assert begun.mark({"1.1": Judgement()}, assessor_id=SECOND, seen=0, finish=False, at=NOON) == ()


def test_what_the_second_marker_saved_in_another_tab_is_not_overwritten() -> None:
    begun = replace(ASKED, decisions=OTHER)
    with pytest.raises(MarkedElsewhere):
        begun.mark({"1.1": REFERRED}, assessor_id=SECOND, seen=0, finish=False, at=NOON)


@pytest.mark.parametrize(
    ("judged", "reason", "refused"), [(ACHIEVED, "  ", NothingToAgree), (Judgement(), "Why.", Incomplete)]
)
def test_an_agreed_outcome_is_complete_and_has_a_reason(judged: Judgement, reason: str, refused: type[Refusal]) -> None:
    with pytest.raises(refused):
        STATES["they differ"].agree("1.1", judged, reason, actor_id=FIRST, at=NOON)


def test_a_difference_is_the_markers_to_settle_until_all_of_them_have_left() -> None:
    differ = STATES["they differ"]
    who = {person: differ.may_agree(person) for person in (LEARNER, FIRST, SECOND, THIRD)}
    assert who == {LEARNER: False, FIRST: True, SECOND: True, THIRD: False}
    left = replace(differ, attended=False)
    assert left.may_agree(THIRD)
    assert left.waits_for(THIRD)
    assert not left.may_agree(LEARNER)


def test_a_share_of_the_pieces_is_chosen_and_always_the_same_ones() -> None:
    chosen = [piece for piece in range(1, 2001) if is_chosen(piece, 30)]
    assert 500 < len(chosen) < 700
    assert chosen == [piece for piece in range(1, 2001) if is_chosen(piece, 30)]
    assert set(chosen) <= {piece for piece in range(1, 2001) if is_chosen(piece, 60)}
    assert not any(is_chosen(piece, 0) for piece in range(100))
    assert all(is_chosen(piece, 100) for piece in range(100))


def test_of_two_cohorts_the_stricter_rules_hold_and_of_one_the_latest() -> None:
    assert in_force([]) == MarkingRules()
    older, newer, elsewhere = MarkingRules(1, 50, 0), MarkingRules(1, 20, 3), MarkingRules(2, 40, 1)
    assert in_force([older, newer]) == MarkingRules(0, 20, 3)
    assert in_force([newer, elsewhere]) == MarkingRules(0, 40, 1)
    assert in_force([newer, MarkingRules(2, 0, 0)]) == MarkingRules(0, 20, 3)
