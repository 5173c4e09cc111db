"""A timed attempt is what the learner did, in order; everything else follows from that and from the time it is asked.

The rules are ours, after Moodle's quiz module (``mod/quiz``): what is saved after the deadline is kept, and counts only
within the load allowance; an attempt never ends after its deadline; whoever reopens one says why.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from ....shared.refusal import Refusal
from ....shared.text import trimmed
from ...bank.core.items import Item, Response, Unreadable
from ...bank.core.paper import ItemVersion, Paper, shown
from .refusals import AlreadyChecked, AlreadyDecided, NoBreakLeft, NoSuchItem, OpenElsewhere
from .timing import NONE, Timing

LONGEST_NOTES = 4000  # characters


class Progress(StrEnum):
    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"
    TIMED_OUT = "timed out"


class StepKind(StrEnum):
    RESPONDED = "responded"
    LATE = "late"  # an answer that came when the time was up: kept, and not counted
    CHECKED = "checked"  # in practice: the reasons were asked for, so the answer stands
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    OPENED = "opened"  # in this window, which answers from now on
    NOTED = "noted"
    RESTED = "rested"
    RESUMED = "resumed"
    SUBMITTED = "submitted"


BEAR_ON_AN_ANSWER = (StepKind.RESPONDED, StepKind.CHECKED, StepKind.FLAGGED, StepKind.UNFLAGGED)
OF_A_SAVE = (StepKind.RESPONDED, StepKind.LATE, StepKind.FLAGGED, StepKind.UNFLAGGED)
"""What a save may add. Sent again, it is known by its key and one of these kinds."""


class AttemptClosed(Refusal):
    """The attempt is over: nothing more counts. ``timed_out_at`` is when, if it was the time that ended it."""

    def __init__(self, timed_out_at: datetime | None) -> None:
        super().__init__(
            "Time was up before this answer came, so it is kept but not counted. Your earlier answers count."
            if timed_out_at
            else "This paper has been submitted, so its answers can no longer change."
        )
        self.timed_out_at = timed_out_at


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
    """One thing the learner did. An ``id`` of 0 is not stored yet.

    ``key`` is the sender's name for the request that asked for it, ``None`` where the page sends none; one request adds
    at most one step of each kind. ``certainty`` is how sure the learner was of a response: 1 to 3, 0 for "no idea",
    ``None`` if that was not asked or not said. ``window`` is the window that was opened, ``notes`` are the learner's
    notes as they were kept. ``segment`` counts from 1, one more each time that the attempt was reopened.
    """

    kind: StepKind
    at: datetime
    key: str | None
    item_id: str | None = None
    response: Response = ()
    id: int = 0
    certainty: int | None = None
    window: str | None = None
    notes: str | None = None
    segment: int = 1

    @property
    def answer(self) -> tuple[Response, int | None]:
        return self.response, self.certainty


@dataclass(frozen=True)
class Save:
    """An answer on its way: what was submitted for an item, and what its sender knew.

    ``key`` names this save. ``seen`` is the id of the latest answer to this item that the sender knew of, 0 for none.
    ``window`` is the sender's window where it has a name. ``flagged`` sets or lifts the item's flag.
    """

    item_id: str
    submitted: Sequence[str]
    key: str
    seen: int
    certainty: int | None = None
    window: str | None = None
    flagged: bool | None = None


@dataclass(frozen=True)
class Attempt:
    """A paper as it was at the start, the time it has, and the steps so far.

    ``steps`` may be only those that bear on one item; then only that item can be asked about. ``marked`` means that a
    result is written: an answer that comes later, even one that set out in time, could no longer count. ``segment``
    counts from 1, one more each time that the attempt was reopened, and ``reopened_at`` says when that was. ``seed``
    decides in which order it shows options.
    """

    id: int
    learner_id: int
    number: int
    paper: Paper
    timing: Timing
    steps: tuple[Step, ...] = ()
    marked: bool = False
    segment: int = 1
    seed: str = ""
    voided: bool = False
    reopened_at: tuple[datetime, ...] = ()

    @property
    def title(self) -> str:
        return self.paper.title

    @property
    def started_at(self) -> datetime:
        return self.timing.started_at

    def deadline(self, at: datetime) -> datetime | None:
        return self.timing.deadline(at)

    def shown(self, version: ItemVersion) -> Item:
        """An item in the order in which this attempt shows it."""
        return shown(self.paper, version, self.seed)

    @property
    def submitted_at(self) -> datetime | None:
        """When it was submitted, unless it has been reopened since."""
        submitted = (
            taken for taken in self.steps if taken.kind is StepKind.SUBMITTED and taken.segment == self.segment
        )
        return next((step.at for step in submitted), None)

    @property
    def answers(self) -> dict[str, Step]:
        """The step that answers each item as things stand; an answer taken back is none."""
        latest = {step.item_id: step for step in self.steps if step.kind is StepKind.RESPONDED and step.item_id}
        return {item_id: step for item_id, step in latest.items() if step.response}

    @property
    def responses(self) -> dict[str, Response]:
        """The latest response to each item that has one."""
        return {item_id: step.response for item_id, step in self.answers.items()}

    @property
    def flags(self) -> frozenset[str]:
        marks = {step.item_id: step.kind for step in self.steps if step.kind in (StepKind.FLAGGED, StepKind.UNFLAGGED)}
        return frozenset(item_id for item_id, kind in marks.items() if item_id and kind is StepKind.FLAGGED)

    @property
    def checked(self) -> frozenset[str]:
        """The items whose reasons were asked for, in practice."""
        return frozenset(step.item_id for step in self.steps if step.kind is StepKind.CHECKED and step.item_id)

    @property
    def late(self) -> tuple[Step, ...]:
        """The answers that came when the time was up: kept, and not counted."""
        return tuple(step for step in self.steps if step.kind is StepKind.LATE)

    def progress(self, at: datetime) -> Progress:
        if self.submitted_at:
            return Progress.SUBMITTED
        return Progress.TIMED_OUT if self.marked or self.voided or self.timing.is_up(at) else Progress.IN_PROGRESS

    def is_open(self, at: datetime) -> bool:
        return self.progress(at) is Progress.IN_PROGRESS

    def is_final(self, at: datetime) -> bool:
        """Whether nothing can count any more: it was submitted, or the time is up and the load allowance too."""
        return bool(self.submitted_at or self.voided) or not self.timing.still_counts(at)

    def remaining(self, at: datetime) -> timedelta | None:
        """The time left: nothing once the attempt is over, ``None`` if there is no limit."""
        return self.timing.remaining(at) if self.is_open(at) else NONE

    def finished_at(self, at: datetime) -> datetime | None:
        """When it was submitted or its time ran out, which is never after the deadline; ``None`` while it is open."""
        if self.is_open(at):
            return None
        ends = [end for end in (self.submitted_at, self.deadline(self.submitted_at or at)) if end]
        return min(ends, default=at)

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

    def respond(self, save: Save, at: datetime) -> Step | None:
        """The step that says this response: a new one, the stored one that says it already, or none for no answer.

        A step of the kind ``LATE`` is one that came when nothing counts any more. Raises ``NoSuchItem``,
        ``Unreadable``, ``AlreadyChecked``, ``AlreadyDecided``, ``OpenElsewhere``, and ``AnsweredElsewhere`` where a
        newer answer would be overwritten unseen.
        """
        version = self.paper.item(save.item_id)
        if version is None:
            raise NoSuchItem("That question is not in this paper.")
        answer = version.item.read(save.submitted), save.certainty if self.paper.certainty else None
        latest = self.latest(save.item_id)
        sent = self._sent(save.key, StepKind.RESPONDED)
        if sent and sent.item_id != save.item_id:
            raise Unreadable("This page was out of date. Open the question again and choose once more.")
        if sent and latest and sent.answer == answer == latest.answer:
            return latest
        if self.marked or self.is_final(at):
            late = self._step(StepKind.LATE, at, save.key, save.item_id, response=answer[0], certainty=answer[1])
            return self._sent(save.key, StepKind.LATE) or (late if answer[0] else None)
        self._must_be_mine(save.window)
        stands = save.item_id in self.checked
        if answer == (latest.answer if latest else ((), None)) or not (answer[0] or (latest and not stands)):
            return latest
        if stands:
            raise AlreadyChecked("You have checked this question, so you cannot change its answer any more.")
        if latest and not version.item.goes_on_from(latest.response, answer[0]):
            raise AlreadyDecided("You have already decided there, and a decision cannot be changed.")
        if latest and (sent or latest.id != save.seen):
            raise AnsweredElsewhere(latest)
        return self._step(StepKind.RESPONDED, at, save.key, save.item_id, response=answer[0], certainty=answer[1])

    def flag(self, item_id: str, wanted: bool, at: datetime, *, key: str) -> Step | None:
        """The step that sets or lifts a flag; ``None`` if that changes nothing."""
        if self.paper.item(item_id) is None:
            raise NoSuchItem("That question is not in this paper.")
        self._must_be_open(at)
        if (item_id in self.flags) == wanted or self._sent(key, StepKind.FLAGGED, StepKind.UNFLAGGED):
            return None
        return self._step(StepKind.FLAGGED if wanted else StepKind.UNFLAGGED, at, key, item_id)

    def check(self, item_id: str, at: datetime, *, key: str) -> Step | None:
        """The step that asks for the reasons of an answered item, in practice; ``None`` if they were asked for."""
        if self.paper.item(item_id) is None or not self.paper.tells_reasons_meanwhile:
            raise NoSuchItem("That question's reasons come with the result.")
        self._must_be_open(at)
        if item_id not in self.responses:
            raise Unreadable("Answer the question first; then its reasons are shown.")
        return None if item_id in self.checked else self._step(StepKind.CHECKED, at, key, item_id)

    def open_in(self, window: str, at: datetime) -> Step | None:
        """The step that makes this window the one that answers; ``None`` if it is that already."""
        self._must_be_open(at)
        return None if self.window == window else self._step(StepKind.OPENED, at, None, window=window)

    def rest(self, at: datetime, *, key: str) -> tuple[Step, Timing] | None:
        """The step that begins a break in which the clock stands still, and the timing then; ``None`` if it has begun.

        Raises ``NoBreakLeft``.
        """
        if self._sent(key, StepKind.RESTED):
            return None
        self._must_be_open(at)
        if self.timing.is_resting(at):
            return None
        resumed = self.timing.resumed(at)
        if not resumed.rest_left:
            raise NoBreakLeft("You have taken all the time that you have for breaks.")
        return self._step(StepKind.RESTED, at, key), replace(resumed, resting_since=at)

    def resume(self, at: datetime, *, key: str) -> tuple[Step, Timing] | None:
        """The step that ends a break, and the timing then; ``None`` if there is no break."""
        if self.timing.resting_since is None or self._sent(key, StepKind.RESUMED):
            return None
        return self._step(StepKind.RESUMED, at, key), self.timing.resumed(at)

    def submit(self, at: datetime) -> Step:
        self._must_be_open(at)
        return self._step(StepKind.SUBMITTED, at, None)

    def after(self, step: Step) -> "Attempt":
        return replace(self, steps=(*self.steps, step))

    def closed(self, at: datetime) -> AttemptClosed:
        """Why nothing counts any more, in words."""
        return AttemptClosed(None if self.submitted_at else self.deadline(at))

    @property
    def window(self) -> str | None:
        """The name of the window that answers, where one has said that it does."""
        opened = [step.window for step in self.steps if step.kind is StepKind.OPENED]
        return opened[-1] if opened else None

    @property
    def notes(self) -> str:
        """The learner's notes as they stand."""
        written = [step.notes for step in self.steps if step.kind is StepKind.NOTED]
        return written[-1] or "" if written else ""

    def note(self, text: str, at: datetime, *, key: str) -> Step | None:
        """The step that keeps the notes, to their greatest length; ``None`` if they stand so already."""
        self._must_be_open(at)
        notes = trimmed(text)[:LONGEST_NOTES]
        if notes == self.notes or self._sent(key, StepKind.NOTED):
            return None
        return self._step(StepKind.NOTED, at, key, notes=notes)

    def _step(self, kind: StepKind, at: datetime, key: str | None, item_id: str | None = None, **more: Any) -> Step:
        return Step(kind, at, key, item_id, segment=self.segment, **more)

    def _sent(self, key: str, *kinds: StepKind) -> Step | None:
        """The step of one of these kinds that a request with this key added before."""
        return next((step for step in self.steps if step.key == key and step.kind in kinds), None)

    def _must_be_mine(self, window: str | None) -> None:
        if window is not None and self.window not in (None, window):
            raise OpenElsewhere(
                "This paper is open in another window or on another device. "
                "Your choice is not saved yet: it waits here until you choose to continue here."
            )

    def _must_be_open(self, at: datetime) -> None:
        if not self.is_open(at):
            raise self.closed(at)
