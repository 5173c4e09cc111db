"""Today: what every feature offers, in the order in which it matters to whoever reads it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ..journal import feed as journal
from ..log import feed as log
from ..marking import feed as marking
from ..marking.core.submission import Outcome
from ..quiz.attempts import feed as attempts
from ..quiz.attempts.actions import grading
from ..quiz.statistics import feed as statistics
from ..quiz.statistics.queries import certainty
from ..quiz.tutoring import feed as tutoring
from ..shared.feed import FeedItem, FeedKind, Link
from ..statements import feed as statements
from ..study import feed as study
from ..web.filters import percent
from . import core, queries
from .core import MatrixRow, Step

NEWS = timedelta(days=14)
FRESH = timedelta(days=28)
FIRST = (FeedKind.RUNNING, FeedKind.SAFETY)  # *Ours:* what comes before any criterion, the running paper first
LEFT = (
    FeedKind.FEEDBACK,
    FeedKind.ANSWER,
    FeedKind.STEP,
    FeedKind.DATED,
    FeedKind.GAP,
)  # what waits for somebody whose criteria are all achieved or with a tutor
GROUPS = {
    FeedKind.DATED: "Papers with dates",
    FeedKind.FEEDBACK: "Feedback from your tutor",
    FeedKind.ANSWER: "Your tutor answered",
    FeedKind.STEP: "Your action plan",
    FeedKind.WITH_TUTOR: "With your tutor",
    FeedKind.MISS: "Certain and wrong",
    FeedKind.DRAFT: "Drafts",
    FeedKind.GAP: "Missing in your log",
}
MOST = {FeedKind.MISS: 3, FeedKind.STEP: 5, FeedKind.DRAFT: 5}  # of a group that can be long
NOTHING = FeedItem(
    FeedKind.CRITERION,
    "Nothing is waiting for you",
    Link("quiz.papers"),
    "Every criterion is achieved or with your tutor.",
    action="Keep in practice with a paper",
)


def of_learner(learner_id: int, *, at: datetime) -> tuple[Sequence[MatrixRow], list[FeedItem]]:
    """A learner's matrix, and what they could do next: the best step first, then the rest in the features' orders."""
    running = grading.going_on(learner_id, at=at)  # which also marks what has run out, so it comes before the matrix
    rows = queries.matrices([learner_id], at=at, shown_at=at)[learner_id]
    due, answers = certainty.due_and_certainties(learner_id, at, running=running)
    handed_in = {(claim.piece.kind, claim.piece.source_id) for row in rows for claim in row.evidence}
    in_hand = [each for each in queries.in_hand(learner_id) if (each.kind, each.id) not in handed_in]
    drafts = journal.drafts(in_hand)
    items = [
        *attempts.running(running, at=at),
        *statistics.certain_and_wrong(answers, since=at - FRESH),
        *attempts.dated(due, at=at),
        *tutoring.feedback(learner_id, since=at - NEWS),
        *(
            marking.decided(news.piece_id, news.title, news.outcomes, at=news.at, amended=news.amended)
            for news in core.news(rows, since=at - NEWS)
        ),
        *marking.to_do([claim for row in rows for claim in row.evidence], since=at - NEWS),
        *marking.with_tutor(claim for row in rows for claim in row.evidence),
        *drafts,
        *statements.to_put_forward(in_hand),
        *log.gaps(learner_id),
    ]
    focus = core.weakest(rows)
    first = next((item for kind in FIRST for item in items if item.kind is kind), None)
    return rows, [first or (_step(focus, learner_id, drafts) if focus else _waiting(items)), *items]


def grouped(items: Sequence[FeedItem]) -> dict[str, list[FeedItem]]:
    """The items under the headings of the page, without empty ones; what is unsafe stands with the misses."""
    groups = {}
    for kind, heading in GROUPS.items():
        of_kind = [item for item in items[1:] if item.kind is kind or (kind is FeedKind.MISS and item.unsafe)]
        if of_kind:
            groups[heading] = of_kind[: MOST.get(kind)]
    return groups


def _waiting(items: Sequence[FeedItem]) -> FeedItem:
    """What is next for somebody with whom no criterion is left to work on: feedback, then a paper with dates."""
    found = next((item for kind in LEFT for item in items if item.kind is kind), None)
    if found is None:
        return NOTHING
    more = [name for name, outcome in found.outcomes.items() if outcome != Outcome.ACHIEVED]
    if not more:
        return replace(found, reason=f"{found.reason[:1].upper()}{found.reason[1:]}.")
    reason = f"It is about {found.title}. What you have achieved stays achieved."
    return replace(found, title=f"Your tutor asks for more on {', '.join(more)}", reason=reason)


def _step(row: MatrixRow, learner_id: int, drafts: Sequence[FeedItem]) -> FeedItem:
    """The next step for a criterion, in words."""
    name, title = row.criterion.id, row.criterion.title.lower()
    explained = study.sections(name)
    unread = study.unread(name, learner_id)

    def item(title: str, link: Link, reason: str, action: str, minutes: int | None = None) -> FeedItem:
        return FeedItem(FeedKind.CRITERION, title, link, reason, minutes, name, action=action)

    match core.step(row, unread=bool(unread), explained=bool(explained)):
        case Step.ANSWER_REFERRAL if row.latest:
            reason = "Read the comment, change what it names, and hand it in again."
            link = Link("marking.evidence", {"piece_id": row.latest.piece.id})
            return item(f"Your tutor asks for more on {title}", link, reason, "Read the feedback")
        case Step.READ:
            section = unread[0]
            return item(f"Read “{section.title}”", section.link, section.reason, section.action, section.minutes)
        case Step.SIT:
            reason = "You have read all that is written on it here. A paper shows what has stayed."
            return item(f"Try {title} in a paper", Link("quiz.papers"), reason, "Choose a paper")
        case Step.READ_AGAIN:
            section = (unread or explained)[0]
            reason = (
                f"You have {percent(row.share or 0)} of the quiz marks here."
                f" “{section.title}” is where it is explained; then sit a paper again."
            )
            return item(f"Go over {title} once more", section.link, reason, section.action, section.minutes)
        case _:
            action = "Go on writing" if drafts else "Start a reflection"
            return item(f"Show {title} in a reflection", Link("journal.reflections"), row.criterion.evidence, action)
