"""What certainty offers for Today: what a learner was sure of and got wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from markupsafe import Markup

from ...shared.feed import FeedItem, FeedKind, Link
from ..bank.core.text import phrase
from ..practice.core.recipe import Only, Recipe
from .core.calibration import Judged, still_certain_and_wrong

LONGEST = 160  # characters of a stem
MOST_TO_RETRY, MINUTES_A_QUESTION, READING_TIME = 5, 2, 5  # *ours*; the times are in minutes


def certain_and_wrong(answers: Iterable[Judged], *, since: datetime) -> list[FeedItem]:
    """What would have harmed a client, question by question, and all else of which they were certain as one thing."""
    missed = [answer for answer in still_certain_and_wrong(answers) if answer.at >= since and answer.version]
    others = [answer for answer in missed if not answer.unsafe]
    return [*(_unsafe(answer) for answer in missed if answer.unsafe), *([_retry(others)] if others else [])]


def _unsafe(answer: Judged) -> FeedItem:
    unit_id, _, anchor = (answer.version.item.section if answer.version else "").partition("#")
    return FeedItem(
        FeedKind.SAFETY,
        _stem(answer),
        Link("study.unit", {"unit_id": unit_id}, anchor),
        "You were certain, and it would have harmed a client",
        READING_TIME,
        at=answer.at,
        action="Read the section on this",
        unsafe=True,
        more=("See the answer and its reasons", Link("quiz.result", {"attempt_id": answer.attempt_id})),
    )


def _retry(missed: Sequence[Judged]) -> FeedItem:
    """An own test of what they were certain of and got wrong, the newest first."""
    number = min(len(missed), MOST_TO_RETRY)
    more = f" and {len(missed) - 1} more" if len(missed) > 1 else ""
    return FeedItem(
        FeedKind.MISS,
        f"Retry “{_stem(missed[0])}”{more}",
        Link("quiz.own_tests", Recipe(only=Only.CERTAIN_AND_WRONG, count=number).fields),
        "You were certain of a wrong answer",
        MINUTES_A_QUESTION * number,
        at=missed[0].at,
        action="Choose the test",
        more=("See the answer and its reasons", Link("quiz.result", {"attempt_id": missed[0].attempt_id})),
    )


def _stem(answer: Judged) -> str:
    stem = answer.version.item.stem if answer.version else ""
    words = Markup(phrase(stem)).striptags()  # noqa: S704 - of the few elements that core.text lets through
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
