"""What certainty offers for Today: what a learner was sure of and got wrong."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from flask import current_app

from ...shared.feed import FeedItem, FeedKind, Link
from ..bank import library
from ..bank.core.text import short
from ..practice.core.recipe import Only, Recipe
from .core.calibration import Judged, still_certain_and_wrong
from .core.flags import Attention
from .core.measures import Which
from .core.review import ReviewedItem, by_need, review
from .queries.measures import statistics_of

KEPT, MOST_KEPT = timedelta(hours=1), 500  # for how long, and of how many tutors
MOST_TO_RETRY, MINUTES_A_QUESTION, READING_TIME = 5, 2, 5  # *ours*; the times are in minutes


def certain_and_wrong(answers: Iterable[Judged], *, since: datetime) -> list[FeedItem]:
    """What would have harmed a client, question by question, and all else of which they were certain as one thing."""
    missed = [answer for answer in still_certain_and_wrong(answers) if answer.at >= since and answer.version]
    others = [answer for answer in missed if not answer.unsafe]
    return [*(_unsafe(answer) for answer in missed if answer.unsafe), *([_retry(others)] if others else [])]


def flagged(tutor_id: int, *, at: datetime) -> list[FeedItem]:
    """The questions of which the statistics say most urgently that somebody should look, over a tutor's learners.

    To read all answers takes long, so what was found is kept in the process for ``KEPT``.
    """
    kept: dict[int, tuple[datetime, list[FeedItem]]] = current_app.extensions.setdefault("flagged_items", {})
    found_at, found = kept.get(tutor_id, (at - 2 * KEPT, []))
    if not timedelta() <= at - found_at < KEPT:
        found = [_flagged(line) for line in _most_urgent(tutor_id, at)]
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[tutor_id] = at, found
    return found


def _most_urgent(tutor_id: int, at: datetime) -> list[ReviewedItem]:
    items = library.bank().items
    measured = statistics_of(Which.FIRST, taught_by=tutor_id, at=at)
    lines = [line for paper_id, paper in measured.items() for line in review(paper_id, paper, items)]
    return by_need(line for line in lines if line.attention is Attention.HIGH and library.offer(line.paper_id))


def _flagged(line: ReviewedItem) -> FeedItem:
    link = Link("quiz.item_statistics", {"paper_id": line.paper_id, "item_id": line.statistics.item_id})
    title = short(line.version.item.stem) if line.version else line.statistics.item_id
    return FeedItem(FeedKind.FLAGGED, title, link, line.flags[0].words)


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
    return short(answer.version.item.stem) if answer.version else ""
