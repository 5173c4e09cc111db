"""What certainty offers for Today: what a learner was sure of and got wrong."""

from collections.abc import Iterable
from datetime import datetime

from markupsafe import Markup

from ...shared.feed import FeedItem, FeedKind, Link
from ..bank.core.text import phrase
from .core.calibration import Judged, still_certain_and_wrong

LONGEST = 160  # characters of a stem


def certain_and_wrong(answers: Iterable[Judged], *, since: datetime) -> list[FeedItem]:
    """The questions whose latest answer was certain and wrong, the unsafe ones first."""
    return [
        _missed(answer, answer.version.item.section, answer.version.item.stem)
        for answer in still_certain_and_wrong(answers)
        if answer.at >= since and answer.version
    ]


def _missed(answer: Judged, section: str, stem: str) -> FeedItem:
    unit_id, _, anchor = section.partition("#")
    words = Markup(phrase(stem)).striptags()  # noqa: S704 - of the few elements that core.text lets through
    return FeedItem(
        FeedKind.SAFETY if answer.unsafe else FeedKind.MISS,
        words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…",
        Link("study.unit", {"unit_id": unit_id}, anchor),
        "You were certain, and it would have harmed a client"
        if answer.unsafe
        else "You were certain of a wrong answer",
        at=answer.at,
        action="Read the section on this",
        unsafe=answer.unsafe,
        more=("See the answer and its reasons", Link("quiz.result", {"attempt_id": answer.attempt_id})),
    )
