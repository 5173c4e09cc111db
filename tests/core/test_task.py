"""What a piece in somebody's queue asks of them: to mark it, mark it second, agree, countersign or release."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from revision_app.marking.core.second import SecondMarking
from revision_app.marking.core.submission import Decision, Submission
from revision_app.marking.core.task import Task, task
from revision_app.signing.core import Deed, Signature, Signatures
from tests.support.reflections import ACHIEVED, REFERRED

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
TUTOR, OTHER, TRAINEE = 2, 3, 4
PIECE = Submission(7, 1, "reflection", 5, 1, NOON, "A long day", ("1.1",))
DECIDED = replace(PIECE, decisions=(Decision("1.1", REFERRED, TUTOR, NOON, 1),))
BOTH = SecondMarking(
    DECIDED,
    marker_id=OTHER,
    asked_by_id=TUTOR,
    decisions=(Decision("1.1", ACHIEVED, OTHER, NOON, 1),),
    first_done=1,
    second_done_at=NOON,
)
SAME = replace(BOTH, decisions=(Decision("1.1", REFERRED, OTHER, NOON, 1),))
TRAINED = Signature(7, Deed.RELEASED, TRAINEE, "digest", 1, NOON, in_training=True)


@pytest.mark.parametrize(
    ("second", "signed", "who", "asks"),
    [
        (SecondMarking(PIECE), (), TUTOR, Task.MARK),
        (SecondMarking(DECIDED), (), TUTOR, Task.MARK),
        (SecondMarking(DECIDED, chosen=True), (), TUTOR, Task.MARK),
        (SecondMarking(DECIDED, chosen=True), (), OTHER, Task.SECOND),
        (SecondMarking(PIECE, marker_id=OTHER), (), OTHER, Task.SECOND),
        (SecondMarking(PIECE, marker_id=OTHER), (), TUTOR, Task.MARK),
        (BOTH, (), TUTOR, Task.AGREE),
        (BOTH, (), OTHER, Task.AGREE),
        (SAME, (), TUTOR, Task.RELEASE),
        (SecondMarking(DECIDED), (TRAINED,), TUTOR, Task.COUNTERSIGN),
        (SecondMarking(DECIDED), (TRAINED,), TRAINEE, Task.SIGNED),
        (SecondMarking(DECIDED), (replace(TRAINED, covers=0),), TUTOR, Task.MARK),
        (SAME, (TRAINED,), TUTOR, Task.COUNTERSIGN),
    ],
)
def test_a_piece_asks_of_each_what_is_theirs_to_do(
    second: SecondMarking, signed: tuple[Signature, ...], who: int, asks: Task
) -> None:
    signatures = Signatures.of(signed, second.first.latest)
    assert task(second, signatures, tutor_id=who, in_training=who == TRAINEE) is asks


def test_nobody_in_training_is_asked_to_countersign() -> None:
    signatures = Signatures.of((TRAINED,), 1)
    assert task(SecondMarking(DECIDED), signatures, tutor_id=OTHER, in_training=True) is Task.SIGNED
