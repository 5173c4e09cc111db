from datetime import datetime

from ...db import db, part_of_action
from ..core.comments import CommentSheet, Saying
from ..core.second import SecondMarking
from ..core.submission import Submission
from ..models import CommentRow, CommentWordsRow
from ..queries.comments import comments_of


@part_of_action
def keep_comments(
    submission: Submission,
    sheet: CommentSheet,
    *,
    assessor_id: int,
    at: datetime,
    second: SecondMarking | None = None,
) -> None:
    """Keep what a sheet says of the comments at a piece that is locked, hidden from the learner until release.

    With ``second`` they are the second marker's, which only they see until both have finished.
    """
    second_by = second.marker_id if second else None
    changed = comments_of(submission.id, second_by=second_by).changed(submission, sheet, assessor_id=assessor_id)
    if second and changed.says_something:
        second.must_be_unfinished(assessor_id=assessor_id)
    for change in changed.changes:
        _say(change.id, change.text, assessor_id, at)
    if changed.new:
        row = CommentRow(piece_id=submission.id, **vars(changed.new.passage), second_by_id=second_by)
        db.session.add(row)
        db.session.flush()
        _say(row.id, changed.new.text, assessor_id, at)


def _say(comment_id: int, text: str, author_id: int, at: datetime) -> None:
    db.session.add(CommentWordsRow(comment_id=comment_id, author_id=author_id, at=at, saying=Saying.COMMENT, text=text))
