"""How a paper was sat, as far as the page can see it, and the activity log that this makes with everything else.

*Ours:* the page's reports are bounded in number, the learner may read every one, and none of them is a verdict.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from .attempt import Attempt, Step, StepKind
from .interventions import Intervention, InterventionKind

LONG_PASTE = 40
"""*Ours:* from how many characters a paste is worth a line: shorter ones are a word or two."""
MOST = 300
"""The most that is kept of one attempt."""
SENT_AT_MOST = 20
"""The most that one request may report."""
OLDEST = timedelta(hours=1)


class ActivityKind(StrEnum):
    LEFT = "left"
    RETURNED = "returned"
    PASTED = "pasted"
    MOVED = "moved"


@dataclass(frozen=True)
class Reported:
    """What a page saw ``ago`` at the ``position``-th question; ``size`` is that of a paste, in characters."""

    kind: ActivityKind
    position: int
    ago: timedelta
    size: int = 0


@dataclass(frozen=True)
class Activity:
    """One thing that a page reported in the request named ``batch``, or that was seen of the request itself.

    ``position`` is the question's place in the paper and ``size`` that of a paste, in characters. ``network`` is a name
    for the network that the request came from. Each is ``None`` if it does not belong to this kind.
    """

    kind: ActivityKind
    at: datetime
    batch: str
    position: int | None = None
    size: int | None = None
    network: str | None = None


def activity_of(
    attempt: Attempt, known: Sequence[Activity], reported: Iterable[Reported], network: str, at: datetime, *, key: str
) -> list[Activity]:
    """What a request adds to the activity that is ``known`` of an attempt.

    A request that was sent before adds nothing, nor does any once ``MOST`` are kept. Raises ``AttemptClosed``.
    """
    if not attempt.is_open(at):
        raise attempt.closed(at)
    if any(activity.batch == key for activity in known):
        return []
    networks = [activity.network for activity in known if activity.kind is ActivityKind.MOVED]
    moved = [] if networks[-1:] == [network] else [Activity(ActivityKind.MOVED, at, key, network=network)]
    seen = [_activity(attempt, report, at, key) for report in list(reported)[:SENT_AT_MOST] if _is_worth_a_line(report)]
    return [*moved, *seen][: MOST - len(known)]


def _is_worth_a_line(reported: Reported) -> bool:
    if reported.kind is ActivityKind.MOVED:  # only the site knows
        return False
    return reported.kind is not ActivityKind.PASTED or reported.size >= LONG_PASTE


def _activity(attempt: Attempt, reported: Reported, at: datetime, batch: str) -> Activity:
    moment = min(max(at - min(reported.ago, OLDEST), attempt.started_at), at)
    size = reported.size if reported.kind is ActivityKind.PASTED else None
    return Activity(reported.kind, moment, batch, reported.position, size)


@dataclass(frozen=True)
class LogEntry:
    """One thing that happened, in words, and at which question if that is known."""

    at: datetime
    words: str
    n: int | None = None


def log(attempt: Attempt, activity: Iterable[Activity], interventions: Iterable[Intervention]) -> list[LogEntry]:
    """Everything that was written down of an attempt but the answers, in the order of time."""
    entries = [
        LogEntry(attempt.started_at, "The paper was started"),
        *_of_steps(attempt),
        *_of_activity(activity),
        *(LogEntry(intervention.at, _BY_TUTORS[intervention.kind]) for intervention in interventions),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _of_steps(attempt: Attempt) -> Iterator[LogEntry]:
    for step in attempt.steps:
        if words := _BY_LEARNERS.get(step.kind):
            yield LogEntry(step.at, words, _place(attempt, step) if step.kind is StepKind.LATE else None)


def _of_activity(activity: Iterable[Activity]) -> Iterator[LogEntry]:
    networks = 0
    for seen in activity:
        networks += seen.kind is ActivityKind.MOVED
        if seen.kind is ActivityKind.PASTED:
            yield LogEntry(seen.at, f"{seen.size} characters were pasted", seen.position)
        elif seen.kind is not ActivityKind.MOVED or networks > 1:  # the first network is where it began
            yield LogEntry(seen.at, _SEEN[seen.kind], seen.position)


_BY_LEARNERS = {
    StepKind.OPENED: "A window became the one that answers",
    StepKind.RESTED: "A break began",
    StepKind.RESUMED: "The break ended",
    StepKind.LATE: "An answer came when the time was up; it is kept and not counted",
    StepKind.SUBMITTED: "The paper was submitted",
}
_SEEN = {
    ActivityKind.LEFT: "The page lost the focus",
    ActivityKind.RETURNED: "The page had the focus again",
    ActivityKind.MOVED: "The network address changed",
}
_BY_TUTORS = {
    InterventionKind.EXTENDED: "A tutor added time",
    InterventionKind.REOPENED: "A tutor opened the paper again",
    InterventionKind.VOIDED: "A tutor declared the attempt void",
}


def _place(attempt: Attempt, step: Step) -> int | None:
    places = {version.item.id: n for n, version in enumerate(attempt.paper.items, start=1)}
    return places.get(step.item_id or "")
