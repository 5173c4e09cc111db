"""The states of a decision after its learner has read it: what each allows whom, and what it refuses."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.marking.core.submission import Outcome
from revision_app.quality.core import (
    ChangedSince,
    Decided,
    NotAssured,
    NothingToSample,
    QualityState,
    Sampled,
    Step,
    Taken,
    Wanted,
    drawn,
    shares,
)
from revision_app.shared.refusal import Refusal

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LEARNER, TUTOR, ASSURER, OTHER = 1, 2, 3, 4
DRAWN = Sampled(1, 1, 7, LEARNER, "Lea Green", "A long day", "1.1", 11, 11, Outcome.ACHIEVED, TUTOR)


def after(*steps: Step, amended: bool = False) -> Sampled:
    by = {Step.KEPT: TUTOR}
    taken = tuple(Taken(step, 11, by.get(step, ASSURER), NOON, f"Why {n}.", n) for n, step in enumerate(steps, 1))
    return replace(DRAWN, steps=taken, decision_id=12 if amended else 11)


STATES = {
    QualityState.SAMPLED: DRAWN,
    QualityState.CONFIRMED: after(Step.CONFIRMED),
    QualityState.RETURNED: after(Step.RETURNED),
    QualityState.KEPT: after(Step.RETURNED, Step.KEPT),
    QualityState.OVERTURNED: after(Step.RETURNED, amended=True),
}


def confirm(sampled: Sampled, by: int, *, decided: bool = False) -> Taken | None:
    seen = sampled.decision_id, sampled.latest
    return sampled.judged(Step.CONFIRMED, "", actor_id=by, decided=decided, seen=seen, at=NOON)


def give_back(sampled: Sampled, by: int, *, decided: bool = False, reason: str = "Look again.") -> Taken | None:
    seen = sampled.decision_id, sampled.latest
    return sampled.judged(Step.RETURNED, reason, actor_id=by, decided=decided, seen=seen, at=NOON)


def give_back_without_reason(sampled: Sampled, by: int, *, decided: bool = False) -> Taken | None:
    return give_back(sampled, by, decided=decided, reason=" ")


def confirm_unseen(sampled: Sampled, by: int, *, decided: bool = False) -> Taken | None:
    return sampled.judged(Step.CONFIRMED, "", actor_id=by, decided=decided, seen=(99, 0), at=NOON)


def keep(sampled: Sampled, by: int) -> Taken | None:
    return sampled.kept("It is on page two.", actor_id=by, at=NOON)


OK = None
ALLOWED = {
    # In the order of STATES: sampled, confirmed, returned, kept, overturned.
    confirm: (OK, NotAssured, OK, OK, OK),
    confirm_unseen: (ChangedSince,) * 5,
    give_back: (OK, OK, NotAssured, OK, OK),
    give_back_without_reason: (NotAssured,) * 5,
    keep: (NotAssured, NotAssured, OK, NotAssured, NotAssured),
}
ROWS = [
    pytest.param(act, STATES[state], refused, id=f"{state}-{act.__name__}")
    for act, row in ALLOWED.items()
    for state, refused in zip(STATES, row, strict=True)
]


@pytest.mark.parametrize(("act", "sampled", "refused"), ROWS)
def test_each_act_is_allowed_or_refused_as_the_state_says(act, sampled: Sampled, refused: type[Refusal] | None) -> None:  # type: ignore[no-untyped-def]
    if refused is None:
        assert act(sampled, OTHER) is not None
    else:
        with pytest.raises(refused):
            act(sampled, OTHER)


@pytest.mark.parametrize("act", [confirm, give_back, keep], ids=lambda act: act.__name__)
@pytest.mark.parametrize("state", STATES)
def test_the_learner_may_do_none_of_it_in_any_state(act, state: QualityState) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OwnWork):
        act(STATES[state], LEARNER)


@pytest.mark.parametrize("act", [confirm, give_back], ids=lambda act: act.__name__)
@pytest.mark.parametrize("state", STATES)
def test_nobody_assures_what_they_decided_or_signed(act, state: QualityState) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(OwnWork):
        act(STATES[state], TUTOR, decided=True)


def test_whoever_returned_it_does_not_stand_by_it_for_the_assessor() -> None:
    with pytest.raises(OwnWork):
        keep(STATES[QualityState.RETURNED], ASSURER)


@pytest.mark.parametrize("state", STATES)
def test_the_state_follows_from_the_steps_and_only_what_is_confirmed_is_locked(state: QualityState) -> None:
    assert STATES[state].state is state
    assert STATES[state].is_locked is (state is QualityState.CONFIRMED)


def test_the_same_said_twice_is_said_once() -> None:
    returned = STATES[QualityState.RETURNED]
    again = returned.judged(Step.RETURNED, "Why 1.", actor_id=ASSURER, decided=False, seen=(0, 0), at=NOON)
    assert again is None
    assert STATES[QualityState.KEPT].kept("Why 2.", actor_id=TUTOR, at=NOON) is None


EVERY = [Decided(n, n, "1.1", TUTOR if n % 3 else OTHER) for n in range(1, 31)]


def test_a_seed_draws_the_same_whatever_the_order_and_another_seed_others() -> None:
    wanted = Wanted(5, "2026-09-01")
    chosen = drawn(EVERY, wanted)
    assert len(chosen) == 5
    assert drawn(reversed(EVERY), wanted) == chosen
    assert drawn(EVERY, replace(wanted, seed="dice")) != chosen
    assert len(drawn(EVERY[:2], wanted)) == 2
    with pytest.raises(NothingToSample):
        drawn([], wanted)


def test_whose_share_is_the_smallest_comes_first() -> None:
    sampled = [replace(DRAWN, id=n) for n in range(1, 5)] + [after(Step.RETURNED)]
    found = shares(EVERY, sampled)
    assert [(share.assessor_id, share.decided, share.sampled, share.returned) for share in found] == [
        (OTHER, 10, 0, 0),
        (TUTOR, 25, 5, 1),
    ]
