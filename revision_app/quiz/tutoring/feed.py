"""What marking, regrading and challenges offer for Today: to a learner what tutors have done, to a tutor what waits."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping

from markupsafe import Markup

from ...cohorts.core import Cohort
from ...shared.feed import FeedItem, FeedKind, InHand, Link, Waiting
from ...web.filters import appointed, bdi, count, moment
from ..attempts.queries.rules import CLOSES, OPENS
from ..bank import library
from ..bank.core.text import short
from .queries import news, open_answers
from .queries.challenges import CHALLENGE
from .queries.sittings import SITTING

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


def to_mark(waiting: Iterable[Waiting]) -> list[FeedItem]:
    """The written answers that wait for a tutor, question by question, that which waits longest first."""
    return [
        FeedItem(
            FeedKind.WRITTEN,
            f"Mark {count(each.number, 'written answer')}",
            Link("quiz.open_answer", {"question_id": each.words}),
            f"{_stem_of(each.words)} Since {moment(each.at)}",
            at=each.at,
            action=f"Mark {count(each.number, 'written answer')}",
        )
        for each in waiting
        if each.kind == open_answers.WRITTEN
    ]


def challenges(waiting: Collection[Waiting], names: Mapping[int, str]) -> list[FeedItem]:
    """The challenges that wait for a tutor, one item for each question, that which waits longest first."""
    mine = [each for each in waiting if each.kind == CHALLENGE]
    by_item: dict[str, list[Waiting]] = defaultdict(list)
    for each in mine:
        by_item[each.words].append(each)
    return [
        FeedItem(
            FeedKind.CHALLENGE,
            _stem_of(several[0].words) or f"{several[0].words} (no longer in the bank)",
            Link("quiz.challenge_page", {"challenge_id": several[0].id}),
            f"{Markup(', ').join(bdi(names[each.learner_id]) for each in several[:3])}"
            f"{f' and {len(several) - 3} more' if len(several) > 3 else ''}, since {moment(several[0].at)}",
            at=several[0].at,
            action="Answer it",
        )
        for several in by_item.values()
    ]


def sat_now(waiting: Iterable[Waiting], cohorts: Mapping[Cohort, frozenset[int]]) -> list[FeedItem]:
    """The papers that a tutor's cohorts sit at this moment."""
    sitting = [each for each in waiting if each.kind == SITTING]
    items = []
    for cohort, learners in cohorts.items():
        papers = Counter(each.words for each in sitting if each.learner_id in learners)
        for paper_id, number in papers.items():
            if offer := library.offer(paper_id):
                link = Link("quiz.sitting", {"cohort_id": cohort.id, "paper_id": paper_id})
                people = count(number, "learner is", "learners are")
                items.append(FeedItem(FeedKind.SITTING, offer.sample.title, link, f"{people} sitting, {cohort.name}"))
    return items


def this_week(waiting: Iterable[Waiting], cohorts: Iterable[Cohort]) -> list[FeedItem]:
    """The papers that open or close within a week for a tutor's cohorts, the soonest first."""
    names = {cohort.id: cohort.name for cohort in cohorts}
    return [
        FeedItem(
            FeedKind.PAPER,
            offer.sample.title,
            Link("quiz.sitting", {"cohort_id": each.id, "paper_id": each.words}),
            f"{each.kind} {appointed(each.at)}, {names[each.id]}",
            at=each.at,
        )
        for each in waiting
        if each.kind in (OPENS, CLOSES) and each.id in names and (offer := library.offer(each.words))
    ]


def _stem_of(item_id: str) -> str:
    version = library.bank().items.get(item_id)
    return short(version.item.stem) if version else ""
