"""What of a queue is shown, what comes next in it, and until when somebody is marking a piece."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from revision_app.marking.core.queue import LEASE, Lease, Queue, QueueFilter, QueueOrder, lease
from revision_app.marking.core.submission import Decision, Judgement, Outcome, Release, Submission

NOW = datetime(2026, 11, 30, 10, 2, tzinfo=UTC)
TUTOR, OTHER = 90, 91
SECOND = timedelta(seconds=1)
NAMES = {1: "zoe Adams", 2: "Ada Brown", 3: "Mia Cole"}


def saved(*moments: tuple[int, timedelta]) -> tuple[Decision, ...]:
    """Decisions by whom and how long after ``NOW``, in the order of saving."""
    judged = Judgement(Outcome.ACHIEVED)
    return tuple(Decision("1.1", judged, by, NOW + after, n) for n, (by, after) in enumerate(moments, 1))


def waits(
    id_: int = 1,
    *,
    learner: int = 1,
    number: int = 1,
    criteria: tuple[str, ...] = ("1.1",),
    decisions: tuple[Decision, ...] = (),
    release: Release | None = None,
) -> Submission:
    at = NOW - timedelta(days=1) + timedelta(minutes=id_)
    piece = id_, learner, "reflection", id_, number, at, "A day", criteria
    return Submission(*piece, decisions=decisions, release=release)


# Who is marking it


@pytest.mark.parametrize(
    ("after", "held"),
    [(timedelta(0), True), (LEASE - SECOND, True), (LEASE, False), (LEASE + SECOND, False)],
    ids=["at once", "a second before", "at the end", "after"],
)
def test_whoever_saved_last_is_marking_it_for_thirty_minutes(after: timedelta, *, held: bool) -> None:
    piece = waits(decisions=saved((TUTOR, timedelta(0))))
    assert lease(piece, at=NOW + after) == (Lease(TUTOR, NOW, NOW + LEASE) if held else None)


def test_saving_again_in_time_goes_on_with_it_and_later_begins_anew() -> None:
    ten, late = timedelta(minutes=10), timedelta(minutes=10) + LEASE
    going_on = lease(waits(decisions=saved((TUTOR, timedelta(0)), (TUTOR, ten))), at=NOW + ten)
    assert going_on == Lease(TUTOR, NOW, NOW + ten + LEASE)
    anew = lease(waits(decisions=saved((TUTOR, timedelta(0)), (TUTOR, ten), (TUTOR, late))), at=NOW + late)
    assert anew == Lease(TUTOR, NOW + late, NOW + late + LEASE)


def test_of_two_who_save_the_later_is_marking_it() -> None:
    minute = timedelta(minutes=1)
    piece = waits(decisions=saved((TUTOR, timedelta(0)), (OTHER, minute), (TUTOR, 2 * minute)))
    assert lease(piece, at=NOW + 3 * minute) == Lease(TUTOR, NOW + 2 * minute, NOW + 2 * minute + LEASE)


def test_nobody_is_marking_what_is_untouched_or_released() -> None:
    assert lease(waits(), at=NOW) is None
    assert lease(waits(decisions=saved((TUTOR, timedelta(0))), release=Release(TUTOR, NOW)), at=NOW) is None


# What is shown


def shown(chosen: QueueFilter, *waiting: Submission) -> list[int]:
    found = chosen.of(
        waiting, tutor_id=TUTOR, cohorts={7: {1, 2}, 8: {3}}, called=lambda submission: NAMES[submission.learner_id]
    )
    return [submission.id for submission in found]


QUEUE = (
    waits(1, learner=1),
    waits(2, learner=2, number=2, criteria=("1.1", "1.3")),
    waits(3, learner=3, criteria=("1.3",), decisions=saved((TUTOR, timedelta(0)))),
    waits(4, learner=1, decisions=saved((OTHER, timedelta(0)))),
)


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (QueueFilter(), [1, 2, 3, 4]),
        (QueueFilter(cohort=7), [1, 2, 4]),
        (QueueFilter(cohort=8), [3]),
        (QueueFilter(cohort=9), []),
        (QueueFilter(criterion="1.3"), [2, 3]),
        (QueueFilter(resubmitted=True), [2]),
        (QueueFilter(begun=True), [3]),
        (QueueFilter(cohort=7, criterion="1.3"), [2]),
        (QueueFilter(order=QueueOrder.LEARNER), [2, 3, 1, 4]),
    ],
)
def test_a_queue_is_narrowed_down_and_put_in_order(chosen: QueueFilter, ids: list[int]) -> None:
    assert shown(chosen, *QUEUE) == ids


def test_an_address_says_only_what_is_chosen() -> None:
    assert QueueFilter().query == {}
    assert QueueFilter(7, "1.3", resubmitted=True, begun=True, order=QueueOrder.LEARNER).query == {
        "cohort": "7",
        "criterion": "1.3",
        "resubmitted": "yes",
        "begun": "yes",
        "order": "learner",
    }


# What comes next


def queue_of(waiting: Sequence[Submission], at: datetime = NOW) -> Queue:
    return Queue(waiting, len(waiting), TUTOR, at)


@pytest.mark.parametrize(("piece", "following"), [(0, 1), (1, 2), (2, 3), (3, None), (99, 1)])
def test_next_is_what_follows_and_passes_over_what_another_is_marking(piece: int, following: int | None) -> None:
    """The first three wait and the fourth is being marked by another: after the third nothing follows."""
    found = queue_of(QUEUE).next(piece)
    assert (found.id if found else None) == following


def test_what_another_was_marking_comes_next_once_their_time_has_run_out() -> None:
    assert queue_of(QUEUE, NOW + LEASE - SECOND).next(3) is None
    assert queue_of(QUEUE, NOW + LEASE).next(3) == QUEUE[3]


def test_a_tutor_is_not_told_of_what_they_are_marking_themselves() -> None:
    assert queue_of(QUEUE).lease(QUEUE[2]) is None
    assert queue_of(QUEUE).lease(QUEUE[3]) == Lease(OTHER, NOW, NOW + LEASE)


def test_a_place_is_counted_in_what_is_shown() -> None:
    queue = queue_of(QUEUE[1:])
    assert [queue.place(submission.id) for submission in QUEUE] == [None, 1, 2, 3]
