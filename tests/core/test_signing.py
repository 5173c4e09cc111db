"""Signatures on decisions: each state that signatures can be in, and who may countersign in it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.accounts.core.own_work import OwnWork
from revision_app.evidence.core import Draft
from revision_app.marking.core.signed import as_signed
from revision_app.marking.core.submission import Decision, Judgement, Outcome, Release, Submission
from revision_app.shared.refusal import Refusal
from revision_app.signing.core import Deed, NotSigned, Signature, Signatures, SigningState, digest

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
LEARNER, TRAINEE, TUTOR, OTHER = 1, 2, 3, 4
PIECE = 7


def signed(deed: Deed, by: int, covers: int, *, in_training: bool = False) -> Signature:
    return Signature(PIECE, deed, by, "digest", covers, NOON, in_training)


RELEASED = signed(Deed.RELEASED, TUTOR, 1)
IN_TRAINING = signed(Deed.RELEASED, TRAINEE, 1, in_training=True)
COUNTERSIGNED = signed(Deed.COUNTERSIGNED, TUTOR, 1)
AMENDED = signed(Deed.AMENDED, TUTOR, 2)

# Name: the signatures, the latest decision, the state, how many stand and how many are history, whether one waits.
STATES = {
    "nothing decided": ((), 0, SigningState.PROPOSED, 0, 0, False),
    "decided": ((), 1, SigningState.PROPOSED, 0, 0, False),
    "signed": ((RELEASED,), 1, SigningState.SIGNED, 1, 0, False),
    "signed in training": ((IN_TRAINING,), 1, SigningState.SIGNED, 1, 0, True),
    "changed after it was signed in training": ((IN_TRAINING,), 2, SigningState.PROPOSED, 0, 1, False),
    "signed in training anew": (
        (IN_TRAINING, replace(IN_TRAINING, covers=2)),
        2,
        SigningState.SIGNED,
        1,
        1,
        True,
    ),
    "countersigned": ((IN_TRAINING, COUNTERSIGNED), 1, SigningState.COUNTERSIGNED, 2, 0, False),
    "released by another instead": ((IN_TRAINING, RELEASED), 1, SigningState.SIGNED, 2, 0, False),
    "amended": ((RELEASED, AMENDED), 2, SigningState.SIGNED, 1, 1, False),
    "countersigned, then amended": ((IN_TRAINING, COUNTERSIGNED, AMENDED), 2, SigningState.SIGNED, 1, 2, False),
    "amended twice": ((RELEASED, AMENDED, replace(AMENDED, covers=3)), 3, SigningState.SIGNED, 1, 2, False),
}

# Who tries to countersign, whether in training themselves, and what is said where somebody's signature waits.
WHO = {
    "another assessor": (TUTOR, False, None),
    "the one in training": (TRAINEE, True, OwnWork),
    "the one who was in training then": (TRAINEE, False, OwnWork),
    "another one in training": (OTHER, True, NotSigned),
    "the learner": (LEARNER, False, OwnWork),
}


@pytest.mark.parametrize("name", STATES)
def test_what_stands_and_what_is_history(name: str) -> None:
    signatures, latest, state, standing, history, waits = STATES[name]
    found = Signatures.of(signatures, latest)
    assert found.state is state
    assert (len(found.standing), len(found.history)) == (standing, history)
    assert (found.waiting is not None) == waits
    assert found.all == signatures  # none is ever removed


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("name", STATES)
def test_who_may_countersign_in_which_state(name: str, who: str) -> None:
    signatures, latest, *_, waits = STATES[name]
    person, in_training, refused = WHO[who]
    expected: type[Refusal] | None = refused if waits else OwnWork if person == LEARNER else NotSigned
    found = Signatures.of(signatures, latest)
    if expected is None:
        assert found.must_be_countersigned_by(person, learner_id=LEARNER, in_training=in_training).in_training
    else:
        with pytest.raises(expected):
            found.must_be_countersigned_by(person, learner_id=LEARNER, in_training=in_training)


def test_what_was_signed_before_an_amendment_can_still_be_checked() -> None:
    first = Decision("1.1", Judgement(Outcome.REFERRED, "Say why.", "Cite one trial."), TUTOR, NOON, 1)
    piece = Draft("reflection", 5, "A long day", {"description": "x"}, ("1.1",)).digest
    handed_in = Submission(PIECE, LEARNER, "reflection", 5, 1, NOON, "A long day", ("1.1",))
    released = replace(handed_in, decisions=(first,), release=Release(TUTOR, NOON))
    before = digest(as_signed(released, piece))
    amended = released.with_decisions(
        [Decision("1.1", Judgement(Outcome.ACHIEVED, "It was there."), TUTOR, NOON, 2, "I overlooked a page.")]
    )
    assert digest(as_signed(amended, piece)) != before
    assert digest(as_signed(amended, piece, covers=1)) == before


@pytest.mark.parametrize(
    "changed",
    [
        {"outcome": Outcome.ACHIEVED},
        {"comment": "Other words."},
        {"next_step": "Another step."},
    ],
)
def test_every_word_of_a_decision_is_in_what_is_signed(changed: dict[str, object]) -> None:
    judged = Judgement(Outcome.REFERRED, "Say why.", "Cite one trial.")
    bare = Submission(PIECE, LEARNER, "reflection", 5, 1, NOON, "A long day", ("1.1",))
    digests = {
        digest(as_signed(bare.with_decisions([Decision("1.1", each, TUTOR, NOON, 1)]), "digest"))
        for each in (judged, replace(judged, **changed))
    }
    assert len(digests) == 2
