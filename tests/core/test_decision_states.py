"""The states of a decision, from proposed to amended: what is allowed in each and to whom, and what is refused.

The rows follow the state rules of the definitions (evidence, decision): one open decision per criterion and version;
the assessor is not the learner; what was released is not changed but amended, with a reason.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.marking.core.submission import (
    AlreadyReleased,
    Claimed,
    Decision,
    Incomplete,
    Judgement,
    MarkedElsewhere,
    NotAmended,
    Outcome,
    OutsideSubmission,
    Release,
    ReleaseInPast,
    ReleaseSet,
    Submission,
    Withdrawn,
)
from revision_app.shared.refusal import Refusal
from tests.support.reflections import ACHIEVED, REFERRED

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
SOON, LATER = NOON + timedelta(hours=1), NOON + timedelta(days=2)
LEARNER, TUTOR, OTHER = 1, 2, 3
PIECE = Submission(7, LEARNER, "reflection", 5, 1, NOON, "A long day", ("1.1",))
PROPOSED = replace(PIECE, decisions=(Decision("1.1", REFERRED, TUTOR, NOON, 1),))
BEGUN = replace(PIECE, decisions=(Decision("1.1", Judgement(None, "Think."), TUTOR, NOON, 1),))

STATES = {
    "nothing decided": PIECE,
    "begun": BEGUN,
    "proposed": PROPOSED,
    "release set": replace(PROPOSED, planned=Release(TUTOR, LATER)),
    "released": replace(PROPOSED, release=Release(TUTOR, NOON)),
    "amended": replace(
        PROPOSED,
        release=Release(TUTOR, NOON),
        decisions=(*PROPOSED.decisions, Decision("1.1", ACHIEVED, TUTOR, NOON, 2, "I overlooked a page.")),
    ),
    "withdrawn": replace(PROPOSED, withdrawn_at=NOON),
}

Act = Callable[[Submission, int], object]


def decide(piece: Submission, by: int) -> object:
    return piece.mark({"1.1": Judgement(ACHIEVED.outcome, "New.")}, assessor_id=by, seen=piece.latest, at=SOON)


def decide_unseen(piece: Submission, by: int) -> object:
    """Somebody decides who had not seen the latest decision."""
    return piece.mark({"1.1": Judgement(ACHIEVED.outcome, "New.")}, assessor_id=by, seen=99, at=SOON)


def decide_outside(piece: Submission, by: int) -> object:
    return piece.mark({"9.9": ACHIEVED}, assessor_id=by, seen=piece.latest, at=SOON)


def release(piece: Submission, by: int) -> object:
    return piece.released(assessor_id=by, at=SOON)


def set_release(piece: Submission, by: int) -> object:
    return piece.released(assessor_id=by, at=SOON, on=LATER + timedelta(days=1))


def set_the_same(piece: Submission, by: int) -> object:
    return piece.released(assessor_id=by, at=SOON, on=LATER)


def set_in_the_past(piece: Submission, by: int) -> object:
    return piece.released(assessor_id=by, at=SOON, on=NOON)


def call_back(piece: Submission, by: int) -> object:
    return piece.must_be_called_back(assessor_id=by)


def amend(piece: Submission, by: int) -> object:
    judged = Judgement(ACHIEVED.outcome, "Seen again.")
    return piece.amend("1.1", judged, "A page was overlooked.", assessor_id=by, seen=piece.latest, at=SOON)


def amend_without_reason(piece: Submission, by: int) -> object:
    judged = Judgement(ACHIEVED.outcome, "Seen again.")
    return piece.amend("1.1", judged, " ", assessor_id=by, seen=piece.latest, at=SOON)


def amend_unseen(piece: Submission, by: int) -> object:
    judged = Judgement(ACHIEVED.outcome, "Seen again.")
    return piece.amend("1.1", judged, "Why.", assessor_id=by, seen=99, at=SOON)


OK = None
ALLOWED: dict[Act, tuple[type[Refusal] | None, ...]] = {
    # In the order of STATES: nothing decided, begun, proposed, release set, released, amended, withdrawn.
    decide: (OK, OK, OK, ReleaseSet, *(AlreadyReleased,) * 2, Withdrawn),
    decide_unseen: (*(MarkedElsewhere,) * 3, ReleaseSet, *(AlreadyReleased,) * 2, Withdrawn),
    decide_outside: (OutsideSubmission,) * 7,
    release: (Incomplete, Incomplete, OK, ReleaseSet, OK, OK, Withdrawn),
    set_release: (Incomplete, Incomplete, OK, ReleaseSet, *(AlreadyReleased,) * 2, Withdrawn),
    set_the_same: (Incomplete, Incomplete, OK, OK, *(AlreadyReleased,) * 2, Withdrawn),
    set_in_the_past: (Incomplete, Incomplete, ReleaseInPast, ReleaseSet, *(AlreadyReleased,) * 2, Withdrawn),
    call_back: (OK, OK, OK, OK, *(AlreadyReleased,) * 2, OK),
    amend: (*(NotAmended,) * 4, OK, OK, NotAmended),
    amend_without_reason: (NotAmended,) * 7,
    amend_unseen: (*(NotAmended,) * 4, *(MarkedElsewhere,) * 2, NotAmended),
}
ROWS = [
    pytest.param(act, STATES[state], refused, id=f"{state}-{act.__name__}")
    for act, row in ALLOWED.items()
    for state, refused in zip(STATES, row, strict=True)
]


@pytest.mark.parametrize(("act", "piece", "refused"), ROWS)
@pytest.mark.parametrize("by", [TUTOR, OTHER], ids=["who-decided", "a-colleague"])
def test_each_act_is_allowed_or_refused_as_the_state_says(
    act: Act, piece: Submission, refused: type[Refusal] | None, by: int
) -> None:
    if refused is None:
        act(piece, by)
    else:
        with pytest.raises(refused):
            act(piece, by)


@pytest.mark.parametrize("act", ALLOWED, ids=lambda act: act.__name__)
@pytest.mark.parametrize("state", STATES)
def test_the_learner_may_do_none_of_it_in_any_state(act: Act, state: str) -> None:
    with pytest.raises(OwnWork):
        act(STATES[state], LEARNER)


@pytest.mark.parametrize("state", STATES)
def test_there_is_one_open_decision_for_each_criterion_and_what_it_replaced_stays(state: str) -> None:
    piece = STATES[state]
    assert len(piece.decided) <= len(piece.criteria)
    if piece.decisions:
        assert piece.decided["1.1"] == piece.decisions[-1]


@pytest.mark.parametrize("state", STATES)
def test_the_learner_sees_decisions_only_of_what_is_released(state: str) -> None:
    piece = STATES[state]
    assert bool(piece.for_learner.decisions) is (piece.release is not None)
    assert piece.for_learner.planned is None
    claim = Claimed(piece, piece.release.at if piece.release else None).on("1.1", Outcome.ACHIEVED)
    assert (claim.outcome is not None) is (piece.release is not None)


def test_a_release_counts_from_its_moment() -> None:
    assert PROPOSED.released(assessor_id=OTHER, at=SOON) == Release(OTHER, SOON)
    assert PROPOSED.released(assessor_id=OTHER, at=SOON, on=LATER) == Release(OTHER, LATER)
    planned = STATES["release set"]
    assert planned.released(assessor_id=OTHER, at=SOON, on=LATER) == planned.planned
    assert planned.must_be_called_back(assessor_id=OTHER)
    assert not PROPOSED.must_be_called_back(assessor_id=OTHER)
