"""What happened between a learner and their tutors about papers, for the timeline of the learner's work."""

from typing import Any

from sqlalchemy import Select, Text, cast, literal, select

from ...attempts.models import AdjustmentRow, AttemptRow, InterventionRow
from ..models import ChallengeReplyRow, ChallengeRow

CHALLENGED, ANSWERED, INTERVENED, ADJUSTED = "challenged", "challenge answered", "intervened", "adjusted"


def happened(learner_id: int) -> tuple[Select[Any], ...]:
    """Challenges and what was said to them, what tutors did to attempts, and adjustments (``shared.feed.Waiting``).

    Of an intervention the words are its kind and the paper's id, the number its minutes and the id the attempt's.
    """
    raised: Any = ChallengeRow
    reply: Any = ChallengeReplyRow
    done: Any = InterventionRow
    adjusted: Any = AdjustmentRow
    what = (cast(done.kind, Text) + " " + AttemptRow.paper_id).label("words")
    return (
        _that(CHALLENGED, raised.id, raised.learner_id, *_NOTHING, raised.at).where(raised.learner_id == learner_id),
        _that(ANSWERED, raised.id, raised.learner_id, *_NOTHING, reply.at)
        .join(raised, raised.id == reply.challenge_id)
        .where(raised.learner_id == learner_id, reply.author_id != learner_id),
        _that(
            INTERVENED, done.attempt_id.label("id"), AttemptRow.learner_id, what, done.minutes.label("number"), done.at
        )
        .join(AttemptRow, AttemptRow.id == done.attempt_id)
        .where(AttemptRow.learner_id == learner_id),
        _that(ADJUSTED, adjusted.id, adjusted.learner_id, *_NOTHING, adjusted.at).where(
            adjusted.learner_id == learner_id
        ),
    )


_NOTHING = literal("").label("words"), literal(0).label("number")


def _that(kind: str, *columns: Any) -> Select[Any]:
    return select(literal(kind).label("kind"), *columns)
