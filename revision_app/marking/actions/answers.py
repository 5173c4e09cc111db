from datetime import datetime

from ...accounts.core.own_work import must_be_anothers
from ...audit.actions import note_in_audit
from ...audit.core import AuditKind
from ...db import db, part_of_action, transaction
from ...evidence import queries as evidence
from ..core.comments import Saying, must_be_answerable
from ..core.submission import NoSuchSubmission, Submission
from ..models import CommentWordsRow
from ..queries import submissions as queries
from ..queries.comments import comments_of
from .decisions import locked


@transaction
def answer(piece_id: int, comment_id: int, text: str, *, learner_id: int, at: datetime) -> None:
    """Keep what a learner answers to a released comment on their piece. Raises ``NotAnswered``, ``NoSuchComment``."""
    evidence.lock(piece_id)
    series = queries.own_series(piece_id, learner_id=learner_id, at=at)
    if series is None:
        raise NoSuchSubmission("There is no such submission of yours.")
    _answer(series.shown, comment_id, text, author_id=learner_id, at=at)


@transaction
def reply(piece_id: int, comment_id: int, text: str, *, tutor_id: int, at: datetime) -> None:
    """Keep what a tutor says after a comment was released. Raises ``NotAnswered``, ``NoSuchComment``, ``OwnWork``."""
    submission = locked(piece_id, assessor_id=tutor_id, at=at)
    must_be_anothers(submission.learner_id, actor_id=tutor_id)
    _answer(submission, comment_id, text, author_id=tutor_id, at=at)


@transaction
def put_aside(piece_id: int, comment_id: int, *, tutor_id: int, at: datetime) -> None:
    """Note that a tutor has read what the learner answered, and that no more needs to be said."""
    submission = locked(piece_id, assessor_id=tutor_id, at=at)
    must_be_anothers(submission.learner_id, actor_id=tutor_id)
    if comments_of(piece_id).comment(comment_id).waits_for_tutor(submission.learner_id):
        _add(submission, comment_id, Saying.READ, "", author_id=tutor_id, at=at)


@part_of_action
def _answer(submission: Submission, comment_id: int, text: str, *, author_id: int, at: datetime) -> None:
    comment = comments_of(submission.id).comment(comment_id)
    if must_be_answerable(submission, comment, text, author_id=author_id):
        _add(submission, comment_id, Saying.ANSWER, text, author_id=author_id, at=at)


@part_of_action
def _add(submission: Submission, comment_id: int, saying: Saying, text: str, *, author_id: int, at: datetime) -> None:
    db.session.add(CommentWordsRow(comment_id=comment_id, author_id=author_id, at=at, saying=saying, text=text))
    note_in_audit(
        "comment answered" if saying is Saying.ANSWER else "answer to a comment read",
        kind=AuditKind.WORK,
        actor_id=author_id,
        subject_id=submission.learner_id,
        detail=f"submission {submission.id}, comment {comment_id}",
        at=at,
    )
