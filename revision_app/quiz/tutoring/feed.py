"""What marking, regrading and challenges offer for Today: to a learner what tutors have done, to a tutor what waits."""

from collections.abc import Iterable
from datetime import datetime

from ...shared.feed import FeedItem, FeedKind, InHand, Link
from ...web.filters import count, moment
from .queries import news, open_answers

READING_TIME = 5  # minutes; *ours*


def feedback(in_hand: Iterable[InHand]) -> list[FeedItem]:
    """What tutors have done with what a learner sat or asked, among what is in hand, the latest first."""
    return [_told(item) for item in news.news(in_hand)]


def _told(item: news.News) -> FeedItem:
    result = Link("quiz.result", {"attempt_id": item.id})
    match item.what:
        case "marked":
            title, link, reason = item.title, result, "your written answers are marked"
        case "again":
            title, link, reason = item.title, result, "a question was marked again, and your result with it"
        case _:
            title, reason = "An answer to your challenge", f"in {item.title}"
            link = Link("quiz.challenge_page", {"challenge_id": item.id})
    reason = f"{reason}, {moment(item.at)}"
    return FeedItem(FeedKind.FEEDBACK, title, link, reason, READING_TIME, at=item.at, action="Read it")


def to_mark(tutor_id: int, *, at: datetime) -> list[FeedItem]:
    """The written answers that wait for a tutor, as one item."""
    waiting = open_answers.open_answers_waiting(tutor_id, at=at)
    if not waiting:
        return []
    title = f"Mark {count(waiting, 'written answer')}"
    return [FeedItem(FeedKind.WRITTEN, title, Link("quiz.open_answers"), "They wait for a tutor.", action=title)]
