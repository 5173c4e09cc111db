"""The states of an enrolment, and what may be done in each. *Ours*, as every rule here.

A learner is in a cohort, paused, or has left: moved, withdrawn or completed. What is done has a date and a reason, and
is undone within a day. Nothing is deleted: what was undone stays as undone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from ...accounts.core import Person
from ...shared.refusal import Refusal

UNDONE_WITHIN = timedelta(days=1)
PAUSED = (
    "Your place in your cohort is paused, so you cannot start a timed paper or a case. Nothing is due meanwhile."
    " You can read everything, practise and write. Ask your tutor when you want to go on."
)


class Deed(StrEnum):
    """What an administrator does to an enrolment, in the words of the form."""

    PAUSE = "pause"
    RESUME = "resume"
    WITHDRAW = "withdraw"
    COMPLETE = "complete"
    MOVE = "move"


class State(StrEnum):
    ACTIVE = "in the cohort"
    PAUSED = "paused"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    COMPLETED = "completed"
    LEFT = "left"


LEADS_TO = {
    Deed.PAUSE: State.PAUSED,
    Deed.RESUME: State.ACTIVE,
    Deed.WITHDRAW: State.WITHDRAWN,
    Deed.COMPLETE: State.COMPLETED,
    Deed.MOVE: State.MOVED,
}
ENDING = frozenset({Deed.WITHDRAW, Deed.COMPLETE, Deed.MOVE})


class NotUndone(Refusal):
    """What was done stays done."""

    status = 409


class NoSuchChange(Refusal):
    status = 404

    def __init__(self) -> None:
        super().__init__("There is no such change.")


class EnrolmentsChanged(Refusal):
    """What was looked at has changed before it was confirmed."""

    status = 409

    def __init__(self) -> None:
        super().__init__("This has changed since you looked. See what would happen now, and confirm again.")


@dataclass(frozen=True)
class Change:
    """Something done to an enrolment. ``to_id`` is the enrolment that a move began."""

    id: int
    enrolment_id: int
    deed: Deed
    reason: str
    by: str
    at: datetime
    undone_at: datetime | None = None
    to_id: int | None = None


def standing(changes: Iterable[Change]) -> Change | None:
    """Of what was done to one enrolment, the earliest first, the last that holds."""
    return next((change for change in reversed(list(changes)) if change.undone_at is None), None)


def left_as(deed: Deed | None) -> State:
    """How an enrolment was left; one that was ended without a word is just that."""
    return LEADS_TO[deed] if deed in ENDING else State.LEFT


def state(last: Deed | None, *, ended: bool) -> State:
    """The state of an enrolment, by the last that was done to it and not undone."""
    if ended:
        return left_as(last)
    return State.PAUSED if last is Deed.PAUSE else State.ACTIVE


@dataclass(frozen=True)
class TimeInCohort:
    """A time that a learner spent in a cohort, and in it the times for which their place was paused.

    Each is from its start to before its end, ``None`` where it goes on.
    """

    started_at: datetime
    ended_at: datetime | None = None
    pauses: tuple[tuple[datetime, datetime | None], ...] = ()

    def covers(self, moment: datetime) -> bool:
        return _within(moment, self.started_at, self.ended_at)

    def is_paused(self, moment: datetime) -> bool:
        return any(_within(moment, *pause) for pause in self.pauses)

    def until(self, end: datetime) -> "TimeInCohort":
        """The same, over by a moment at the latest."""
        return self if self.ended_at and self.ended_at <= end else replace(self, ended_at=end)


def _within(moment: datetime, start: datetime, end: datetime | None) -> bool:
    return start <= moment and (end is None or moment < end)


def pauses(done: Iterable[tuple[Deed, datetime]]) -> tuple[tuple[datetime, datetime | None], ...]:
    """The times for which an enrolment was paused, by what was done to it and not undone, the earliest first."""
    found: list[tuple[datetime, datetime | None]] = []
    for deed, at in done:
        if found and found[-1][1] is None:
            found[-1] = found[-1][0], at
        if deed is Deed.PAUSE:
            found.append((at, None))
    return tuple(found)


def state_at(times: Iterable[TimeInCohort], moment: datetime) -> State | None:
    """How a learner stood in a cohort at a moment, by their times in it; ``None`` where they had not joined yet."""
    times = list(times)
    now = next((time for time in times if time.covers(moment)), None)
    if now:
        return State.PAUSED if now.is_paused(moment) else State.ACTIVE
    return State.LEFT if any(time.started_at <= moment for time in times) else None


@dataclass(frozen=True)
class Place:
    """How a learner's place in a cohort stands, or how and when it ended; ``archived`` says that its cohort is."""

    state: State
    cohort: str
    at: datetime
    archived: bool = False


OVER = (
    " You can start no timed paper and no case there, and no tutor of it sees what you hand in from now on. What you"
    " handed in stays, and you can read, practise and write."
)
ASK = " If that is not right, ask your tutor or an administrator."
ENDED_AS = {
    State.WITHDRAWN: "You have been withdrawn from “{cohort}”.",
    State.COMPLETED: "You have completed “{cohort}”, and your place in it has ended.",
}


def notice(places: Iterable[Place]) -> str | None:
    """What a learner is told of their places, in words; ``None`` where one goes on, or where they never had any."""
    places = list(places)
    here = {place.state for place in places if place.state in (State.ACTIVE, State.PAUSED)}
    if State.ACTIVE in here or not places:
        return None
    if here:
        return PAUSED
    last = max(places, key=lambda place: place.at)
    words = ENDED_AS.get(last.state, "Your place in “{cohort}” has ended.")
    if last.archived and last.state is State.COMPLETED:
        words = "“{cohort}” has been archived, and your place in it has ended with that."
    return words.format(cohort=last.cohort) + OVER + ASK


def why_not(deed: Deed, now: State) -> str:
    """Why nothing happens where this is done in this state, in words; empty where it may be done."""
    if now not in (State.ACTIVE, State.PAUSED):
        return "has left the cohort"
    if deed is Deed.PAUSE and now is State.PAUSED:
        return "is paused already"
    if deed is Deed.RESUME and now is State.ACTIVE:
        return "is not paused"
    return ""


def must_be_undoable(change: Change, changes: Sequence[Change], *, at: datetime) -> None:
    """Raise ``NotUndone``, in words, unless this is the last that holds of its enrolment and not a day old."""
    if change.undone_at:
        raise NotUndone("This has been undone already.")
    if standing(changes) != change:
        raise NotUndone("Something was done after this. Undo that first, or enrol them again.")
    if at >= change.at + UNDONE_WITHIN:
        raise NotUndone("This is more than a day old and stays in the record. Enrol them again, or resume, instead.")


@dataclass(frozen=True)
class Enrolled:
    """A learner of a cohort with the state of their enrolment."""

    person: Person
    enrolment_id: int
    state: State


@dataclass(frozen=True)
class Planned:
    """What would happen to one learner: nothing where ``why_not`` says so."""

    enrolled: Enrolled
    why_not: str


def plan(deed: Deed, chosen: Iterable[Enrolled]) -> tuple[Planned, ...]:
    """What a deed would do to each of those chosen."""
    return tuple(Planned(each, why_not(deed, each.state)) for each in chosen)


def fingerprint(deed: Deed, to_id: int | None, planned: Iterable[Planned]) -> str:
    """What was looked at: confirmed only while it is so."""
    facts = [(each.enrolled.enrolment_id, each.enrolled.state, each.why_not) for each in planned]
    return sha256(repr((deed, to_id, facts)).encode()).hexdigest()
