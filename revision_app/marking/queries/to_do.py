"""What waits for a tutor, and what each piece of it asks of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ...signing.core import Signature, Signatures
from ...signing.queries import signatures_and_training
from ..core.second import SecondMarking
from ..core.submission import Submission
from ..core.task import Task, task
from . import second as seconds


@dataclass(frozen=True)
class ToDo:
    """What a tutor has to do, what is overdue first, then the oldest; ``tasks`` says of each piece what.

    ``signed`` is what they or others in training signed and somebody else has to countersign. ``withdrawn`` waited, and
    was taken back lately. ``seconds`` and ``signatures`` are of all of these, and of one more piece where one was
    wanted. ``in_training`` is how the tutor signs now, ``for_them`` which of these are theirs to judge first.
    """

    waiting: Sequence[Submission]
    signed: Sequence[Submission]
    withdrawn: Sequence[Submission]
    tasks: Mapping[int, Task]
    seconds: Mapping[int, SecondMarking]
    signatures: Mapping[int, Sequence[Signature]]
    in_training: bool
    for_them: frozenset[int]


def to_do(tutor_id: int, *, since: datetime, at: datetime, also: int = 0) -> ToDo:
    """What waits for a tutor, with what was withdrawn ``since`` a moment; ``also`` is another piece to read of."""
    waiting, withdrawn, second_markings, for_them = seconds.waiting(tutor_id, since=since, at=at, also=also)
    # A piece without all its decisions has no signature on them.
    signable = [each.id for each in waiting if not each.lacking]
    signed, in_training = signatures_and_training([*signable, also], tutor_id)
    tasks = {
        each.id: task(
            second_markings[each.id],
            Signatures.of(signed.get(each.id, ()), each.latest),
            tutor_id=tutor_id,
            in_training=in_training,
        )
        for each in waiting
    }
    return ToDo(
        [each for each in waiting if tasks[each.id] is not Task.SIGNED],
        [each for each in waiting if tasks[each.id] is Task.SIGNED],
        withdrawn,
        tasks,
        second_markings,
        signed,
        in_training,
        for_them,
    )
