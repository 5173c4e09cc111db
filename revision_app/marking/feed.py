"""What marking offers for Today: decisions to read, and pieces that wait for one."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from ..criteria.core import Criterion
from ..shared.feed import FeedItem, FeedKind, Link, Waiting
from ..web.filters import bdi, day, is_past, listed, moment
from .core.submission import CriterionEvidence, Outcome, Submission, ordinal
from .core.task import Task
from .library import called
from .queries.comments import ANSWER
from .queries.to_do import ToDo

TO_DO = {
    Task.SECOND: "to mark second",
    Task.AGREE: "to agree on",
    Task.COUNTERSIGN: "to countersign",
    Task.RELEASE: "to release",
}
"""What a piece is for, where that is not to mark it."""

ACTIONS = {
    Task.SECOND: "Mark the next one second",
    Task.AGREE: "Agree on the next one",
    Task.COUNTERSIGN: "Countersign the next one",
    Task.RELEASE: "Release the next one",
}


def work(piece_id: int, task: Task) -> Link:
    """Where a tutor does what a piece asks of them."""
    page = "marking.second" if task in (Task.SECOND, Task.AGREE) else "marking.submission"
    return Link(page, {"piece_id": piece_id}, "countersign" if task is Task.COUNTERSIGN else None)


READING_TIME, STEP_TIME = 5, 15  # minutes; *ours*, and no more than a guess


def decided(
    piece_id: int, title: str, outcomes: Mapping[str, Outcome], *, at: datetime, amended: bool = False
) -> FeedItem:
    """Decisions on a piece that its learner may not have read yet."""
    link = Link("marking.evidence", {"piece_id": piece_id})
    reason = f"{'amended' if amended else 'released'} {moment(at)}"
    if any(outcome is not Outcome.ACHIEVED for outcome in outcomes.values()):
        title = f"Your tutor asks for more on “{title}”"
        reason = f"{reason[0].upper()}{reason[1:]}. What you have achieved stays achieved."
    return FeedItem(
        FeedKind.FEEDBACK, title, link, reason, READING_TIME, at=at, action="Read the feedback", outcomes=outcomes
    )


def referral(
    claim: CriterionEvidence, criteria: Sequence[Criterion], drafts: Mapping[tuple[str, int], FeedItem]
) -> FeedItem:
    """A piece whose decisions keep these criteria open; ``claim`` is its latest.

    ``drafts`` are what can be gone on with, by kind and source: where one was changed since the release, it is next.
    """
    piece, released_at = claim.piece, claim.released_at or claim.piece.at
    draft = drafts.get((piece.kind, piece.source_id))
    on = f"On “{piece.title}”, {'amended' if claim.amended else 'released'} {moment(released_at)}."
    item = FeedItem(
        FeedKind.REFERRAL,
        f"Your tutor asks for more on {listed([one.title.lower() for one in criteria])}",
        Link("marking.evidence", {"piece_id": piece.id}),
        f"{on} Read the comment, change what it names, and hand it in again.",
        READING_TIME,
        criteria[0].id if len(criteria) == 1 else None,
        at=released_at,
        decides=len(criteria),
        action="Read the feedback",
    )
    if draft is None or draft.at is None or draft.at <= released_at:
        return item
    return replace(
        item,
        link=draft.link,
        reason=f"{on} You have begun your answer; finish it, and hand it in again.",
        minutes=draft.minutes,
        action="Go on writing",
        more=("Read the feedback again", item.link),
    )


def with_tutor(claims: Iterable[CriterionEvidence]) -> list[FeedItem]:
    """The pieces among these that a tutor has before them, oldest first, and when each is due back."""
    pieces = {claim.piece.id: claim for claim in claims if claim.released_at is None and claim.seen}
    in_order = sorted(pieces.values(), key=lambda claim: (claim.piece.at, claim.piece.id))
    return [
        FeedItem(
            FeedKind.WITH_TUTOR,
            claim.piece.title,
            Link("marking.evidence", {"piece_id": claim.piece.id}),
            f"since {day(claim.piece.at)}" + (f", due back by {day(claim.due)}" if claim.due else ""),
            at=claim.piece.at,
        )
        for claim in in_order
    ]


def to_mark(found: ToDo, names: Mapping[int, str]) -> list[FeedItem]:
    """The pieces that wait for a tutor, what is overdue first, then the oldest."""
    return [
        FeedItem(
            FeedKind.OVERDUE if is_past(piece.due) else FeedKind.PIECE,
            bdi(called(piece, names)) + f": {piece.title}",
            work(piece.id, found.tasks[piece.id]),
            _since(piece, TO_DO.get(found.tasks[piece.id], "")),
            at=piece.at,
            action=ACTIONS.get(found.tasks[piece.id], "Mark the next one"),
        )
        for piece in found.waiting
    ]


def _since(piece: Submission, task: str) -> str:
    """Since when a piece waits, which of its series it is, when it was due back if that is over, and what for."""
    again = f"{ordinal(piece.number)} submission" if piece.number > 1 else ""
    late = f"was due {day(piece.due)}" if piece.due and is_past(piece.due) else ""
    return ", ".join(filter(None, (moment(piece.at), again, late, task)))


def to_do(claims: Collection[CriterionEvidence], *, since: datetime) -> list[FeedItem]:
    """What tutors have answered to a learner's words since a moment, and the steps of the learner's action plan."""
    answered = {claim.piece.id: (claim.answer, claim.piece) for claim in claims if claim.answer}
    answers = sorted(answered.values(), key=lambda each: each[0].at)
    steps = sorted((claim.step for claim in claims if claim.step), key=lambda step: (step.at, step.id))
    return [
        *(
            FeedItem(
                FeedKind.ANSWER,
                piece.title,
                Link("marking.evidence", {"piece_id": piece.id}, f"comment-{answer.comment_id}"),
                f"answered {moment(answer.at)}",
                READING_TIME,
                at=answer.at,
                action="Read the answer",
            )
            for answer, piece in answers
            if answer.at >= since
        ),
        *(
            FeedItem(
                FeedKind.STEP,
                step.text,
                Link("journal.reflections", anchor="action-plan"),
                f"since {moment(step.at)}",
                STEP_TIME,
                step.criterion,
                at=step.at,
                decides=1,
                action="See the action plan",
            )
            for step in steps
        ),
    ]


def to_answer(waiting: Iterable[Waiting], names: Mapping[int, str]) -> list[FeedItem]:
    """What learners answered to comments, among what waits for a tutor, the oldest first."""
    return [
        FeedItem(
            FeedKind.ANSWER,
            bdi(names[answer.learner_id]) + f": {answer.words}",
            Link("marking.submission", {"piece_id": answer.id}, f"comment-{answer.number}"),
            moment(answer.at),
            at=answer.at,
            action="Read the answer",
        )
        for answer in waiting
        if answer.kind == ANSWER
    ]
