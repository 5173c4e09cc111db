from datetime import datetime

from ...db import transaction
from ..core.comments import must_take_comments
from ..core.typed import TypedMarking, TypedWords
from ..queries.comments import comments_of
from .decisions import locked
from .typed_rows import keep_changed


@transaction
def keep_typed(piece_id: int, typed: TypedMarking, *, assessor_id: int, at: datetime) -> TypedMarking:
    """Keep what an assessor has typed so far, for themselves alone; nothing is decided or said by it yet.

    Raises ``TypedElsewhere``, and what ``Submission.mark`` and ``must_take_comments`` do.
    """
    submission = locked(piece_id, assessor_id=assessor_id, at=at)
    submission.mark(typed.judgements, assessor_id=assessor_id, seen=submission.latest, at=at)
    saved = TypedWords(submission.judgements, comments_of(piece_id).as_typed)
    if typed.without(saved).comments:
        must_take_comments(submission, assessor_id=assessor_id)
    return keep_changed(piece_id, typed, saved, assessor_id=assessor_id, at=at)
