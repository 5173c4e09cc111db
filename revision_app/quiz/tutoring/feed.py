"""What marking, regrading and challenges offer for Today: to a learner what tutors have done, to a tutor what waits."""

from datetime import datetime

from ...shared.feed import FeedItem, FeedKind, Link
from ...web.filters import count, moment
from .queries import news, open_answers


def feedback(learner_id: int, *, since: datetime) -> list[FeedItem]:
    """What tutors have done since with what a learner sat or asked, the latest first."""
    return [_told(item) for item in news.news(learner_id, since=since)]


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
    return FeedItem(FeedKind.FEEDBACK, title, link, f"{reason}, {moment(item.at)}", at=item.at, action="Read it")


def to_mark(tutor_id: int, *, at: datetime) -> list[FeedItem]:
    """The written answers that wait for a tutor, as one item."""
    waiting = open_answers.open_answers_waiting(tutor_id, at=at)
    if not waiting:
        return []
    title = f"Mark {count(waiting, 'written answer')}"
    return [FeedItem(FeedKind.WRITTEN, title, Link("quiz.open_answers"), "They wait for a tutor.", action=title)]
