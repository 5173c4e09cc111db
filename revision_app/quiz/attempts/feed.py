"""What attempts and papers offer for Today."""

from collections.abc import Iterable
from datetime import datetime

from ...shared.feed import FeedItem, FeedKind, Link
from ...web.filters import appointed, minutes, moment
from ..bank.core.paper import Paper
from .core.attempt import Attempt
from .core.summary import Window


def running(going_on: Iterable[Attempt], *, at: datetime) -> list[FeedItem]:
    """The attempts that a learner is in the middle of, in their order; practice and cases without a clock can wait."""
    items = []
    for attempt in going_on:
        if not attempt.is_open(at):
            continue  # within the load allowance
        ends = attempt.deadline(at)
        is_timed = ends is not None or attempt.paper.mode == "timed"
        limit = f"The paper ends {moment(ends)}." if ends else "There is no time limit."
        items.append(
            FeedItem(
                FeedKind.RUNNING if is_timed else FeedKind.PRACTICE,
                attempt.title,
                Link("quiz.item", {"attempt_id": attempt.id, "n": 1}),
                f"Your answers are saved. {limit}",
                minutes=minutes(ends - at) if ends else None,
                at=attempt.started_at,
                due=ends,
                action="Go back to the paper" if is_timed else "Go on practising",
            )
        )
    return items


def dated(due: Iterable[tuple[Paper, Window]], *, at: datetime) -> list[FeedItem]:
    """The papers that a learner has dates for, the next one first."""
    items = []
    for paper, window in due:
        next_date = window.next(at) or at
        word = "opens" if window.opens_at and window.opens_at > at else "closes"
        items.append(
            FeedItem(
                FeedKind.DATED,
                paper.title,
                Link("quiz.paper", {"paper_id": paper.id}),
                f"{word} {appointed(next_date)}",
                minutes=paper.minutes,
                opens=window.opens_at,
                due=window.closes_at,
                action=f"Open “{paper.title}”",
            )
        )
    return items
