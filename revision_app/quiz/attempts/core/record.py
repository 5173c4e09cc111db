"""What is written down beside the answers: the learner's own notes, and neutral facts about how the paper was sat.

*Ours:* facts are bounded in number, the learner may read every one, and none of them is a verdict.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from ...bank.core.items import Response
from .attempt import Attempt, Step, StepKind
from .timing import NONE

LONGEST_NOTES = 4000
LONG_PASTE = 40
"""*Ours:* from how many characters a paste is worth a line: shorter ones are a word or two."""
MOST_FACTS = 300
SENT_AT_MOST = 20
OLDEST = timedelta(hours=1)
SEEN = (StepKind.LEFT, StepKind.RETURNED, StepKind.PASTED)
ASIDE = (*SEEN, StepKind.MOVED, StepKind.NOTED)
"""What bears on no answer and no mark."""


@dataclass(frozen=True)
class Fact:
    """What a page saw ``ago``, at the ``n``-th question; ``size`` is that of a paste, in characters."""

    kind: StepKind
    n: int
    ago: timedelta
    size: int = 0


def notes(attempt: Attempt) -> str:
    """The learner's notes as they stand."""
    written = [step for step in attempt.steps if step.kind is StepKind.NOTED]
    return written[-1].response[0] if written and written[-1].response else ""


def note(attempt: Attempt, text: str, at: datetime, *, key: str) -> Step | None:
    """The step that keeps the notes; none where it changes nothing."""
    if not attempt.is_open(at):
        raise attempt.closed(at)
    kept = text.replace("\r\n", "\n")[:LONGEST_NOTES]
    if kept == notes(attempt) or any(step.key == key for step in attempt.steps):
        return None
    return Step(StepKind.NOTED, at, key, response=(kept,) if kept else ())


def witnessed(attempt: Attempt, facts: Sequence[Fact], place: str, at: datetime, *, key: str) -> Iterator[Step]:
    """The steps that these facts add; ``place`` is a name for the network that they came from.

    A batch that was sent before adds nothing, nor does anything once there are ``MOST_FACTS``.
    """
    if not attempt.is_open(at):
        raise attempt.closed(at)
    known = [step for step in attempt.steps if step.kind in (*SEEN, StepKind.MOVED)]
    if any(step.key.rpartition(".")[0] == key for step in known):
        return
    places = [step.response for step in known if step.kind is StepKind.MOVED]
    found: list[tuple[StepKind, timedelta, Response]] = []
    found += [(StepKind.MOVED, NONE, (place,))] if places[-1:] != [(place,)] else []
    for fact in facts[:SENT_AT_MOST]:
        if fact.kind in SEEN and (fact.kind is not StepKind.PASTED or fact.size >= LONG_PASTE):
            said: Response = (str(fact.n), str(fact.size)) if fact.kind is StepKind.PASTED else (str(fact.n),)
            found.append((fact.kind, fact.ago, said))
    for number, (kind, ago, said) in enumerate(found[: MOST_FACTS - len(known)]):
        began = max(at - min(ago, OLDEST), attempt.started_at)
        yield Step(kind, min(began, at), f"{key}.{number}", response=said)


@dataclass(frozen=True)
class Line:
    """One thing that happened, in words, and at which question where that is known."""

    at: datetime
    words: str
    n: int | None = None


def lines(attempt: Attempt) -> list[Line]:
    """Everything that was written down of an attempt but the answers, in the order of time."""
    found = [Line(attempt.started_at, "The paper was started")]
    moved = 0
    for step in attempt.steps:
        if step.kind is StepKind.MOVED:
            moved += 1
            if moved > 1:
                found.append(Line(step.at, "The network address changed"))
        elif step.kind is StepKind.PASTED:
            found.append(Line(step.at, f"{step.response[1]} characters were pasted", int(step.response[0])))
        elif step.kind in SEEN:
            found.append(Line(step.at, _WORDS[step.kind], int(step.response[0])))
        elif step.kind is StepKind.LATE:
            found.append(Line(step.at, _WORDS[step.kind], _place(attempt, step)))
        elif words := _WORDS.get(step.kind):
            found.append(Line(step.at, words))
    return sorted(found, key=lambda line: line.at)


_WORDS = {
    StepKind.LEFT: "The page lost the focus",
    StepKind.RETURNED: "The page had the focus again",
    StepKind.OPENED: "A window became the one that answers",
    StepKind.RESTED: "A break began",
    StepKind.RESUMED: "The break ended",
    StepKind.EXTENDED: "A tutor added time",
    StepKind.LATE: "An answer came when the time was up; it is kept and not counted",
    StepKind.SUBMITTED: "The paper was submitted",
    StepKind.REOPENED: "A tutor opened the paper again",
    StepKind.VOIDED: "A tutor declared the attempt void",
}


def _place(attempt: Attempt, step: Step) -> int | None:
    places = {version.item.id: n for n, version in enumerate(attempt.paper.items, start=1)}
    return places.get(step.item_id or "")
