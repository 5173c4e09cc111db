"""A timed attempt is what the learner did, in order; everything else follows from that and from the time it is asked.

Source of the rules: the "Timed attempt" row of the project's definitions.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from ...shared.refusal import Refusal
from .items import Response, Unreadable
from .paper import Paper


class Progress(StrEnum):
    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"


class StepKind(StrEnum):
    RESPONDED = "responded"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    SUBMITTED = "submitted"

    @property
    def is_about_an_item(self) -> bool:
        return self is not StepKind.SUBMITTED


SUBMIT_KEY = ".submit"  # the dots keep these two apart from any key that a page may send


def flag_key(key: str) -> str:
    """The key of the flag that is set together with an answer."""
    return f"{key}.flag"


class AttemptClosed(Refusal):
    """The attempt is over: nothing more counts. ``timed_out_at`` is when, if it was the time that ended it."""

    def __init__(self, timed_out_at: datetime | None) -> None:
        super().__init__(
            "Time was up before this answer came, so it is not counted. Your earlier answers are kept."
            if timed_out_at
            else "This paper has been submitted, so its answers can no longer change."
        )
        self.timed_out_at = timed_out_at


class NoSuchItem(Refusal):
    """The item is not part of this paper."""

    status = 404


class AnsweredElsewhere(Refusal):
    """Another window or device has answered this item since the page was made."""

    def __init__(self, saved: "Step") -> None:
        super().__init__(
            "This question has been answered in another window since you opened it. Your choice here is not saved yet: "
            "save it by its button, and you see both answers and choose between them."
        )
        self.saved = saved


@dataclass(frozen=True)
class Step:
    """One thing the learner did. ``key`` is the sender's own name for it; an ``id`` of 0 is not stored yet."""

    kind: StepKind
    at: datetime
    key: str
    item_id: str | None = None
    response: Response = ()
    id: int = 0


@dataclass(frozen=True)
class Attempt:
    """A paper as it was at the start, an allowance of time, and the steps so far.

    ``steps`` may be only those that bear on one item; then only that item can be asked about. ``marked`` means that a
    result is written: an answer that comes later, even one that set out in time, could no longer count.
    """

    id: int
    learner_id: int
    number: int
    paper: Paper
    started_at: datetime
    allowance: timedelta
    steps: tuple[Step, ...] = ()
    marked: bool = False

    @property
    def title(self) -> str:
        return self.paper.title

    @property
    def deadline(self) -> datetime:
        return self.started_at + self.allowance

    @property
    def submitted_at(self) -> datetime | None:
        return next((step.at for step in self.steps if step.kind is StepKind.SUBMITTED), None)

    @property
    def responses(self) -> dict[str, Response]:
        """The latest response to each item that has one; an answer taken back is none."""
        latest = {
            step.item_id: step.response for step in self.steps if step.kind is StepKind.RESPONDED and step.item_id
        }
        return {item_id: response for item_id, response in latest.items() if response}

    @property
    def flags(self) -> frozenset[str]:
        marks = {step.item_id: step.kind for step in self.steps if step.kind in (StepKind.FLAGGED, StepKind.UNFLAGGED)}
        return frozenset(item_id for item_id, kind in marks.items() if item_id and kind is StepKind.FLAGGED)

    def progress(self, at: datetime) -> Progress:
        if self.submitted_at:
            return Progress.SUBMITTED
        return Progress.TIMED_OUT if self.marked or at >= self.deadline else Progress.IN_PROGRESS

    def is_open(self, at: datetime) -> bool:
        return self.progress(at) is Progress.IN_PROGRESS

    def remaining(self, at: datetime) -> timedelta:
        """The time left; none once the attempt is over, and never more than the allowance."""
        if not self.is_open(at):
            return timedelta(0)
        return min(self.deadline - at, self.allowance)

    def finished_at(self, at: datetime) -> datetime | None:
        """When it was submitted or its time ran out, which is never after the deadline; none while it is open."""
        if self.is_open(at):
            return None
        return min(self.submitted_at or self.deadline, self.deadline)

    def latest(self, item_id: str) -> Step | None:
        """The step that answers this item as things stand."""
        mine = (step for step in self.steps if step.kind is StepKind.RESPONDED and step.item_id == item_id)
        return max(mine, key=lambda step: step.id, default=None)

    def unanswered(self) -> list[int]:
        """The places of the items without an answer, from 1."""
        answered = self.responses
        return [n for n, version in enumerate(self.paper.items, 1) if version.item.id not in answered]

    def flagged(self) -> list[int]:
        """The places of the items that are flagged, from 1."""
        flags = self.flags
        return [n for n, version in enumerate(self.paper.items, 1) if version.item.id in flags]

    def last_saved_at(self) -> datetime | None:
        return max((step.at for step in self.steps if step.kind is StepKind.RESPONDED), default=None)

    def respond(self, item_id: str, submitted: Sequence[str], at: datetime, *, key: str, seen: int) -> Step | None:
        """The step that says this response: a new one, the stored one that says it already, or none for no answer.

        ``seen`` is the id of the latest answer to this item that the sender knew of, 0 for none. Raises
        ``AttemptClosed``, ``NoSuchItem``, ``Unreadable``, and ``AnsweredElsewhere`` where a newer answer would be
        overwritten unseen.
        """
        version = self.paper.item(item_id)
        if version is None:
            raise NoSuchItem("That question is not in this paper.")
        response = version.item.read(submitted)
        latest = self.latest(item_id)
        sent = next((step for step in self.steps if step.key == key), None)
        if sent and sent.item_id != item_id:
            raise Unreadable("This page was out of date. Open the question again and choose once more.")
        if sent and latest and sent.response == latest.response == response:
            return sent
        self._must_be_open(at)
        if response == (latest.response if latest else ()):
            return latest
        if latest and (sent or latest.id != seen):
            raise AnsweredElsewhere(latest)
        return Step(StepKind.RESPONDED, at, key, item_id, response)

    def flag(self, item_id: str, wanted: bool, at: datetime, *, key: str) -> Step | None:
        """The step that sets or lifts a flag; none where that changes nothing."""
        if self.paper.item(item_id) is None:
            raise NoSuchItem("That question is not in this paper.")
        self._must_be_open(at)
        if (item_id in self.flags) == wanted or any(step.key == key for step in self.steps):
            return None
        return Step(StepKind.FLAGGED if wanted else StepKind.UNFLAGGED, at, key, item_id)

    def submit(self, at: datetime) -> Step:
        self._must_be_open(at)
        return Step(StepKind.SUBMITTED, at, SUBMIT_KEY)

    def after(self, step: Step) -> "Attempt":
        return replace(self, steps=(*self.steps, step))

    def _must_be_open(self, at: datetime) -> None:
        if not self.is_open(at):
            raise AttemptClosed(None if self.submitted_at else self.deadline)
