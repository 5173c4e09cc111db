"""What a plan says for Today."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from ..progress.core import MatrixRow
from ..progress.library import PlannedDay
from ..recall import queries as recall
from ..recall.core.session import Goal
from ..shared.feed import FeedItem, FeedKind, InHand, Link
from ..web.filters import day
from .core.plan import Portion, StudyPlan
from .core.work import WorkKind
from .queries import in_hand, planned

__all__ = ["in_hand", "of_today"]

BEFORE_EXAM = "Your exam is near, and these gain most from a look today."

_WHY = {
    WorkKind.READ: "You have not read this yet",
    WorkKind.PRACTISE: "Practice brings this nearer to ready",
    WorkKind.CASE: "You have not worked through this case yet",
    WorkKind.REFLECT: "Its evidence is still missing",
    WorkKind.EVIDENCE: "Its evidence is still missing",
}


def of_today(
    learner_id: int,
    rows: Sequence[MatrixRow],
    found: Sequence[InHand],
    *,
    held_back: Callable[[], Collection[str]],
    at: datetime,
) -> PlannedDay | None:
    """Today's part of a learner's plan; ``None`` where they have none, or its date has come.

    ``held_back`` finds the questions that timed papers keep from them.
    """
    made = planned(learner_id, rows, found, at=at)
    if made is None or not made.plan.days:
        return None
    today = made.plan.days[0]
    has_cards = today.cards and (
        (made.goal and made.new_cards) or recall.waiting(made.cards, held_back=held_back, at=at, goal=made.goal).cards
    )
    offered = [_cards(today.cards, made.goal)] if has_cards else []
    return PlannedDay(
        [*offered, *(_item(each) for each in today.portions if not each.work.is_on_today)], _free(made.plan)
    )


def _cards(minutes: int, goal: Goal | None) -> FeedItem:
    title = "Look at your cards"
    reason = BEFORE_EXAM if goal else "They are due now, just before you would forget them."
    return FeedItem(FeedKind.CARDS, title, Link("recall.today"), reason, minutes, action="Begin")


def _item(portion: Portion) -> FeedItem:
    work = portion.work
    rest = "" if portion.ends else f"; {portion.minutes} minutes of it today, and the rest another day"
    return FeedItem(
        FeedKind.PLANNED,
        f"Read {work.title}" if work.kind is WorkKind.READ else work.title,
        work.link,
        f"{_WHY[work.kind]}{rest}.",
        portion.minutes,
        work.criterion,
        decides=1,
        action=work.action,
    )


def _free(plan: StudyPlan) -> FeedItem:
    """What is said where nothing of the plan is left for today."""
    later = next((each.day for each in plan.days[1:] if each.minutes), None)
    then = f"It goes on on {day(later)}." if later else "Nothing is left in it until your date."
    return FeedItem(
        FeedKind.PLANNED, "Your plan leaves the rest of today free", Link("planning.page"), then, action="See your plan"
    )
